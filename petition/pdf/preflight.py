"""Reads a finished PDF and says, rule by rule, whether a print shop can take it.

No free PDF/X validator can be installed beside the service, so the press brings rules of its own. They follow the
lists that PDF/X-1a files are checked by (one output intent, only CMYK, all fonts embedded, boxes nested, nothing that
moves or shines through), and add two of the house: grey text is black ink, and nothing tells who made the file.
"""

import hashlib
from pathlib import Path

import pikepdf

from petition.pdf.preflight_document import DOCUMENT_RULES
from petition.pdf.preflight_pages import PAGE_RULES
from petition.pdf.preflight_report import Report, Rule, Subject, Verdict, Wanted

RULES: tuple[Rule, ...] = (*DOCUMENT_RULES, *PAGE_RULES)
NAMED_PLACES = 5


def preflight(path: Path, wanted: Wanted) -> Report:
    """Checks the file against every rule of the wanted standard. A file that cannot be opened breaks its own rule."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    try:
        with pikepdf.open(path) as pdf:
            subject = Subject(path=path, pdf=pdf, wanted=wanted)
            verdicts = tuple(_judged(rule, subject) for rule in RULES if wanted.standard in rule.standards)
            pages = len(pdf.pages)
    except pikepdf.PasswordError:
        verdicts, pages = (_unopened("it asks for a password"),), 0
    except pikepdf.PdfError:
        verdicts, pages = (_unopened("it is no PDF, or damaged. Make it again"),), 0
    return Report(file=path.name, sha256=digest, standard=wanted.standard, pages=pages, verdicts=verdicts)


def _judged(rule: Rule, subject: Subject) -> Verdict:
    try:
        found = list(rule.check(subject))
    except pikepdf.PdfError:
        found = [(0, "a part of the file cannot be read")]
    places = tuple(f"page {page}: {detail}" if page else detail for page, detail in found[:NAMED_PLACES])
    return Verdict(code=rule.code, sentence=rule.sentence, broken=len(found), places=places)


def _unopened(reason: str) -> Verdict:
    return Verdict(code="opens", sentence="The file opens", broken=1, places=(reason,))
