"""Layouts that come with the press keep their promises, and a wrong file says where and what to do."""

from pathlib import Path

import pytest

from petition.pdf.geometry import back_slots, front_slots, grid, sheet
from petition.pdf.layouts import LayoutError, list_layouts, load_layout, parse_layout
from petition.pdf.model import FlipEdge

GOOD = """title = "Two on A4"
[sheet]
width_mm = 210
height_mm = 297
margin_mm = 5
[card]
width_mm = 148
height_mm = 105
bleed_mm = 3
[grid]
rows = 2
"""


@pytest.mark.parametrize("name", list_layouts())
def test_every_layout_on_the_shelf_fits_its_sheet(name: str) -> None:
    layout = load_layout(name)
    slots = front_slots(layout)
    assert len(slots) == layout.n_up
    for number, slot in enumerate(slots):
        bleed = slot.trim.grown(layout.bleed_mm)
        printable = sheet(layout).grown(0 if layout.quiet_border_mm else -layout.margin_mm)
        assert printable.contains(bleed)
        assert not any(bleed.overlaps(other.trim.grown(layout.bleed_mm)) for other in slots[:number])
        upright = (slot.trim.width_mm, slot.trim.height_mm)
        assert (upright if slot.rotation in {0, 180} else upright[::-1]) == pytest.approx(
            (layout.card_width_mm, layout.card_height_mm)
        )


@pytest.mark.parametrize("name", list_layouts())
@pytest.mark.parametrize("edge", FlipEdge)
def test_each_back_lies_exactly_behind_its_front(name: str, edge: FlipEdge) -> None:
    layout = load_layout(name)
    portrait = layout.sheet_width_mm <= layout.sheet_height_mm
    if name.endswith("-shop"):
        assert back_slots(layout, edge) == front_slots(layout)
        return
    for front, back in zip(front_slots(layout), back_slots(layout, edge), strict=True):
        if portrait == (edge is FlipEdge.LONG):
            assert back.trim.left_mm == pytest.approx(layout.sheet_width_mm - front.trim.right_mm)
            assert back.trim.top_mm == pytest.approx(front.trim.top_mm)
        else:
            assert back.trim.left_mm == pytest.approx(front.trim.left_mm)
            assert back.trim.top_mm == pytest.approx(layout.sheet_height_mm - front.trim.bottom_mm)


@pytest.mark.parametrize(
    ("name", "cards", "trim_mm", "bleed_mm"),
    [
        ("office-4up-a4", 4, (140, 97), 1.5),
        ("a6-4up-a4", 4, (148, 105), 0),
        ("a6-2up-a4", 2, (148, 105), 3),
        ("a6-4up-a3", 4, (148, 105), 3),
        ("a6-6up-sra3", 6, (148, 105), 3),
        ("a6-shop", 1, (148, 105), 3),
        ("us-2up-letter", 2, (152.4, 101.6), 3.175),
    ],
)
def test_known_layouts_keep_their_figures(name: str, cards: int, trim_mm: tuple[float, float], bleed_mm: float) -> None:
    layout = load_layout(name)
    assert (layout.n_up, layout.bleed_mm) == (cards, bleed_mm)
    assert (layout.card_width_mm, layout.card_height_mm) == trim_mm


def test_the_office_card_leaves_five_millimetres_free_all_around() -> None:
    around = grid(load_layout("office-4up-a4"))
    assert (around.left_mm, around.top_mm) == (5, 5.5)
    assert (around.width_mm, around.height_mm) == (200, 286)


@pytest.mark.parametrize(
    ("change", "line", "reason"),
    [
        (("width_mm = 210", "width_mm = 'wide'"), 3, "a length in millimetres"),
        (("rows = 2", "rows = 2.5"), 11, "a whole number"),
        (("rows = 2", "rows = true"), 11, "a whole number"),
        (("rows = 2", "rows = 3"), 10, "36.00 mm more than the sheet"),
        (("rows = 2", "rows = 2\nrotation = 45"), 12, "0, 90, 180 or 270"),
        (("rows = 2", "row = 2"), 11, "Known: columns, rows"),
        (("[grid]", "[gird]"), 11, "unknown table"),
        (("bleed_mm = 3", "bleed_mm = -1"), 9, "from 0 to 100"),
        (("width_mm = 148", "width_mm = 200"), 9, "reaches 3.00 mm into the margin"),
        (("bleed_mm = 3", ""), 0, ""),
        (("margin_mm = 5", "margin_mm = "), 5, "not TOML"),
        (("height_mm = 105", ""), 6, "missing"),
        (('title = "Two on A4"', ""), 0, "title: missing"),
        (('title = "Two on A4"', 'title = "  "'), 1, "a text in quotes"),
    ],
)
def test_a_wrong_line_is_named_with_what_to_write_instead(change: tuple[str, str], line: int, reason: str) -> None:
    text = GOOD.replace(*change)
    if not reason:
        assert parse_layout(text, name="mine", file="mine.toml").bleed_mm == 0
        return
    with pytest.raises(LayoutError) as caught:
        parse_layout(text, name="mine", file="mine.toml")
    assert reason in str(caught.value)
    assert caught.value.line == line
    assert "mine.toml" in str(caught.value)


def test_cards_in_the_margin_need_a_quiet_border() -> None:
    text = GOOD.replace("bleed_mm = 3", "quiet_border_mm = 2").replace("width_mm = 148", "width_mm = 210")
    with pytest.raises(LayoutError, match=r"Set this to 5\.00 or more"):
        parse_layout(text, name="mine", file="mine.toml")


def test_a_layout_is_loaded_from_a_file_too(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(GOOD, encoding="utf-8")
    assert load_layout(path).name == "mine"


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(LayoutError, match="a6-shop"):
        load_layout("a7-shop")


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(LayoutError, match="UTF-8"):
        load_layout(path)
