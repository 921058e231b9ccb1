"""Which text a glyph stands for when somebody searches or copies: a pure function of the face.

The character map is read backwards. Where several code points share a glyph, the plain one wins over compatibility
forms. Arabic presentation forms are folded to their letters; lam-alef stays one code point, because readers turn the
text of right-to-left words around letter by letter.
"""

import unicodedata
from array import array
from functools import lru_cache

from petition.pdf.faces import face_at, is_invisible

_LAM_ALEF = range(0xFEF5, 0xFEFD)


@lru_cache(maxsize=64)
def _points_by_glyph(index: int) -> "array[int]":
    face = face_at(index)
    points = array("I", [0]) * face.hb_face.glyph_count
    nominal = face.hb_font.get_nominal_glyph
    for point in sorted(face.points, key=_plainness):
        glyph = nominal(point)
        if glyph and not points[glyph]:
            points[glyph] = point
    return points


def _plainness(point: int) -> tuple[bool, int]:
    letter = chr(point)
    return unicodedata.normalize("NFKC", letter) != letter, point


def glyph_text(index: int, glyph: int) -> str:
    """The text of one glyph of the face with this index; empty where no single character leads to it."""
    point = _points_by_glyph(index)[glyph]
    return folded(chr(point)) if point else ""


def folded(text: str) -> str:
    """The text as glyphs can tell it: without joiners, presentation forms as plain letters, no-break space as space."""
    if text.isascii():
        return text
    return "".join(_fold(letter) for letter in text if not is_invisible(letter))


@lru_cache(maxsize=16384)
def _fold(letter: str) -> str:
    point = ord(letter)
    if letter == "\u00a0":
        return " "
    if 0xFB00 <= point <= 0xFEFC and point not in _LAM_ALEF:
        return unicodedata.normalize("NFKC", letter).strip() or letter
    return letter
