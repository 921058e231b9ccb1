"""Which card lies in which slot of which sheet, in front and behind.

Order is *cut and stack*: cut a pile of sheets once, put the piles on each other in slot order, and the cards lie in the
order in which they came. Positions count from 0; slot 0 is the top left one of the front, row by row.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from petition.pdf.model import FlipEdge, Rotation


@dataclass(frozen=True, kw_only=True)
class Block:
    """Sheets that are cut together: `sheets` of them hold the cards `first` up to, not including, `first + count`."""

    first: int
    count: int
    sheets: int


def blocks(count: int, n_up: int, pile_height: int | None = None) -> Iterator[Block]:
    """Splits `count` cards into blocks of at most `pile_height` sheets; None means that one cut takes them all."""
    if n_up < 1 or (pile_height is not None and pile_height < 1):
        raise ValueError(f"cards per sheet and pile height must be 1 or more; got {n_up} and {pile_height}")
    step = count if pile_height is None else pile_height * n_up
    for first in range(0, count, step or 1):
        inside = min(step, count - first)
        yield Block(first=first, count=inside, sheets=-(-inside // n_up))


def sheets(count: int, n_up: int, pile_height: int | None = None) -> Iterator[tuple[int | None, ...]]:
    """Card positions of each sheet by slot, None where a slot stays empty.

    Within a block of S sheets, sheet k holds k, S + k, 2S + k …: each slot reads forward through the cards, so that
    `n_up` cursors over the input are enough and no more than one sheet is held in memory.
    """
    for block in blocks(count, n_up, pile_height):
        for sheet in range(block.sheets):
            yield tuple(_position(block, sheet, slot) for slot in range(n_up))


def _position(block: Block, sheet: int, slot: int) -> int | None:
    inside = slot * block.sheets + sheet
    return block.first + inside if inside < block.count else None


def mirrors_columns(*, width_mm: float, height_mm: float, edge: FlipEdge) -> bool:
    """Whether turning the sheet swaps left and right (True) or top and bottom (False).

    A portrait sheet flipped on its long edge turns about the upright axis; a landscape sheet on its short edge too.
    """
    return (width_mm <= height_mm) == (edge is FlipEdge.LONG)


def back_slot(slot: int, *, columns: int, rows: int, by_columns: bool) -> int:
    """Slot of the back page that lies behind front slot `slot`."""
    row, column = divmod(slot, columns)
    return row * columns + (columns - 1 - column) if by_columns else (rows - 1 - row) * columns + column


def back_rotation(rotation: Rotation, *, by_columns: bool) -> Rotation:
    """Rotation of the back, so that a card turned over like a page reads upright on both sides.

    Turned about the sheet's upright axis, the card's upright direction is mirrored left to right, which makes r into
    -r; about the level axis it is mirrored top to bottom, which makes r into 180 - r.
    """
    turned: dict[Rotation, Rotation] = (
        {0: 0, 90: 270, 180: 180, 270: 90} if by_columns else {0: 180, 90: 90, 180: 0, 270: 270}
    )
    return turned[rotation]


def back_shift_mm(seen_x_mm: float, seen_y_mm: float, *, by_columns: bool) -> tuple[float, float]:
    """How far to move the back page's content, to the right and down in its own view.

    `seen_x_mm` and `seen_y_mm` are read off the calibration sheet, held against the light with the *front* towards the
    reader: how far the cross of the back lies to the right of and below the cross of the front.
    """
    return (seen_x_mm, -seen_y_mm) if by_columns else (-seen_x_mm, seen_y_mm)
