"""The typefaces that the press embeds, and which of them draws a user-perceived character.

TrueType Noto faces lie beside this module, where `make setup` puts them; Chinese, Japanese and Korean come from the
package noto-cjk-sans-otc as one OpenType collection whose faces share their outlines but differ by language.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.util import find_spec
from pathlib import Path

import uharfbuzz as hb

from petition.pdf.characters import COMMON, EMOJI_SELECTOR, clusters, is_emoji, script_of

FONT_FOLDER = Path(__file__).parent / "fonts"
UNITS = 1000
"""Every length of type is a whole number of thousandths of an em."""
LATIN, BOLD, EMOJI = "NotoSans_400Regular", "NotoSans_700Bold", "NotoEmoji_400Regular"
ARABIC = "IBMPlexSansArabic_400Regular"
"""Noto's Arabic faces draw dots as glyphs of their own, and no letter can be searched; this one has whole letters."""
_BY_SCRIPT = {
    "Adlm": "NotoSansAdlam_400Regular",
    "Arab": "NotoSansArabic_400Regular",
    "Armn": "NotoSansArmenian_400Regular",
    "Beng": "NotoSansBengali_400Regular",
    "Cans": "NotoSansCanadianAboriginal_400Regular",
    "Cher": "NotoSansCherokee_400Regular",
    "Deva": "NotoSansDevanagari_400Regular",
    "Ethi": "NotoSansEthiopic_400Regular",
    "Geor": "NotoSansGeorgian_400Regular",
    "Gujr": "NotoSansGujarati_400Regular",
    "Guru": "NotoSansGurmukhi_400Regular",
    "Hebr": "NotoSansHebrew_400Regular",
    "Java": "NotoSansJavanese_400Regular",
    "Khmr": "NotoSansKhmer_400Regular",
    "Knda": "NotoSansKannada_400Regular",
    "Laoo": "NotoSansLao_400Regular",
    "Mlym": "NotoSansMalayalam_400Regular",
    "Mong": "NotoSansMongolian_400Regular",
    "Mymr": "NotoSansMyanmar_400Regular",
    "Nkoo": "NotoSansNKo_400Regular",
    "Orya": "NotoSansOriya_400Regular",
    "Sinh": "NotoSansSinhala_400Regular",
    "Syrc": "NotoSansSyriac_400Regular",
    "Taml": "NotoSansTamil_400Regular",
    "Telu": "NotoSansTelugu_400Regular",
    "Tfng": "NotoSansTifinagh_400Regular",
    "Thaa": "NotoSansThaana_400Regular",
    "Thai": "NotoSansThai_400Regular",
    "Tibt": "NotoSerifTibetan_400Regular",
}
_SIGNS = ("NotoSansSymbols_400Regular", EMOJI, "NotoSansSymbols2_400Regular", "NotoSansMath_400Regular")
_COLLECTION = ("NotoSansCJK-JP", "NotoSansCJK-KR", "NotoSansCJK-SC", "NotoSansCJK-TC", "NotoSansCJK-HK")
_JAPANESE, _KOREAN, _SIMPLIFIED, _TRADITIONAL, _HONG_KONG = _COLLECTION
_CJK = (_JAPANESE, _SIMPLIFIED, _KOREAN, _TRADITIONAL, _HONG_KONG)
_EAST_ASIAN = {"Hani": "", "Hira": _JAPANESE, "Kana": _JAPANESE, "Hang": _KOREAN, "Bopo": _TRADITIONAL}
_PLAIN_SIGNS = frozenset("0123456789.,;:!?'\"()-/’‘“”«»…–—")
_WHOLE_ARABIC = "Arab whole"
"""Script of Arabic words that ARABIC can draw in full; letters of two faces would not join."""
NAMES = (LATIN, BOLD, ARABIC, *_BY_SCRIPT.values(), *_SIGNS, *_CJK)
"""Every face, in the order in which a character without a script of its own looks for one."""


class FontMissingError(Exception):
    """A face is not installed; the message names its file and the cure."""


@dataclass(frozen=True, eq=False)
class Face:
    """One typeface. `index` is its place in NAMES and makes its name in files: F0, F1 and so on.

    The faces of the East Asian collection share their outlines, and therefore the index of the first.
    """

    index: int
    path: Path
    hb_face: hb.Face
    hb_font: hb.Font

    @cached_property
    def points(self) -> hb.Set:
        """The code points that the face can draw."""
        return self.hb_face.unicodes

    @cached_property
    def space_advance(self) -> int:
        """Width of the space."""
        return int(self.hb_font.get_glyph_h_advance(self.space_glyph))

    @cached_property
    def space_glyph(self) -> int:
        """Glyph of the space; every face has one."""
        return int(self.hb_font.get_nominal_glyph(0x20) or 0)

    def draws(self, cluster: str) -> bool:
        """Whether the face has every visible letter of the cluster."""
        points = self.points
        return all(ord(letter) in points or is_invisible(letter) for letter in cluster)


def is_invisible(letter: str) -> bool:
    """Joiners and selectors, which shape their neighbours and need no glyph."""
    return letter in "\u200c\u200d" or "\ufe00" <= letter <= "\ufe0f" or "\u180b" <= letter <= "\u180f"


@lru_cache(maxsize=len(NAMES))
def load_face(name: str) -> Face:
    """The face with this name. Raises FontMissingError."""
    path = cjk_file() if name in _CJK else FONT_FOLDER / f"{name}.ttf"
    if not path.is_file():
        raise FontMissingError(f"The typeface {path.name} is not installed. Run: make setup")
    hb_face = hb.Face(hb.Blob.from_file_path(str(path)), _COLLECTION.index(name) if name in _CJK else 0)
    hb_font = hb.Font(hb_face)
    hb_font.scale = (UNITS, UNITS)
    return Face(NAMES.index(_CJK[0] if name in _CJK else name), path, hb_face, hb_font)


@lru_cache(maxsize=len(NAMES))
def face_at(index: int) -> Face:
    """The face with this place in NAMES."""
    return load_face(NAMES[index])


def faces_at(index: int) -> Iterator[Face]:
    """All faces that share this index."""
    for name in _CJK if NAMES[index] == _CJK[0] else (NAMES[index],):
        yield load_face(name)


def cjk_file() -> Path:
    """The OpenType collection of Chinese, Japanese and Korean faces. Raises FontMissingError."""
    found = find_spec("noto_cjk_sans_otc")
    if found is None or found.origin is None:
        raise FontMissingError("The typeface NotoSansCJK-Regular.ttc is not installed. Run: make setup")
    return Path(found.origin).parent / "NotoSansCJK-Regular.ttc"


@lru_cache(maxsize=65536)
def find_face(cluster: str, script: str, language: str) -> Face | None:
    """The face that draws this cluster inside text of this script; None where no face can."""
    if "\ufe0f" in cluster or (is_emoji(cluster[0]) and "\ufe0e" not in cluster):
        emoji = load_face(EMOJI)
        if emoji.draws(cluster.replace(EMOJI_SELECTOR, "")):
            return emoji
    return next((face for face in _candidates(script, language) if face.draws(cluster)), None)


def _candidates(script: str, language: str) -> Iterator[Face]:
    if script in _EAST_ASIAN:
        yield load_face(_EAST_ASIAN[script] or cjk_name(language))
    elif script == _WHOLE_ARABIC:
        yield load_face(ARABIC)
    elif script in _BY_SCRIPT:
        yield load_face(_BY_SCRIPT[script])
    for name in (LATIN, *_SIGNS, cjk_name(language), *_BY_SCRIPT.values()):
        yield load_face(name)


def cjk_name(language: str) -> str:
    """The collection's face for Han letters in this language; Simplified Chinese where the language has no Han."""
    tag = language.lower().replace("_", "-")
    if tag.startswith("zh") and ("hk" in tag or "mo" in tag.split("-")[1:]):
        return _HONG_KONG
    if tag.startswith("zh") and ("tw" in tag or "hant" in tag):
        return _TRADITIONAL
    return {"ja": _JAPANESE, "ko": _KOREAN}.get(tag.split("-")[0], _SIMPLIFIED)


def runs(word: str, language: str) -> list[tuple[str, str, Face | None]]:
    """The word cut into (text, script, face) where script or face change; face None marks what nobody can draw."""
    kinds = {_letter_kind(letter, language) for letter in word}
    is_shared = _SHARED in kinds
    kinds.discard(_SHARED)
    if len(kinds) == 1 and None not in kinds:
        ((script, face),) = (kind for kind in kinds if kind)
        if face and (not is_shared or face.draws(word)):
            return [(word, script, face)]
    return _mixed_runs(word, language)


_SHARED = ("", None)
"""Kind of digits and signs that follow the letters around them."""


@lru_cache(maxsize=65536)
def _letter_kind(letter: str, language: str) -> tuple[str, Face | None] | None:
    """Script and face of a letter that stands for itself; None where its neighbours must be asked."""
    script = script_of(letter)
    if script == COMMON:
        return _SHARED if letter in _PLAIN_SIGNS else None
    if script == "Arab" or is_emoji(letter):
        return None
    face = find_face(letter, script, language)
    return (script, face) if face else None


def _mixed_runs(word: str, language: str) -> list[tuple[str, str, Face | None]]:
    found: list[tuple[str, str, Face | None]] = []
    for cluster, script in _scripted(word):
        face = find_face(cluster, script, language)
        if found and found[-1][1:] == (script, face) and face is not None:
            found[-1] = (found[-1][0] + cluster, script, face)
        else:
            found.append((cluster, script, face))
    return [(text, script.removesuffix(" whole"), face) for text, script, face in found]


def _scripted(word: str) -> list[tuple[str, str]]:
    cut = [(cluster, script_of(cluster[0])) for cluster in clusters(word)]
    first = next((script for _, script in cut if script != COMMON), COMMON)
    scripted: list[tuple[str, str]] = []
    for cluster, script in cut:
        now = script if script != COMMON else first if not scripted else scripted[-1][1]
        scripted.append((cluster, now))
    if first == "Arab" and all(load_face(ARABIC).draws(cluster) for cluster, script in scripted if script == "Arab"):
        return [(cluster, _WHOLE_ARABIC if script == "Arab" else script) for cluster, script in scripted]
    return scripted
