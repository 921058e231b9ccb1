"""Rolls, signature sheets, labels, window letters and calibration sheets: counted, read back, and measured."""

import io
import itertools
import re
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from paper_tools import assert_is_sound, boxes_of, read_codes, render, run_tool

from petition.pdf import load_layout
from petition.pdf.calibration import print_calibration, print_test_page
from petition.pdf.geometry import MM_TO_PT, Rectangle
from petition.pdf.labels import (
    DIN_680_MM,
    INSET_MM,
    LABEL_SHEETS,
    AddressTooLargeError,
    print_labels,
    print_window_letters,
)
from petition.pdf.roll import Petition, RollEntry, RollManifest, print_roll
from petition.pdf.serials import is_valid_serial, with_check_character
from petition.pdf.signature_sheets import SheetDesign, SheetTooFullError, SheetWords, print_signature_sheets

pytestmark = pytest.mark.needs("pdffonts", "zbarimg", "qpdf")

PETITION = Petition(
    title="Freedom for Ales · Свободу Алесю",
    addressee="To the Government of Examplia",
    text="We ask for the release of all who are held for their words.\n\nWe ask that letters be delivered.",
)
NAMES = ("Ann Author", "Яўген Прыкладны", "سلمى الأحمد", "佐藤 花子", "कृष्ण त्रिपाठी", "ნინო", "Nguyễn Thị Hường", "נעמה")
ADDRESS = ("Прыкладнаму Яўгену", "ПК-99, вул. Узорная, 1", "211440, г. Прыкладск", "BELARUS")


def written(path: Path, write: Callable[[BinaryIO], object]) -> Path:
    with path.open("wb") as stream:
        write(stream)
    assert_is_sound(path)
    return path


def entries(count: int) -> Iterator[RollEntry]:
    for number in range(count):
        yield RollEntry(name="" if number % 5 == 4 else f"{NAMES[number % 8]} {number}", place=f"Town {number}")


def roll(count: int) -> tuple[RollManifest, bytes]:
    stream = io.BytesIO()
    return print_roll(PETITION, entries(count), stream), stream.getvalue()


def test_every_signature_is_on_the_roll_and_nobody_unnamed_is_named(tmp_path: Path) -> None:
    path = tmp_path / "roll.pdf"
    manifest, content = roll(200)
    path.write_bytes(content)
    assert_is_sound(path)
    text = run_tool("pdftotext", "-layout", path, "-")
    assert (manifest.signatures, manifest.unnamed, manifest.replaced) == (200, 40, ())
    assert manifest.pages == len(boxes_of(path, manifest.pages)) == text.count("\f")
    for number in range(200):
        assert f"Town {number}\n" in text
    assert text.count("(name not published, counted)") == 40
    assert "Total: 200 signatures, of which 40 without a published name." in text
    assert all(f"Ann Author {number}" in text for number in range(0, 200, 8) if number % 5 != 4)


def test_the_totals_of_the_pages_add_up(tmp_path: Path) -> None:
    path = tmp_path / "roll.pdf"
    path.write_bytes(roll(333)[1])
    text = run_tool("pdftotext", "-layout", path, "-")
    feet = [(int(page), int(total)) for page, total in re.findall(r"This page: (\d+)\. So far: (\d+)\.", text)]
    assert list(itertools.accumulate(page for page, _ in feet)) == [total for _, total in feet]
    assert feet[-1][1] == 333
    assert len(feet) > 5


def test_a_long_roll_needs_hardly_more_memory_than_a_short_one() -> None:
    roll(50)  # fonts are loaded once
    peaks = []
    for count in (1200, 2600):
        tracemalloc.start()
        with open("/dev/null", "wb") as nowhere:  # noqa: PTH123 - a stream, not a file
            print_roll(PETITION, (RollEntry(name=NAMES[number % 8], place="Town") for number in range(count)), nowhere)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.4 * peaks[0]  # rows that were kept would make it 2.2 times


def test_a_letter_that_no_typeface_has_is_shown_as_missing_and_told() -> None:
    stream = io.BytesIO()
    manifest = print_roll(PETITION, [RollEntry(name="Scribe \U00013000"), RollEntry(name="half \ud800 pair")], stream)
    assert manifest.signatures == 2
    assert manifest.replaced == ("\U00013000",)


def test_a_name_without_end_is_broken_over_lines_and_not_lost(tmp_path: Path) -> None:
    path = tmp_path / "roll.pdf"
    name = "Wolfeschlegelsteinhausenbergerdorff " * 8
    with path.open("wb") as stream:
        print_roll(PETITION, [RollEntry(name=name, place="x" * 300), RollEntry(name="Next")], stream)
    text = run_tool("pdftotext", path, "-")
    assert text.count("Wolfeschlegelsteinhausenbergerdorff") == 8
    assert sum(line.count("x") for line in text.splitlines() if set(line) == {"x"}) == 300


def test_the_same_roll_gives_the_same_bytes() -> None:
    assert roll(60) == roll(60)


SERIALS = st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=12)


@settings(deadline=None)
@given(serial=SERIALS, place=st.integers(0, 12), letter=st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
def test_one_wrong_character_is_always_found(serial: str, place: int, letter: str) -> None:
    checked = with_check_character(serial).replace("-", "")
    assert is_valid_serial(checked)
    place %= len(checked)
    wrong = checked[:place] + letter + checked[place + 1 :]
    assert is_valid_serial(wrong) == (wrong == checked)


@settings(deadline=None)
@given(serial=SERIALS, place=st.integers(0, 12))
def test_two_neighbours_that_changed_places_are_always_found(serial: str, place: int) -> None:
    checked = with_check_character(serial).replace("-", "")
    place %= len(checked) - 1
    swapped = checked[:place] + checked[place + 1] + checked[place] + checked[place + 2 :]
    assert is_valid_serial(swapped) == (swapped == checked)


def test_serials_forgive_small_letters_and_spaces_but_no_other_signs() -> None:
    serial = with_check_character("SOL26-0042")
    assert is_valid_serial(f" {serial.lower()} ")
    assert not any(is_valid_serial(wrong) for wrong in ("", "A", "SOL26_0042", "СОЛ26", "²"))
    with pytest.raises(ValueError, match="is no serial"):
        with_check_character("СОЛ26")


def design(**changes: object) -> SheetDesign:
    words = SheetWords(
        privacy="Your name is used for this petition alone, and destroyed a month after it is handed over."
    )
    return SheetDesign(**{"petition": PETITION, "words": words, "link": "https://example.org/s/", **changes})  # type: ignore[arg-type]


def test_each_sheet_has_its_serial_for_eyes_and_as_a_code(tmp_path: Path) -> None:
    serials = [f"SOL26-{number:04d}" for number in range(1, 4)]
    path = written(tmp_path / "sheets.pdf", lambda out: print_signature_sheets(design(), serials, out))
    for page, serial in enumerate(serials):
        full = with_check_character(serial)
        assert read_codes([render(path, page).image]) == [f"https://example.org/s/{full}"]
        text = run_tool("pdftotext", "-f", str(page + 1), "-l", str(page + 1), path, "-")
        assert f"Sheet {full}" in text
        for told in ("Свободу Алесю", "Government of Examplia", "held for their words", "destroyed a month", "Notes:"):
            assert told in text
        assert [line for line in text.splitlines() if line.isdigit()] == [f"{line}" for line in range(1, 13)]


def test_lines_are_high_enough_for_a_hand_or_refused_with_the_number_that_fits() -> None:
    with pytest.raises(SheetTooFullError, match=r"40 lines do not fit below the words; (\d+) do") as caught:
        print_signature_sheets(design(lines=40), ["S1"], io.BytesIO())
    fitting = int(re.findall(r"; (\d+) do", str(caught.value))[0])
    assert print_signature_sheets(design(lines=fitting), ["S1"], io.BytesIO())
    with pytest.raises(SheetTooFullError):
        print_signature_sheets(design(lines=fitting + 1), ["S1"], io.BytesIO())


@pytest.mark.parametrize("name", LABEL_SHEETS)
def test_each_address_lies_on_its_label(tmp_path: Path, name: str) -> None:
    labels = LABEL_SHEETS[name]
    count = labels.columns * labels.rows
    path = written(tmp_path / "labels.pdf", lambda out: print_labels([ADDRESS] * (count + 1), labels, out, title="L"))
    page = render(path, 0)
    for place in labels.places():
        ink = type(page)(page.cut(place), page.dpi).ink_mm()
        assert INSET_MM - 0.5 < ink.left_mm < INSET_MM + 1
        assert INSET_MM - 0.5 < ink.top_mm < INSET_MM + 2
        assert ink.bottom_mm < labels.height_mm - INSET_MM + 0.5
    around = page.ink_mm()
    assert around.left_mm >= labels.left_mm
    assert around.right_mm <= labels.left_mm + (labels.columns - 1) * labels.step_x_mm + labels.width_mm
    assert len(boxes_of(path, 2)) == 2
    assert run_tool("pdftotext", "-f", "2", path, "-").count("Прыкладнаму") == 1


def test_label_sheets_lie_on_their_paper() -> None:
    for labels in LABEL_SHEETS.values():
        paper = Rectangle(left_mm=0, top_mm=0, width_mm=labels.sheet_mm[0], height_mm=labels.sheet_mm[1])
        places = labels.places()
        assert all(paper.contains(place) for place in places)
        assert not any(one.overlaps(two) for one, two in itertools.combinations(places, 2))


def test_an_address_too_tall_for_its_label_is_named_with_the_millimetres_over() -> None:
    with pytest.raises(AddressTooLargeError, match=r"address 2 is \d+\.\d mm too tall"):
        print_labels([ADDRESS, ("line",) * 20], LABEL_SHEETS["5160"], io.BytesIO(), title="L")


def test_the_window_shows_the_whole_address_wherever_the_sheet_slides(tmp_path: Path) -> None:
    path = written(tmp_path / "letters.pdf", lambda out: print_window_letters([ADDRESS] * 2, out, title="L"))
    page = render(path, 0)
    ink = type(page)(page.cut(Rectangle(left_mm=5, top_mm=0, width_mm=205, height_mm=297)), page.dpi).ink_mm()
    seen = Rectangle(left_mm=ink.left_mm + 5, top_mm=ink.top_mm, width_mm=ink.width_mm, height_mm=ink.height_mm)
    for slides_x, slides_y in itertools.product((0, 10), (0, 11)):
        window = Rectangle(left_mm=20 - slides_x, top_mm=110 - 15 - 45 - slides_y, width_mm=90, height_mm=45)
        assert window.grown(-2.5).contains(seen)
        assert window.grown(-2.5).contains(DIN_680_MM)


def test_the_calibration_cross_meets_the_zero_when_the_sheet_is_turned(tmp_path: Path) -> None:
    layout = load_layout("office-4up-a4")
    path = written(tmp_path / "calibration.pdf", lambda out: print_calibration(layout, out, title="C"))
    front, back = (render(path, side, 300) for side in (0, 1))
    middle = Rectangle(left_mm=105 - 1, top_mm=148.5 - 29, width_mm=2, height_mm=8)
    cross = type(back)(back.cut(middle), 300).ink_mm()
    assert middle.left_mm + (cross.left_mm + cross.right_mm) / 2 == pytest.approx(105, abs=0.1)
    zero = type(front)(front.cut(Rectangle(left_mm=104.5, top_mm=151.7, width_mm=1, height_mm=0.6)), 300).ink_mm()
    assert 104.5 + (zero.left_mm + zero.right_mm) / 2 == pytest.approx(105, abs=0.1)


def test_the_ruler_of_the_test_page_measures_a_hundred_millimetres(tmp_path: Path) -> None:
    layout = load_layout("office-4up-a4")
    path = written(tmp_path / "test.pdf", lambda out: print_test_page(layout, out, title="T"))
    strip = Rectangle(left_mm=40, top_mm=148.5 - 1, width_mm=130, height_mm=0.8)
    page = render(path, 0, 300)
    ruler = type(page)(page.cut(strip), 300).ink_mm()
    assert ruler.width_mm == pytest.approx(100, abs=0.25)
    assert boxes_of(path, 1)[0]["MediaBox"] == pytest.approx((0, 0, 210 * MM_TO_PT, 297 * MM_TO_PT), abs=0.01)
