"""Addresses for envelopes: sheets of labels, and letters for window envelopes.

Labels are for envelopes only: many prisons refuse cards that carry one. Sizes are those of the makers' sheets as the
glabels collection gives them; the window is that of DIN 680.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from petition.pdf.geometry import Rectangle
from petition.pdf.paperfile import A4_MM, LETTER_MM, PaperFile

SIZES_PT = (11, 10, 9, 8, 7)
INSET_MM = 3.0


@dataclass(frozen=True, kw_only=True)
class LabelSheet:
    """A sheet of labels: first label's corner, size, distance from one to the next, all in millimetres."""

    sheet_mm: tuple[float, float]
    columns: int
    rows: int
    left_mm: float
    top_mm: float
    width_mm: float
    height_mm: float
    step_x_mm: float
    step_y_mm: float

    def places(self) -> list[Rectangle]:
        """The labels row by row."""
        return [
            Rectangle(
                left_mm=self.left_mm + column * self.step_x_mm,
                top_mm=self.top_mm + row * self.step_y_mm,
                width_mm=self.width_mm,
                height_mm=self.height_mm,
            )
            for row in range(self.rows)
            for column in range(self.columns)
        ]


LABEL_SHEETS = {
    "L7160": LabelSheet(
        sheet_mm=A4_MM,
        columns=3,
        rows=7,
        left_mm=7.48,
        top_mm=15.49,
        width_mm=63.99,
        height_mm=38.1,
        step_x_mm=66.04,
        step_y_mm=38.1,
    ),
    "L7162": LabelSheet(
        sheet_mm=A4_MM,
        columns=2,
        rows=8,
        left_mm=3.35,
        top_mm=12.9,
        width_mm=99.1,
        height_mm=33.9,
        step_x_mm=103.01,
        step_y_mm=33.9,
    ),
    "L7163": LabelSheet(
        sheet_mm=A4_MM,
        columns=2,
        rows=7,
        left_mm=3.35,
        top_mm=15.17,
        width_mm=99.1,
        height_mm=38.1,
        step_x_mm=103.01,
        step_y_mm=38.1,
    ),
    "5160": LabelSheet(
        sheet_mm=LETTER_MM,
        columns=3,
        rows=10,
        left_mm=3.97,
        top_mm=12.7,
        width_mm=66.67,
        height_mm=25.4,
        step_x_mm=70.64,
        step_y_mm=25.4,
    ),
}
DIN_680_MM = Rectangle(left_mm=22.5, top_mm=52.5, width_mm=75, height_mm=29)
"""What a DL window shows of an A4 sheet folded to thirds, wherever the sheet slides.

The envelope is 220 × 110 mm, its window 90 × 45 mm, 20 mm from the left and 15 mm from the bottom. The folded sheet,
210 × 99 mm, has 10 and 11 mm of play: the window then shows 20 to 100 mm from its left and 50 to 84 mm from its top.
2.5 mm less on each side pay for the tolerances of envelope (1.5 mm) and window (1 mm).
"""


@dataclass(frozen=True, kw_only=True)
class AddressTooLargeError(ValueError):
    """An address that does not fit at the smallest size: which one, from 1, and how far it reaches over."""

    number: int
    mm_over: float

    def __str__(self) -> str:
        """A sentence."""
        return f"address {self.number} is {self.mm_over:.1f} mm too tall for this label. Take a larger label"


def print_labels(addresses: Iterable[tuple[str, ...]], labels: LabelSheet, out: BinaryIO, *, title: str) -> str:
    """Sheets of labels in the order of the addresses; gives the file's SHA-256. Raises AddressTooLargeError."""
    paper = PaperFile(out, size_mm=labels.sheet_mm, title=title)
    rest = enumerate(addresses, start=1)
    places = [place.grown(-INSET_MM) for place in labels.places()]
    while batch := list(islice(rest, len(places))):
        for place, (number, lines) in zip(places, batch, strict=False):
            _address(paper, place, lines, number)
        paper.end_page()
    return paper.close()


def print_window_letters(addresses: Iterable[tuple[str, ...]], out: BinaryIO, *, title: str) -> str:
    """One A4 sheet an address, to be folded to thirds for a DIN 680 window envelope; gives the file's SHA-256."""
    paper = PaperFile(out, size_mm=A4_MM, title=title)
    for number, lines in enumerate(addresses, start=1):
        _address(paper, DIN_680_MM, lines, number)
        for third in (1, 2):
            paper.line((0, A4_MM[1] / 3 * third), (4, A4_MM[1] / 3 * third), 0.25)
        paper.end_page()
    return paper.close()


def _address(paper: PaperFile, place: Rectangle, lines: tuple[str, ...], number: int) -> None:
    text = "\n".join(lines)
    height_mm, is_inside = paper.measure(text, place, SIZES_PT)
    if not is_inside:
        raise AddressTooLargeError(number=number, mm_over=height_mm - place.height_mm)
    paper.text(text, place, SIZES_PT)
