"""Divider sheets: before the sheets of each facility one that names it, so that bundles stay apart after printing."""

from dataclasses import dataclass

from petition.pdf.geometry import Rectangle, sheet
from petition.pdf.model import PaperLayout
from petition.pdf.painter import Align, Painter

EDGE_MM = 10.0
SIZES_PT = (48, 40, 32, 24, 18, 14, 11)
NUMBER_SIZES_PT = (24, 18, 14, 11, 8)


@dataclass(kw_only=True)
class Bundle:
    """Cards in a row for one facility: where they start among the printed ones (from 0), and how many they are yet."""

    facility: str
    start: int
    count: int = 0


def divider_stream(
    painter: Painter, layout: PaperLayout, bundle: Bundle, numbers: tuple[str, str], title: str
) -> bytes:
    """The divider's drawing: facility, count, first and last card number, title. No words, so it needs no language."""
    inside = sheet(layout).grown(-max(EDGE_MM, layout.margin_mm))
    first, last = numbers
    between = first if first == last else f"{first} … {last}"
    rows: tuple[tuple[float, float, str, tuple[int, ...]], ...] = (
        (0.12, 0.4, bundle.facility, SIZES_PT),
        (0.56, 0.12, f"{bundle.count}", SIZES_PT),
        (0.7, 0.08, between, NUMBER_SIZES_PT),
        (0.82, 0.15, title, NUMBER_SIZES_PT),
    )
    pieces = []
    for top, height, text, sizes in rows:
        place = Rectangle(
            left_mm=inside.left_mm,
            top_mm=inside.top_mm + top * inside.height_mm,
            width_mm=inside.width_mm,
            height_mm=height * inside.height_mm,
        )
        pieces.append(painter.text(text, place, sizes, align=Align.CENTER).stream)
    return b"".join(pieces)
