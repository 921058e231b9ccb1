"""Where each card lies on its sheet, in millimetres from the sheet's top left corner. Pure arithmetic."""

from collections.abc import Iterator
from dataclasses import dataclass

from petition.pdf.imposition import back_rotation, mirrors_columns
from petition.pdf.model import FlipEdge, PaperLayout, Rotation

MM_TO_PT = 72 / 25.4
TOLERANCE_MM = 1e-6


@dataclass(frozen=True, kw_only=True)
class Rectangle:
    """A rectangle in millimetres; `left` and `top` are the distances from the sheet's left and top edge."""

    left_mm: float
    top_mm: float
    width_mm: float
    height_mm: float

    @property
    def right_mm(self) -> float:
        """Distance of the right edge from the sheet's left edge."""
        return self.left_mm + self.width_mm

    @property
    def bottom_mm(self) -> float:
        """Distance of the bottom edge from the sheet's top edge."""
        return self.top_mm + self.height_mm

    def grown(self, by_mm: float) -> "Rectangle":
        """The same rectangle with each edge moved outwards; inwards for a negative length."""
        return Rectangle(
            left_mm=self.left_mm - by_mm,
            top_mm=self.top_mm - by_mm,
            width_mm=self.width_mm + 2 * by_mm,
            height_mm=self.height_mm + 2 * by_mm,
        )

    def overlaps(self, other: "Rectangle") -> bool:
        """Whether the two share an area; touching edges do not count."""
        return (
            self.left_mm < other.right_mm - TOLERANCE_MM
            and other.left_mm < self.right_mm - TOLERANCE_MM
            and self.top_mm < other.bottom_mm - TOLERANCE_MM
            and other.top_mm < self.bottom_mm - TOLERANCE_MM
        )

    def contains(self, other: "Rectangle") -> bool:
        """Whether the other lies wholly inside; touching edges are inside."""
        return (
            other.left_mm >= self.left_mm - TOLERANCE_MM
            and other.top_mm >= self.top_mm - TOLERANCE_MM
            and other.right_mm <= self.right_mm + TOLERANCE_MM
            and other.bottom_mm <= self.bottom_mm + TOLERANCE_MM
        )

    def box_pt(self, sheet_height_mm: float) -> tuple[float, float, float, float]:
        """Left, bottom, right, top in points from the sheet's bottom left: the one crossing to PDF units."""
        return (
            self.left_mm * MM_TO_PT,
            (sheet_height_mm - self.bottom_mm) * MM_TO_PT,
            self.right_mm * MM_TO_PT,
            (sheet_height_mm - self.top_mm) * MM_TO_PT,
        )


@dataclass(frozen=True, kw_only=True)
class Slot:
    """The place of one card on one side of the sheet: its trim as seen there, and how the card is turned."""

    trim: Rectangle
    rotation: Rotation

    def matrix_pt(self, sheet_height_mm: float) -> tuple[float, float, float, float, float, float]:
        """PDF matrix that puts a card, drawn upright from its trim's bottom left at 0, 0, into this slot."""
        left, bottom, right, top = self.trim.box_pt(sheet_height_mm)
        return {
            0: (1.0, 0.0, 0.0, 1.0, left, bottom),
            90: (0.0, 1.0, -1.0, 0.0, right, bottom),
            180: (-1.0, 0.0, 0.0, -1.0, right, top),
            270: (0.0, -1.0, 1.0, 0.0, left, top),
        }[self.rotation]


def sheet(layout: PaperLayout) -> Rectangle:
    """The whole sheet."""
    return Rectangle(left_mm=0, top_mm=0, width_mm=layout.sheet_width_mm, height_mm=layout.sheet_height_mm)


def grid(layout: PaperLayout) -> Rectangle:
    """The rectangle around all bleed boxes, centred on the sheet."""
    width, height = _cell_mm(layout)
    grid_width = layout.columns * width + (layout.columns - 1) * layout.gap_x_mm
    grid_height = layout.rows * height + (layout.rows - 1) * layout.gap_y_mm
    return Rectangle(
        left_mm=(layout.sheet_width_mm - grid_width) / 2,
        top_mm=(layout.sheet_height_mm - grid_height) / 2,
        width_mm=grid_width,
        height_mm=grid_height,
    )


def front_slots(layout: PaperLayout) -> tuple[Slot, ...]:
    """Places on the front, row by row from the top left: slot 0 first."""
    return tuple(Slot(trim=trim, rotation=layout.rotation) for trim in _trims(layout))


def back_slots(layout: PaperLayout, edge: FlipEdge) -> tuple[Slot, ...]:
    """Places on the back by number of the *front* slot, so that the same number is the same card.

    A page that is one card is not flipped by a printer but read by people and print shops: both sides upright.
    """
    if is_one_card(layout):
        return tuple(Slot(trim=slot.trim, rotation=0) for slot in front_slots(layout))
    by_columns = turns_by_columns(layout, edge)
    rotation = back_rotation(layout.rotation, by_columns=by_columns)
    return tuple(
        Slot(trim=_seen_from_behind(slot.trim, layout, by_columns=by_columns), rotation=rotation)
        for slot in front_slots(layout)
    )


def is_one_card(layout: PaperLayout) -> bool:
    """Whether a page is a single upright card with at most its bleed around it."""
    width, height = _cell_mm(layout)
    is_tight = layout.sheet_width_mm <= width + TOLERANCE_MM and layout.sheet_height_mm <= height + TOLERANCE_MM
    return layout.n_up == 1 and layout.rotation == 0 and is_tight


def turns_by_columns(layout: PaperLayout, edge: FlipEdge) -> bool:
    """Whether this printer swaps left and right of this sheet when it turns it."""
    return mirrors_columns(width_mm=layout.sheet_width_mm, height_mm=layout.sheet_height_mm, edge=edge)


def misfit(layout: PaperLayout) -> tuple[str, str, str] | None:
    """What keeps the layout from being printed: the table and key to change and the reason; None where it fits."""
    around = grid(layout)
    if not sheet(layout).contains(around):
        over_mm = max(around.width_mm - layout.sheet_width_mm, around.height_mm - layout.sheet_height_mm)
        return (
            "grid",
            "columns",
            f"the cards need {over_mm:.2f} mm more than the sheet has. Take fewer, or turn them by 90",
        )
    if sheet(layout).grown(-layout.margin_mm).contains(around):
        return None
    reach_mm = layout.margin_mm - min(around.left_mm, around.top_mm)
    if layout.bleed_mm:
        return "card", "bleed_mm", f"the bleed reaches {reach_mm:.2f} mm into the margin. Lessen bleed, gaps or margin"
    if layout.quiet_border_mm < reach_mm - TOLERANCE_MM:
        return (
            "card",
            "quiet_border_mm",
            f"the cards reach {reach_mm:.2f} mm into the margin. Set this to {reach_mm:.2f} or more",
        )
    return None


def _cell_mm(layout: PaperLayout) -> tuple[float, float]:
    """Width and height of a card with its bleed, as it lies on the sheet."""
    size = (layout.card_width_mm + 2 * layout.bleed_mm, layout.card_height_mm + 2 * layout.bleed_mm)
    return size if layout.rotation in {0, 180} else (size[1], size[0])


def _trims(layout: PaperLayout) -> Iterator[Rectangle]:
    width, height = _cell_mm(layout)
    around = grid(layout)
    for row in range(layout.rows):
        for column in range(layout.columns):
            yield Rectangle(
                left_mm=around.left_mm + column * (width + layout.gap_x_mm),
                top_mm=around.top_mm + row * (height + layout.gap_y_mm),
                width_mm=width,
                height_mm=height,
            ).grown(-layout.bleed_mm)


def _seen_from_behind(front: Rectangle, layout: PaperLayout, *, by_columns: bool) -> Rectangle:
    return Rectangle(
        left_mm=layout.sheet_width_mm - front.right_mm if by_columns else front.left_mm,
        top_mm=front.top_mm if by_columns else layout.sheet_height_mm - front.bottom_mm,
        width_mm=front.width_mm,
        height_mm=front.height_mm,
    )
