"""Where a line may be broken inside a word: UAX #14 in one pass over text without spaces, and Thai by its words.

Breaks at spaces are the caller's; `holds_next` and `holds_previous` tell where even a space does not break (LB13 and
LB14).
uniseg knows the line breaking classes, but its own breaker needs about 0.1 ms a letter, too slow for a press.
"""

from functools import lru_cache

from budoux import Parser, load_default_thai_parser
from uniseg.linebreak import line_break as find_class

from petition.pdf.characters import ZERO_WIDTH_JOINER, extends, is_pictograph, script_of

_LETTERS = frozenset({"AL", "HL"})
_NEVER_BEFORE = frozenset({"CL", "CP", "EX", "SY", "IS", "WJ", "QU", "BA", "HY", "NS", "IN", "HH"})
_NEVER_AFTER = frozenset({"WJ", "GL", "OP", "QU", "BB"})
_IDEOGRAPHS = frozenset({"ID", "EB", "EM"})
_SYLLABLES = frozenset({"JL", "JV", "JT", "H2", "H3"})
_TOGETHER = frozenset(
    {
        *((letters, "NU") for letters in _LETTERS),
        *(("NU", letters) for letters in _LETTERS),
        *(("PR", after) for after in _IDEOGRAPHS | _LETTERS | _SYLLABLES | {"OP", "NU"}),
        *((before, "PO") for before in _IDEOGRAPHS | _LETTERS | _SYLLABLES | {"CL", "CP", "NU"}),
        *((before, "PR") for before in _LETTERS | {"CL", "CP", "NU"}),
        *(("PO", after) for after in _LETTERS | {"OP", "NU"}),
        *((before, "NU") for before in ("HY", "IS", "NU", "SY")),
        *(("JL", after) for after in ("JL", "JV", "H2", "H3")),
        *((before, after) for before in ("JV", "H2") for after in ("JV", "JT")),
        *((before, "JT") for before in ("JT", "H3")),
        *((before, after) for before in _LETTERS | {"IS"} for after in _LETTERS),
        ("SY", "HL"),
        ("B2", "B2"),
        ("EB", "EM"),
    }
)  # LB17, LB21b, LB23-LB29


@lru_cache(maxsize=65536)
def class_of(letter: str) -> str:
    """Line breaking class with LB1 applied: unknown letters are alphabetic, small kana cannot start a line."""
    name = str(find_class(letter).name)
    if name == "SA":
        return "CM" if extends(letter) else "AL"
    return {"AI": "AL", "SG": "AL", "XX": "AL", "CJ": "NS"}.get(name, name)


def holds_previous(word: str) -> bool:
    """Whether a line may not be broken before this word even at a space: it starts with ! ? ) / or their kin."""
    return class_of(word[0]) in {"CL", "CP", "EX", "SY"}


def holds_next(word: str) -> bool:
    """Whether a line may not be broken after this word even at a space: it ends with an opening bracket."""
    return class_of(word[-1]) == "OP"


def split_word(word: str) -> list[str]:
    """The parts of a word (no spaces) between which a line may be broken, in order; joined they are the word."""
    parts: list[str] = []
    start = 0
    for position in _breaks(word):
        parts.append(word[start:position])
        start = position
    parts.append(word[start:])
    return [piece for part in parts for piece in _split_thai(part)]


def _breaks(word: str) -> list[int]:
    breaks: list[int] = []
    classes: list[str] = []
    flags = 0
    for position, letter in enumerate(word):
        kind = class_of(letter)
        if kind in {"CM", "ZWJ"}:
            if not classes:
                classes.append("AL")
            continue
        if classes:
            flags = flags + 1 if classes[-1] == "RI" else 0
            joined = word[position - 1] == ZERO_WIDTH_JOINER or (kind == classes[-1] == "RI" and flags % 2)
            if not joined and _may_break(classes, kind, word[position - 1 : position + 1]):
                breaks.append(position)
        classes.append(kind)
    return breaks


def _may_break(classes: list[str], after: str, letters: str) -> bool:
    before = classes[-1]
    if after in _NEVER_BEFORE or before in _NEVER_AFTER or (before, after) in _TOGETHER:
        return False
    if before in {"HY", "BA", "HH"} and classes[-2:-1] == ["HL"]:
        return after == "HL"
    if after == "GL":
        return before in {"BA", "HY", "HH"}
    if (len(classes) == 1 or classes[-2] == "GL") and (before == "HY" or letters[0] == "\u2010"):
        return after != "AL"
    if after == "OP" or before == "CP":
        other, bracket = (before, letters[1]) if after == "OP" else (after, letters[0])
        return other not in {"AL", "HL", "NU"} or _is_wide(bracket)
    return not (after == "EM" and is_pictograph(letters[0]))


def _is_wide(letter: str) -> bool:
    return "\u3000" <= letter <= "\u303f" or "\uff00" <= letter <= "\uff60" or "\ufe30" <= letter <= "\ufe6f"


def _split_thai(part: str) -> list[str]:
    if not any("\u0e01" <= letter <= "\u0e5b" for letter in part):
        return [part]
    pieces: list[str] = []
    for piece in _thai_parser().parse(part):
        if pieces and (extends(piece[0]) or script_of(piece[0]) != "Thai" or script_of(pieces[-1][-1]) != "Thai"):
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return pieces


@lru_cache(maxsize=1)
def _thai_parser() -> Parser:
    return load_default_thai_parser()
