"""The one gate for text from strangers: web, paper and import pass through `clean_text`.

Text is put into NFC; controls, bidi overrides, tags, surrogates and NUL go (ZWJ and ZWNJ stay: Persian and Hindi need
them); runs of combining marks are capped. Too long is an error, never a cut. Encoding for HTML, CSV, PDF or mail happens
at each output, never here.
"""

import re
import unicodedata
from enum import StrEnum

MAX_MARKS = 6
_KEPT_FORMATS = {"\u200c", "\u200d"}
_DROPPED = {"Cc", "Cs", "Cf", "Co", "Cn", "Zl", "Zp"}
_URL = re.compile(
    r"(?i)(?:https?://|www\.)\S|\b[\w-]+\.(?:com|net|org|info|ru|by|ua|ly|me|xyz|top|site|online)(?:/|\b)"
)
_SPACES = re.compile(r"[^\S\n]+")
_SPACES_THAT_BREAK = re.compile(r"[^\S\n\u00a0\u202f]+")
"""French binds "?" to its word by a no-break space: a message keeps it."""
_BLANK_LINES = re.compile(r"\n{3,}")


class TextKind(StrEnum):
    """What a text is for, which decides its length and whether it may have several lines."""

    NAME = "name"
    PLACE = "place"
    MESSAGE = "message"


MAX_CHARACTERS = {TextKind.NAME: 120, TextKind.PLACE: 80, TextKind.MESSAGE: 500}
"""Characters (code points after NFC). 500 fill the left half of a card's back at 11 pt, measured."""


class TextProblem(StrEnum):
    """Why a text is refused; the sentence stands in the form."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    HAS_LINK = "has_link"
    NO_LETTER = "no_letter"


class TextError(ValueError):
    """A text that cannot be taken; `problem` is the code, `limit` the allowed characters."""

    def __init__(self, problem: TextProblem, limit: int) -> None:
        super().__init__(problem)
        self.problem = problem
        self.limit = limit


def _keep(character: str) -> bool:
    return character == "\n" or character in _KEPT_FORMATS or unicodedata.category(character) not in _DROPPED


def _cap_marks(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= MAX_MARKS:
            kept.append(character)
    return "".join(kept)


def clean_text(kind: TextKind, raw: str) -> str:
    """Return the text as it will be stored. Raises TextError."""
    text = (
        raw.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").replace("\u2028", "\n").replace("\u2029", "\n")
    )
    if kind is not TextKind.MESSAGE:
        text = text.replace("\n", " ")
    spaces = _SPACES_THAT_BREAK if kind is TextKind.MESSAGE else _SPACES
    text = unicodedata.normalize("NFC", "".join(filter(_keep, text)))
    text = _BLANK_LINES.sub("\n\n", spaces.sub(" ", _cap_marks(text)))
    text = "\n".join(line.strip() for line in text.split("\n")).strip().strip("\u200c\u200d")
    limit = MAX_CHARACTERS[kind]
    if not text:
        raise TextError(TextProblem.EMPTY, limit)
    if len(text) > limit:
        raise TextError(TextProblem.TOO_LONG, limit)
    if kind is not TextKind.MESSAGE:
        _check_name(text, limit)
    return text


def _check_name(text: str, limit: int) -> None:
    if _URL.search(text) or "://" in text:
        raise TextError(TextProblem.HAS_LINK, limit)
    if not any(unicodedata.category(character).startswith("L") for character in text):
        raise TextError(TextProblem.NO_LETTER, limit)
