"""Two sheets for a new printer: where its back page lies against the front, and how near to the edge it prints."""

from typing import BinaryIO

from petition.pdf.geometry import Rectangle
from petition.pdf.model import PaperLayout
from petition.pdf.painter import Align
from petition.pdf.paperfile import PaperFile

REACH_MM = 20
SMALL_PT, LARGE_PT = (7.0,), (14.0, 11.0)


def print_calibration(layout: PaperLayout, out: BinaryIO, *, title: str) -> str:
    """Front and back to be held against the light; gives the file's SHA-256.

    Print on both sides and hold the sheet with side 1 towards you. The two numbers of a printer profile are how far
    the cross of side 2 lies to the right of and below the zero of side 1: whole millimetres on the scales in the
    middle, tenths where a line of side 2 meets one of the ladders.
    """
    paper = PaperFile(out, size_mm=(layout.sheet_width_mm, layout.sheet_height_mm), title=title)
    _scales(paper)
    _ladders(paper, step_mm=2.1, from_mm=36, to_mm=39)
    _side(paper, "1")
    paper.end_page()
    _cross(paper)
    _ladders(paper, step_mm=2.0, from_mm=39, to_mm=42)
    _side(paper, "2")
    paper.end_page()
    return paper.close()


def _scales(paper: PaperFile) -> None:
    """Millimetres around the middle, with figures at each fifth."""
    x, y = paper.width_mm / 2, paper.height_mm / 2
    for step in range(-REACH_MM, REACH_MM + 1):
        length = 4.0 if step % 5 == 0 else 2.0
        paper.line((x + step, y), (x + step, y + length), 0.2)
        paper.line((x, y + step), (x + length, y + step), 0.2)
        if step % 5 == 0 and step:
            paper.text(f"{step:+d}", _around(x + step, y + 6.5), SMALL_PT, align=Align.CENTER)
        if step % 10 == 0 and step:
            paper.text(f"{step:+d}", _around(x + 7.5, y + step), SMALL_PT, align=Align.CENTER)


def _cross(paper: PaperFile) -> None:
    x, y = paper.width_mm / 2, paper.height_mm / 2
    paper.line((x, y - 30), (x, y + 30), 0.4)
    paper.line((x - 30, y), (x + 30, y), 0.4)


def _ladders(paper: PaperFile, *, step_mm: float, from_mm: float, to_mm: float) -> None:
    """A vernier on each side of the middle: 2.1 mm steps against 2.0 mm steps meet at the tenth that is sought."""
    x, y = paper.width_mm / 2, paper.height_mm / 2
    for tenth in range(-10, 11):
        along = tenth * step_mm
        for side in (-1, 1):
            paper.line((x + along, y + side * from_mm), (x + along, y + side * to_mm), 0.2)
            paper.line((x + side * from_mm, y + along), (x + side * to_mm, y + along), 0.2)
        if tenth % 5 == 0 and step_mm > 2:
            paper.text(f"{tenth / 10:+.1f}", _around(x + along, y - 34.5), SMALL_PT, align=Align.CENTER)
            paper.text(f"{tenth / 10:+.1f}", _around(x + 32.5, y + along), SMALL_PT, align=Align.CENTER)


def _around(x_mm: float, y_mm: float) -> Rectangle:
    return Rectangle(left_mm=x_mm - 10, top_mm=y_mm - 1.5, width_mm=20, height_mm=4)


def _side(paper: PaperFile, side: str) -> None:
    paper.text(
        side,
        Rectangle(left_mm=paper.width_mm / 2 - 20, top_mm=40, width_mm=40, height_mm=8),
        LARGE_PT,
        align=Align.CENTER,
    )


def print_test_page(layout: PaperLayout, out: BinaryIO, *, title: str) -> str:
    """How near to the edge the printer prints, and whether it keeps the size; gives the file's SHA-256.

    Frames lie 3 to 10 mm from the edge: the outermost whole one is the printer's margin. The ruler must measure
    100 mm: if not, "fit to page" is switched on.
    """
    paper = PaperFile(out, size_mm=(layout.sheet_width_mm, layout.sheet_height_mm), title=title)
    for edge in range(3, 11):
        paper.frame(
            Rectangle(left_mm=0, top_mm=0, width_mm=paper.width_mm, height_mm=paper.height_mm).grown(-edge), 0.2
        )
        paper.text(f"{edge}", Rectangle(left_mm=20 + edge * 6, top_mm=edge + 0.2, width_mm=8, height_mm=3), (5,))
    left, y = paper.width_mm / 2 - 50, paper.height_mm / 2
    for step in range(101):
        length = 6 if step % 10 == 0 else 4 if step % 5 == 0 else 2
        paper.line((left + step, y), (left + step, y - length), 0.2)
        if step % 10 == 0:
            paper.text(f"{step}", _around(left + step, y + 2), SMALL_PT, align=Align.CENTER)
    paper.line((left, y), (left + 100, y), 0.2)
    place = Rectangle(left_mm=left, top_mm=y + 8, width_mm=100, height_mm=20)
    paper.text(f"100 mm\n{layout.title}", place, (11.0, 9.0), align=Align.CENTER)
    paper.end_page()
    return paper.close()
