"""Text on paper other than cards, placed in millimetres from the sheet's top left.

On cards a letter that no typeface has is an error, found before printing. Lists of names, labels and dividers must come
out whole, so here such a letter becomes the replacement sign, and is told.
"""

from dataclasses import dataclass
from enum import StrEnum

from petition.pdf.characters import find_surrogate, neutralise
from petition.pdf.fitting import Box, Setting, draw, fit
from petition.pdf.geometry import MM_TO_PT, Rectangle
from petition.pdf.typesetter import Typesetter

REPLACEMENT = "\ufffd"
WORDS_KEPT = 1024
"""Lists are full of numbers and names that come once: a small memory of words is as fast as a large one."""


class Align(StrEnum):
    """Where a block of text lies in its place."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, kw_only=True)
class Painted:
    """Drawing operators, the height they need, whether that fits the place, and the letters that no typeface has."""

    stream: bytes
    height_mm: float
    is_inside: bool
    replaced: tuple[str, ...]


class Painter:
    """Sets text for sheets of one height. `glyphs` tells which glyphs of which face were used."""

    def __init__(self, sheet_height_mm: float) -> None:
        self._height_mm = sheet_height_mm
        self._typesetter = Typesetter(words_kept=WORDS_KEPT)
        self.glyphs = self._typesetter.shaper.used

    def text(
        self,
        text: str,
        place: Rectangle,
        sizes_pt: tuple[float, ...],
        *,
        language: str = "en",
        align: Align = Align.LEFT,
    ) -> Painted:
        """The text at the largest size that fits; at the smallest, reaching below the place, where none does."""
        clean = neutralise(_whole(text))
        paragraphs = self._typesetter.paragraphs(clean, language)
        replaced: list[str] = []
        while missing := next((one.missing() for one in paragraphs if one.missing()), ""):
            replaced.append(missing)
            clean = clean.replace(missing, REPLACEMENT)
            paragraphs = self._typesetter.paragraphs(clean, language)
        box = Box(width_pt=place.width_mm * MM_TO_PT, height_pt=place.height_mm * MM_TO_PT)
        setting = fit(self._typesetter, paragraphs, box, sizes_pt, language)
        left, _bottom, _right, top = place.box_pt(self._height_mm)
        spare = (
            0.0 if align is Align.LEFT else (box.width_pt - _widest_pt(setting)) / (2 if align is Align.CENTER else 1)
        )
        return Painted(
            stream=b"BT\n%sET\n" % draw(setting, left + spare, top, box.width_pt),
            height_mm=setting.height_pt / MM_TO_PT,
            is_inside=setting.height_pt <= box.height_pt,
            replaced=tuple(replaced),
        )

    def line(self, from_mm: tuple[float, float], to_mm: tuple[float, float], width_pt: float = 0.35) -> bytes:
        """A straight line between two points (x, y)."""
        (x1, y1), (x2, y2) = ((x * MM_TO_PT, (self._height_mm - y) * MM_TO_PT) for x, y in (from_mm, to_mm))
        return f"{width_pt:g} w {x1:.2f} {y1:.2f} m {x2:.2f} {y2:.2f} l S\n".encode()


def _whole(text: str) -> str:
    while (position := find_surrogate(text)) is not None:
        text = text[:position] + REPLACEMENT + text[position + 1 :]
    return text


def _widest_pt(setting: Setting) -> float:
    widths = (paragraph.line_width(start, end) for paragraph, start, end in setting.lines if not paragraph.level)
    return max(widths, default=0) * setting.size_pt / 1000
