"""Crop marks and slugs stay off the cards, and lie where the knife needs them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from petition.pdf.codes import ALPHANUMERIC, LONGEST, MODULES, CodeError, _made_by_segno, code_bits, code_rows
from petition.pdf.geometry import Rectangle, back_slots, front_slots, sheet
from petition.pdf.layouts import list_layouts, load_layout
from petition.pdf.marks import SHORTEST_MARK_MM, crop_marks, slug_places
from petition.pdf.model import FlipEdge

MARKED = [name for name in list_layouts() if load_layout(name).crop_marks]
SLUGGED = ["a6-2up-a4", "a6-4up-a3", "a6-6up-sra3", "us-2up-letter"]


@pytest.mark.parametrize("name", MARKED)
def test_marks_touch_no_bleed_box_and_lie_on_trim_edges(name: str) -> None:
    layout = load_layout(name)
    slots = front_slots(layout)
    bleeds = [slot.trim.grown(layout.bleed_mm) for slot in slots]
    x_edges = {round(x, 3) for slot in slots for x in (slot.trim.left_mm, slot.trim.right_mm)}
    y_edges = {round(y, 3) for slot in slots for y in (slot.trim.top_mm, slot.trim.bottom_mm)}
    marks = crop_marks(layout, slots)
    assert marks
    for mark in marks:
        across, along = abs(mark.to_x_mm - mark.from_x_mm), abs(mark.to_y_mm - mark.from_y_mm)
        assert max(across, along) >= SHORTEST_MARK_MM
        assert mark.from_y_mm in y_edges if across else mark.from_x_mm in x_edges
        area = Rectangle(
            left_mm=min(mark.from_x_mm, mark.to_x_mm) - 0.04,
            top_mm=min(mark.from_y_mm, mark.to_y_mm) - 0.04,
            width_mm=across + 0.08,
            height_mm=along + 0.08,
        )
        assert not any(area.grown(-0.045).overlaps(bleed) for bleed in bleeds)
        assert sheet(layout).contains(area)


@pytest.mark.parametrize("name", MARKED)
def test_each_cut_is_marked_at_both_ends(name: str) -> None:
    layout = load_layout(name)
    slots = front_slots(layout)
    marks = crop_marks(layout, slots)
    middle_x, middle_y = layout.sheet_width_mm / 2, layout.sheet_height_mm / 2
    for slot in slots:
        for x in (slot.trim.left_mm, slot.trim.right_mm):
            ends = [mark.from_y_mm for mark in marks if mark.from_x_mm == mark.to_x_mm == round(x, 3)]
            assert min(ends) < middle_y < max(ends)
        for y in (slot.trim.top_mm, slot.trim.bottom_mm):
            ends = [mark.from_x_mm for mark in marks if mark.from_y_mm == mark.to_y_mm == round(y, 3)]
            assert min(ends) < middle_x < max(ends)


@pytest.mark.parametrize("name", list_layouts())
@pytest.mark.parametrize("edge", FlipEdge)
def test_each_card_has_its_slug_in_the_area_that_is_cut_off_or_none_has(name: str, edge: FlipEdge) -> None:
    layout = load_layout(name)
    slots = back_slots(layout, edge)
    places = slug_places(layout, slots)
    assert len(places) == (layout.n_up if name in SLUGGED else 0)
    parts = [part for place in places for part in (place.code, place.words)]
    for number, part in enumerate(parts):
        assert sheet(layout).grown(-layout.margin_mm).contains(part)
        assert not any(part.overlaps(slot.trim.grown(layout.bleed_mm)) for slot in slots)
        assert not any(part.overlaps(other) for other in parts[:number])
        assert min(part.width_mm, part.height_mm) >= 12


def test_there_are_layouts_with_marks_and_with_slugs() -> None:
    assert len(MARKED) >= 5
    assert set(SLUGGED) <= set(MARKED)


@settings(deadline=None)
@given(text=st.text(alphabet=ALPHANUMERIC, max_size=LONGEST))
def test_the_quick_code_equals_the_one_of_the_library(text: str) -> None:
    assert code_bits(text) == _made_by_segno(text.ljust(LONGEST))
    assert code_bits(text) < 1 << MODULES * MODULES


@settings(deadline=None)
@given(text=st.text(alphabet=ALPHANUMERIC, min_size=1, max_size=60))
def test_any_length_gives_square_rows(text: str) -> None:
    modules, rows = code_rows(text)
    assert len(rows) == modules
    assert all(row < 1 << modules for row in rows)


@pytest.mark.parametrize("text", ["A" * (LONGEST + 1), "small", "Ж"])
def test_what_does_not_fit_a_code_is_an_error(text: str) -> None:
    with pytest.raises(CodeError):
        code_bits(text)
