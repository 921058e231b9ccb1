"""Prints, flips, cuts and stacks on paper made of numbers, and looks whether the cards lie in order."""

import math
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from petition.pdf.imposition import back_rotation, back_shift_mm, back_slot, blocks, mirrors_columns, sheets
from petition.pdf.model import FlipEdge

PILES = st.one_of(st.none(), st.integers(1, 60))
GRIDS = st.tuples(st.integers(1, 4), st.integers(1, 4))


@dataclass(frozen=True)
class Printed:
    """One card after the cut: what is on its front, and what is behind that."""

    front: int | None
    back: int | None


def print_and_flip(front: tuple[int | None, ...], columns: int, rows: int, *, by_columns: bool) -> list[Printed]:
    """Lays the back page as imposed, then turns the paper over and looks through it, slot by slot of the front."""
    back_page: list[int | None] = [None] * len(front)
    for slot, card in enumerate(front):
        back_page[back_slot(slot, columns=columns, rows=rows, by_columns=by_columns)] = card
    grid = [back_page[row * columns : (row + 1) * columns] for row in range(rows)]
    through = [list(reversed(row)) for row in grid] if by_columns else list(reversed(grid))
    return [Printed(f, b) for f, b in zip(front, [card for row in through for card in row], strict=True)]


def guillotine_and_stack(pile: list[list[Printed]]) -> list[Printed]:
    return [sheet[slot] for slot in range(len(pile[0])) for sheet in pile]


@settings(deadline=None)
@given(count=st.integers(0, 500), grid=GRIDS, pile=PILES, edge=st.sampled_from(FlipEdge), portrait=st.booleans())
def test_cards_are_in_order_and_each_back_lies_behind_its_front(
    count: int, grid: tuple[int, int], pile: int | None, edge: FlipEdge, *, portrait: bool
) -> None:
    columns, rows = grid
    by_columns = mirrors_columns(width_mm=210 if portrait else 297, height_mm=297 if portrait else 210, edge=edge)
    printed = [
        print_and_flip(sheet, columns, rows, by_columns=by_columns) for sheet in sheets(count, columns * rows, pile)
    ]
    stack: list[Printed] = []
    start = 0
    for block in blocks(count, columns * rows, pile):
        assert block.sheets <= (pile or math.inf)
        stack += guillotine_and_stack(printed[start : start + block.sheets])
        start += block.sheets
    assert start == len(printed)
    assert [card.front for card in stack if card.front is not None] == list(range(count))
    assert all(card.front == card.back for card in stack)


@settings(deadline=None)
@given(count=st.integers(1, 500), n_up=st.integers(1, 16), pile=PILES)
def test_every_slot_reads_forward_through_a_block(count: int, n_up: int, pile: int | None) -> None:
    pages = list(sheets(count, n_up, pile))
    for block in blocks(count, n_up, pile):
        inside = [pages.pop(0) for _ in range(block.sheets)]
        for slot in range(n_up):
            seen = [page[slot] for page in inside if page[slot] is not None]
            assert seen == sorted(seen)


def test_no_more_sheets_than_needed() -> None:
    assert sum(1 for _ in sheets(1000, 4)) == 250
    assert next(sheets(1000, 4)) == (0, 250, 500, 750)
    assert list(sheets(1000, 4))[-1] == (249, 499, 749, 999)


def test_the_last_pile_is_lower_and_only_its_end_is_empty() -> None:
    assert list(sheets(10, 4, 2)) == [(0, 2, 4, 6), (1, 3, 5, 7), (8, 9, None, None)]


@pytest.mark.parametrize("edge", FlipEdge)
def test_a_landscape_sheet_turns_the_other_way(edge: FlipEdge) -> None:
    assert mirrors_columns(width_mm=297, height_mm=210, edge=edge) is not mirrors_columns(
        width_mm=210, height_mm=297, edge=edge
    )


@pytest.mark.parametrize("by_columns", [True, False])
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_card_turned_like_a_page_reads_upright_on_both_sides(rotation: int, *, by_columns: bool) -> None:
    """Follows the upright direction of the front through the paper and compares it with that of the back."""
    up = (-math.sin(math.radians(rotation)), math.cos(math.radians(rotation)))
    through_paper = (-up[0], up[1]) if by_columns else (up[0], -up[1])
    back = math.radians(back_rotation(rotation, by_columns=by_columns))  # type: ignore[arg-type]
    assert (-math.sin(back), math.cos(back)) == pytest.approx(through_paper, abs=1e-9)


@pytest.mark.parametrize("by_columns", [True, False])
@settings(deadline=None)
@given(right=st.floats(-4, 4), down=st.floats(-4, 4))
def test_the_shift_moves_the_back_onto_the_front(right: float, down: float, *, by_columns: bool) -> None:
    """The printer puts the back off by what was seen; the correction, seen through the paper, cancels it."""
    x, y = back_shift_mm(right, down, by_columns=by_columns)
    through_paper = (-x, y) if by_columns else (x, -y)
    assert (right + through_paper[0], down + through_paper[1]) == pytest.approx((0, 0))


def test_no_cards_per_sheet_is_refused() -> None:
    with pytest.raises(ValueError, match="1 or more"):
        list(blocks(3, 0))
