"""Checks that speak: each raises a sentence that says what to do. None sets `maxlength`, which cuts pasted text silently."""

import unicodedata
from difflib import get_close_matches

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_babel.speaklater import LazyString
from uniseg.graphemecluster import grapheme_clusters
from wtforms import Field, Form
from wtforms.validators import StopValidation, ValidationError

from petition.domain.text import TextError, TextKind, TextProblem, clean_text

COMMON_DOMAINS = (
    "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "yahoo.com", "icloud.com", "proton.me", "protonmail.com",
    "tut.by", "mail.ru", "yandex.ru", "yandex.by", "ukr.net", "wp.pl", "onet.pl", "o2.pl", "gmx.de", "gmx.net", "web.de",
    "seznam.cz", "orange.fr", "libero.it", "riseup.net", "tuta.com", "posteo.de",
)  # fmt: skip
"""Mail domains that people mean; a near miss of one is asked about, never refused."""


class Filled:
    """Something must be entered or chosen. `message` says what, as in "Enter your name"."""

    field_flags = {"required": True}  # noqa: RUF012 - WTForms reads it from the class

    def __init__(self, message: LazyString) -> None:
        self.message = message

    def __call__(self, _form: Form, field: Field) -> None:
        """Raise the message where nothing but blanks was sent."""
        if not field.data or (isinstance(field.data, str) and not field.data.strip()):
            field.errors = []  # "not a valid choice" is no news where nothing was chosen
            raise StopValidation(str(self.message))


def count_characters(text: str) -> int:
    """Characters as a reader counts them (grapheme clusters, UAX #29); a line end is one."""
    return sum(1 for _cluster in grapheme_clusters(text.replace("\r\n", "\n")))


class MaxCharacters:
    """At most `limit` characters, as a reader counts them; the sentence tells by how many it is too long."""

    def __init__(self, limit: int) -> None:
        self.limit = limit

    def __call__(self, _form: Form, field: Field) -> None:
        """Raise how many characters are too many."""
        excess = count_characters(field.data or "") - self.limit
        if excess > 0:
            raise ValidationError(
                ngettext("Shorten this by %(num)s character", "Shorten this by %(num)s characters", excess)
            )


def _is_visible(character: str) -> bool:
    return character in "\t\n\r" or unicodedata.category(character) != "Cc"


def has_controls(text: str) -> bool:
    """Tell whether there are control characters other than tab and line ends in it."""
    return not all(map(_is_visible, text))


class CleanText:
    """The one gate for text from strangers: puts the cleaned text into the field, or says in words why not."""

    def __init__(self, kind: TextKind) -> None:
        self.kind = kind

    def __call__(self, _form: Form, field: Field) -> None:
        """Clean the field's text. Raises the sentence of the problem."""
        raw = field.data or ""
        if has_controls(raw):
            field.data = "".join(filter(_is_visible, raw))  # what is shown again must be valid HTML
            raise ValidationError(_("We took invisible control characters out of this. Check it and send it again"))
        try:
            field.data = clean_text(self.kind, raw)
        except TextError as error:
            raise ValidationError(_sentence(error)) from None


def _sentence(error: TextError) -> str:
    return str(_words(error))


def _words(error: TextError) -> object:
    match error.problem:
        case TextProblem.EMPTY:
            return _("Fill this in")
        case TextProblem.TOO_LONG:
            return ngettext(
                "Shorten this to %(num)s character or fewer", "Shorten this to %(num)s characters or fewer", error.limit
            )
        case TextProblem.HAS_LINK:
            return _("Leave web addresses out of it")
        case TextProblem.NO_LETTER:
            return _("Write it with letters, of any alphabet")


class EmailAddress:
    """Exactly one e-mail address that could exist; nothing is asked over the network."""

    def __call__(self, _form: Form, field: Field) -> None:
        """Put the normalised address into the field, or raise what to do."""
        field.data = "".join(filter(_is_visible, field.data or ""))
        try:
            field.data = validate_email((field.data or "").strip(), check_deliverability=False).normalized
        except EmailNotValidError:
            raise ValidationError(_("Enter an e-mail address like name@example.org")) from None


def suggest_email(address: str) -> str | None:
    """The address with the mail domain that was probably meant (`gmail.ocm`); None where nothing looks like a slip."""
    local, at, domain = address.strip().rpartition("@")
    domain = domain.lower()
    if not at or not local or domain in COMMON_DOMAINS:
        return None
    near = get_close_matches(domain, COMMON_DOMAINS, n=1, cutoff=0.87)
    return f"{local}@{near[0]}" if near else None


ENTER_NAME = _l("Enter your name")
ENTER_EMAIL = _l("Enter your e-mail address")
CHOOSE_COUNTRY = _l("Choose your country")
