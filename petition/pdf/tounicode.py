"""Which text a glyph stands for when somebody searches or copies: a pure function of the face.

The character map is read backwards. Where several code points share a glyph, the plain one wins over compatibility
forms. Arabic presentation forms are folded to their letters; ligatures such as lam-alef stay one code point, because
readers turn the text of right-to-left words around letter by letter.
"""

import re
import unicodedata
from array import array
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice, product

import uharfbuzz as hb

from petition.pdf.characters import ZERO_WIDTH_JOINER
from petition.pdf.faces import ARABIC, Face, faces_at, is_invisible, load_face

_RADICALS = range(0x2E80, 0x2FE0)


_SEQUENCES = {
    "Armn": ("ու", "մն", "մե", "մի", "վն", "մխ", "և"),
    "Latn": ("ff", "fi", "fl", "ffi", "ffl"),
}
"""Letters that faces draw as one glyph; extractors may be given them as they were typed."""
_ARABIC_LETTERS = "ئبتثجحخرزسشصضعغفقكلمنهويىیکگپچژ"
"""Letters whose pairs faces may join into one glyph; its text is turned, as extractors will turn it back."""
_PLAIN_SIGNS = "".join(map(chr, range(0x20, 0x7F))) + "·–—‘’“”…«»"


def glyph_text(index: int, glyph: int) -> str:
    """The text of one glyph of the face with this index; empty where nothing typed leads to it alone."""
    if glyph == 0:
        return ""
    for place, face in enumerate(faces_at(index)):
        point = _points_by_glyph(index, place)[glyph]
        if point:
            return folded(chr(point))
        if text := _substituted(face).get(glyph, "") or _named(face, glyph):
            return folded(text)
    return ""


@lru_cache(maxsize=64)
def _points_by_glyph(index: int, place: int) -> Sequence[int]:
    face = next(islice(faces_at(index), place, None))
    points = array("I", [0]) * int(face.hb_face.glyph_count)
    nominal = face.hb_font.get_nominal_glyph
    for point in face.points:
        glyph = nominal(point)
        if glyph and (not points[glyph] or (_is_compatible(points[glyph]) and not _is_compatible(point))):
            points[glyph] = point
    return points


def _named(face: Face, glyph: int) -> str:
    """The text of a variant such as `uni0E49.narrow`, by the glyph that its name starts with."""
    root, dot, _ = (face.hb_font.get_glyph_name(glyph) or "").partition(".")
    plain = face.hb_font.get_glyph_from_name(root) if root and dot else None
    point = _points_by_glyph(face.index, 0)[plain] if plain else 0
    return chr(point) if point else ""


def _is_compatible(point: int) -> bool:
    letter = chr(point)
    return point in _RADICALS or unicodedata.normalize("NFKC", letter) != letter


@lru_cache(maxsize=64)
def _substituted(face: Face) -> dict[int, str]:
    """Glyphs that stand for one or some letters after the face's own substitutions, by script and language."""
    found: dict[int, str] = {}
    settings = [("Hang", "ko"), ("Hani", "zh"), ("Kana", "ja")] if len(face.points) > 20_000 else [("", "")]
    for script, language in settings:
        for text in (*_PLAIN_SIGNS, *_SEQUENCES["Armn"], *_SEQUENCES["Latn"]):
            if all(ord(letter) in face.points for letter in text):
                glyphs = _shaped(face, text, script, language)
                if len(glyphs) == 1:
                    found.setdefault(glyphs[0], text)
    if face is load_face(ARABIC):
        for first, second in product(_ARABIC_LETTERS, repeat=2):
            for before in ("", ZERO_WIDTH_JOINER):
                glyphs = _shaped(face, before + first + second, "Arab", "")
                if len(glyphs) == 1:
                    found.setdefault(glyphs[0], second + first)
    return found


def _shaped(face: Face, text: str, script: str, language: str) -> list[int]:
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    if script:
        buffer.script, buffer.language = script, language or "und"
    buffer.direction = "rtl" if script == "Arab" else "ltr"
    buffer.flags = hb.BufferFlags.REMOVE_DEFAULT_IGNORABLES
    hb.shape(face.hb_font, buffer)
    return [info.codepoint for info in buffer.glyph_infos]


def folded(text: str) -> str:
    """The text as glyphs can tell it: without joiners, presentation forms as plain letters, no-break space as space."""
    if text.isascii() or not _FOLDED(text):
        return text
    return "".join(_fold(letter) for letter in text if not is_invisible(letter))


_FOLDED = re.compile("[\u00a0\u180b-\u180f\u200c\u200d\ufb00-\ufefc]").search


@lru_cache(maxsize=16384)
def _fold(letter: str) -> str:
    point = ord(letter)
    if letter == "\u00a0":
        return " "
    if 0xFB00 <= point <= 0xFEFC:
        plain = unicodedata.normalize("NFKC", letter).strip() or letter
        return plain if len(plain) == 1 or point < 0xFB50 else letter
    return letter
