"""The slug: each card's number, once for eyes and once as a code, on the paper that the knife takes off.

It lies on the back page beside its card, so that a sheet can be found again after a paper jam. Nothing of it can reach
the card itself: a mark that a censor does not understand must never travel.
"""

from collections.abc import Sequence

from petition.pdf.codes import code_stream
from petition.pdf.fitting import Box, draw, fit
from petition.pdf.geometry import MM_TO_PT, back_slots
from petition.pdf.marks import SlugPlace, slug_places
from petition.pdf.model import PaperLayout, PrinterProfile
from petition.pdf.typesetter import Typesetter

SIZES_PT = (8, 7, 6, 5)
WORDS_KEPT = 256
"""Card numbers come once each: remembering them would cost memory and help nobody."""


class SlugPainter:
    """Draws the slugs of one back page. `glyphs` tells which glyphs of which face its words use."""

    def __init__(self, layout: PaperLayout, profile: PrinterProfile) -> None:
        self._height_mm = layout.sheet_height_mm
        self._places = slug_places(layout, back_slots(layout, profile.flip_edge))
        self._typesetter = Typesetter(words_kept=WORDS_KEPT)
        self.glyphs = self._typesetter.shaper.used

    def __call__(self, numbers: Sequence[str | None]) -> bytes:
        """Operators in sheet coordinates for the card numbers by front slot; empty slots and layouts have none."""
        drawn = [
            self._one(place, number) for place, number in zip(self._places, numbers, strict=False) if number is not None
        ]
        return b"".join(drawn)

    def _one(self, place: SlugPlace, number: str) -> bytes:
        left, bottom, right, _top = place.code.box_pt(self._height_mm)
        return code_stream(number, left_pt=left, bottom_pt=bottom, size_pt=right - left) + self._words(place, number)

    def _words(self, place: SlugPlace, number: str) -> bytes:
        left, bottom, right, top = place.words.box_pt(self._height_mm)
        length, depth = (top - bottom, right - left) if place.words_run_up else (right - left, top - bottom)
        paragraphs = [self._typesetter.paragraph(number, "en")]
        setting = fit(self._typesetter, paragraphs, Box(width_pt=length, height_pt=depth), SIZES_PT, "en")
        turn = f"0 1 -1 0 {right:.2f} {bottom:.2f}" if place.words_run_up else f"1 0 0 1 {left:.2f} {bottom:.2f}"
        text = draw(setting, MM_TO_PT, (depth + setting.height_pt) / 2, length)
        return b"q %s cm BT\n%sET Q\n" % (turn.encode(), text)
