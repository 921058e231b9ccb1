"""Preflight rules about the file as a whole."""

from collections.abc import Iterator

import pikepdf

from petition.pdf.preflight_report import VERSION, PrintStandard, Rule, Subject

X1A = frozenset({PrintStandard.X1A})
ALL = frozenset(PrintStandard)
Found = Iterator[tuple[int, str]]


def _structure(subject: Subject) -> Found:
    for problem in subject.pdf.check_pdf_syntax():
        yield 0, problem.rsplit(": ", 1)[-1]


def _encryption(subject: Subject) -> Found:
    if subject.pdf.is_encrypted:
        yield 0, "the file is encrypted. Save it without a password"


def _version(subject: Subject) -> Found:
    if subject.pdf.pdf_version not in {"1.3", "1.4"}:
        yield 0, f"the file says PDF {subject.pdf.pdf_version}"


def _plain_table(subject: Subject) -> Found:
    with subject.path.open("rb") as stream:
        stream.seek(max(0, subject.path.stat().st_size - 1024))
        tail = stream.read().rpartition(b"startxref")[2].split()
        stream.seek(int(tail[0]) if tail and tail[0].isdigit() else 0)
        is_plain = stream.read(32).lstrip().startswith(b"xref")
    if not is_plain:
        yield 0, "the cross-reference table is a stream, which PDF 1.4 does not know"


def _output_intent(subject: Subject) -> Found:
    intents = [intent for intent in _intents(subject.pdf) if intent.get("/S") == "/GTS_PDFX"]
    if len(intents) != 1:
        yield 0, f"{len(intents)} output intents for PDF/X"
    for intent in intents:
        if not str(intent.get("/OutputConditionIdentifier", "")):
            yield 0, "the output intent names no printing condition"


def _intent_source(subject: Subject) -> Found:
    for intent in _intents(subject.pdf):
        profile = intent.get("/DestOutputProfile")
        if profile is None and not str(intent.get("/RegistryName", "")):
            yield 0, "the output intent has neither a registry's name nor a profile"
        if profile is not None and int(profile.get("/N", 0)) != 4:
            yield 0, f"the profile has {int(profile.get('/N', 0))} inks, not 4"


def _intents(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    return list(pdf.Root.get("/OutputIntents", []))


def _x_version(subject: Subject) -> Found:
    found = str(subject.pdf.docinfo.get("/GTS_PDFXVersion", "nothing"))
    if found != VERSION:
        yield 0, f"GTS_PDFXVersion says {found}, not {VERSION}"


def _title(subject: Subject) -> Found:
    if not str(subject.pdf.docinfo.get("/Title", "")).strip():
        yield 0, "the title is missing"


def _dates(subject: Subject) -> Found:
    for key in ("/CreationDate", "/ModDate"):
        if not str(subject.pdf.docinfo.get(key, "")).startswith("D:"):
            yield 0, f"{key[1:]} is missing"


def _trapped(subject: Subject) -> Found:
    found = str(subject.pdf.docinfo.get("/Trapped", "nothing"))
    if found not in {"/True", "/False"}:
        yield 0, f"Trapped says {found.lstrip('/')}"


def _identifier(subject: Subject) -> Found:
    if len(subject.pdf.trailer.get("/ID", [])) != 2:
        yield 0, "the file identifier is missing"


def _traces(subject: Subject) -> Found:
    for key in ("/Author", "/Creator", "/Company", "/Manager"):
        if str(subject.pdf.docinfo.get(key, "")).strip():
            yield 0, f"the file's properties name its {key[1:].lower()}"
    if "/Metadata" in subject.pdf.Root:
        yield 0, "the file carries XMP metadata"


def _actions(subject: Subject) -> Found:
    root = subject.pdf.Root
    for key in ("/OpenAction", "/AA", "/AcroForm"):
        if key in root:
            yield 0, f"the document has {key[1:]}"
    if "/JavaScript" in root.get("/Names", {}):
        yield 0, "the document has JavaScript"


def _attachments(subject: Subject) -> Found:
    if "/EmbeddedFiles" in subject.pdf.Root.get("/Names", {}):
        yield 0, "files are attached"
    if "/OCProperties" in subject.pdf.Root:
        yield 0, "the document has layers that can be switched off"


def _compression(subject: Subject) -> Found:
    forbidden = {"/LZWDecode", "/JPXDecode", "/JBIG2Decode", "/Crypt"}
    for thing in subject.pdf.objects:
        if isinstance(thing, pikepdf.Stream):
            filters = thing.get("/Filter", pikepdf.Array())
            names = {str(one) for one in (filters if isinstance(filters, pikepdf.Array) else [filters])}
            for one in sorted(names & forbidden):
                yield 0, f"object {thing.objgen[0]} is compressed by {one[1:].removesuffix('Decode')}"


def _sides(subject: Subject) -> Found:
    if len(subject.pdf.pages) % 2:
        yield 0, f"{len(subject.pdf.pages)} pages: a front or a back is missing"


DOCUMENT_RULES = (
    Rule(code="structure", sentence="The file's structure is sound", standards=ALL, check=_structure),
    Rule(code="encryption", sentence="The file is not encrypted", standards=ALL, check=_encryption),
    Rule(code="version", sentence="The file is PDF 1.3 or 1.4", standards=X1A, check=_version),
    Rule(code="table", sentence="The file has a plain cross-reference table", standards=X1A, check=_plain_table),
    Rule(code="intent", sentence="One output intent names the printing condition", standards=X1A, check=_output_intent),
    Rule(
        code="profile",
        sentence="The condition is in a registry or its profile is here",
        standards=X1A,
        check=_intent_source,
    ),
    Rule(code="x_version", sentence=f"The file says that it is {VERSION}", standards=X1A, check=_x_version),
    Rule(code="title", sentence="The file has a title", standards=ALL, check=_title),
    Rule(code="dates", sentence="The file has dates of creation and change", standards=X1A, check=_dates),
    Rule(code="trapped", sentence="The file says whether it is trapped", standards=ALL, check=_trapped),
    Rule(code="identifier", sentence="The file has an identifier", standards=ALL, check=_identifier),
    Rule(code="traces", sentence="Nothing tells who made the file, and with what", standards=ALL, check=_traces),
    Rule(code="actions", sentence="There are no actions, forms or scripts", standards=ALL, check=_actions),
    Rule(code="attachments", sentence="There are no attached files and no layers", standards=ALL, check=_attachments),
    Rule(code="compression", sentence="No stream is compressed in a forbidden way", standards=ALL, check=_compression),
    Rule(code="sides", sentence="Each front has its back", standards=ALL, check=_sides),
)
