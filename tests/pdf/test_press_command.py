"""`petition press` on paper of every layout: measured in millimetres, read by others, and honest about bad lines."""

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from click import Command
from click.testing import CliRunner, Result
from paper_tools import assert_is_sound, boxes_of, read_codes, render, run_tool
from PIL import Image, ImageChops, ImageStat

from petition.cli import press_sheets
from petition.cli.press import ALL_PRINTED, NOT_FOR_THE_SHOP, SOME_LEFT_OUT, UNUSABLE_INPUT, press
from petition.pdf import CardDesign, FlipEdge, PaperLayout, list_layouts, load_layout, render_preview_png
from petition.pdf.cardfile import CardFile
from petition.pdf.geometry import MM_TO_PT, Rectangle, Slot, back_slots, front_slots, sheet
from petition.pdf.imposition import sheets
from petition.pdf.marks import slug_places

pytestmark = pytest.mark.needs("pdffonts", "zbarimg", "qpdf")

CAMPAIGN = {
    "title": "Solidarity Day",
    "address": ["Прыкладнаму Яўгену", "ПК-99, вул. Узорная, 1", "211440, г. Прыкладск"],
}
TEXTS = (
    ("en", "Dear friend,\n\nwe think of you every day.", "Ann Author", "Bergen"),
    ("be", "Мы думаем пра Вас кожны дзень.", "Яўген", "Вільня"),
    ("ar", "نفكر فيك كل يوم، ونأمل أن نراك قريبا.", "سلمى", "عمان"),
    ("hi", "हम हर दिन आपके बारे में सोचते हैं।", "कृष्ण", "लखनऊ"),
    ("ja", "毎日あなたのことを思っています。", "佐藤", "東京"),
    ("de", "Wir denken an dich. " * 12, "Jörg", "Köln"),
    ("ka", "ყოველდღე თქვენზე ვფიქრობთ.", "ნინო", "თბილისი"),
)
LAYOUTS = list_layouts()


def card_line(number: int, **changes: object) -> dict[str, object]:
    language, text, name, place = TEXTS[number % len(TEXTS)]
    signature = [[[0, 0], [20, 30], [40, 0], [60, 25]]] if number % 2 else None
    card = {"card_no": f"DAY-{number:05d}", "lang": language, "text": text, "name": name, "place": place}
    return {**card, "signature": signature, **changes}


def front_picture(path: Path) -> Path:
    """Dark, with a white square at the top left, so that edges and turns can be measured."""
    picture = Image.new("RGB", (1900, 1370), (40, 40, 60))
    picture.paste("white", (240, 240, 480, 480))
    picture.save(path, quality=95)
    return path


def write_lines(path: Path, *lines: object) -> Path:
    path.write_text("".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines), "utf-8")
    return path


def call(*arguments: str | Path) -> Result:
    return CliRunner().invoke(press, [str(argument) for argument in arguments], catch_exceptions=False)


@dataclass(frozen=True)
class Job:
    layout: PaperLayout
    edge: FlipEdge
    cards: Path
    front: Path
    pdf: Path
    manifest: dict[str, object]


Jobs = Callable[..., Job]


@pytest.fixture(scope="session")
def jobs(tmp_path_factory: pytest.TempPathFactory) -> Jobs:
    """Prints seven cards in a layout, once per session."""
    folder = tmp_path_factory.mktemp("press")
    front = front_picture(folder / "front.jpg")
    cards = write_lines(folder / "cards.jsonl", CAMPAIGN, *(card_line(number) for number in range(7)))

    @cache
    def job(name: str, edge: FlipEdge = FlipEdge.LONG) -> Job:
        pdf, manifest = folder / f"{name}-{edge}.pdf", folder / f"{name}-{edge}.json"
        done = call(
            cards, "--front", front, "--layout", name, "--out", pdf, "--manifest", manifest, "--flip", edge.value
        )
        assert done.exit_code == ALL_PRINTED, done.output
        return Job(load_layout(name), edge, cards, front, pdf, json.loads(manifest.read_text("utf-8")))

    return job


def upright(picture: Image.Image, slot: Slot) -> Image.Image:
    return picture.rotate(-slot.rotation, expand=True)


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_file_is_sound_and_its_boxes_are_those_of_the_layout(jobs: Jobs, name: str) -> None:
    job = jobs(name)
    assert_is_sound(job.pdf)
    layout = job.layout
    width, height = layout.sheet_width_mm * MM_TO_PT, layout.sheet_height_mm * MM_TO_PT
    for boxes in boxes_of(job.pdf, job.manifest["pages"]):
        assert boxes["MediaBox"] == pytest.approx((0, 0, width, height), abs=0.01)
        edge = layout.bleed_mm * MM_TO_PT if layout.n_up == 1 else 0
        assert boxes["TrimBox"] == pytest.approx((edge, edge, width - edge, height - edge), abs=0.01)
        assert boxes["BleedBox"] == pytest.approx((0, 0, width, height), abs=0.01)
    assert job.manifest["pages"] == 2 * job.manifest["sheets"] == 2 * -(-7 // layout.n_up)
    assert job.manifest["printed"] == [f"DAY-{number:05d}" for number in range(7)]


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_picture_ends_where_the_bleed_ends(jobs: Jobs, name: str) -> None:
    job = jobs(name)
    layout = job.layout
    page = render(job.pdf, 0, 300)
    filled = [place is not None for place in next(sheets(7, layout.n_up))]
    slots = [slot for slot, is_filled in zip(front_slots(layout), filled, strict=True) if is_filled]
    pictures = [slot.trim.grown(layout.bleed_mm - layout.quiet_border_mm) for slot in slots]
    measured = 0
    for picture in pictures:
        x_mm, y_mm = picture.left_mm + picture.width_mm / 2, picture.top_mm + picture.height_mm / 2
        for edge_mm, away, line in (
            (picture.left_mm, -1, Rectangle(left_mm=picture.left_mm - 1, top_mm=y_mm, width_mm=2, height_mm=0.5)),
            (picture.right_mm, 1, Rectangle(left_mm=picture.right_mm - 1, top_mm=y_mm, width_mm=2, height_mm=0.5)),
            (picture.top_mm, -1, Rectangle(left_mm=x_mm, top_mm=picture.top_mm - 1, width_mm=0.5, height_mm=2)),
            (picture.bottom_mm, 1, Rectangle(left_mm=x_mm, top_mm=picture.bottom_mm - 1, width_mm=0.5, height_mm=2)),
        ):
            others = [other for other in pictures if other is not picture]
            if sheet(layout).contains(line) and not any(line.overlaps(other) for other in others):
                assert page.edge_mm(line, away) == pytest.approx(edge_mm, abs=0.15)  # two pixels of 300 dpi
                measured += 1
    assert measured >= 4 or layout.margin_mm == 0


@pytest.mark.parametrize("edge", FlipEdge)
@pytest.mark.parametrize("name", ["office-4up-a4", "a6-6up-sra3", "a6-shop", "a5-2up-a4"])
def test_each_card_looks_like_its_preview_and_stands_upright_on_both_sides(
    jobs: Jobs, name: str, edge: FlipEdge
) -> None:
    job = jobs(name, edge)
    layout = job.layout
    cards = list(CardFile(io.BytesIO(job.cards.read_bytes())))
    design = CardDesign(front=job.front, address=tuple(CAMPAIGN["address"]))
    for number, positions in list(enumerate(sheets(len(cards), layout.n_up)))[:2]:
        back_page = render(job.pdf, 2 * number + 1)
        for slot, place in zip(back_slots(layout, edge), positions, strict=True):
            if place is None:
                assert ImageStat.Stat(back_page.cut(slot.trim)).extrema == [(255, 255)]
                continue
            printed = upright(back_page.cut(slot.trim.grown(-3)), slot)
            shown = Image.open(io.BytesIO(render_preview_png(cards[place], design, layout, "back", 150))).convert("L")
            edge_px = round(3 / 25.4 * 150)
            shown = shown.crop((edge_px, edge_px, shown.width - edge_px, shown.height - edge_px)).resize(printed.size)
            as_shown, turned = (
                ImageStat.Stat(ImageChops.difference(printed, one)).mean[0] for one in (shown, shown.rotate(180))
            )
            assert as_shown < turned / 2
    front_page = render(job.pdf, 0)
    first_sheet = next(sheets(len(cards), layout.n_up))
    for slot in (slot for slot, place in zip(front_slots(layout), first_sheet, strict=True) if place is not None):
        card = upright(front_page.cut(slot.trim), slot)
        assert card.getpixel((card.width * 19 // 100, card.height * 26 // 100)) > 200
        assert card.getpixel((card.width * 81 // 100, card.height * 74 // 100)) < 80


@pytest.mark.parametrize("name", LAYOUTS)
def test_no_code_lies_on_a_card_and_one_in_each_slug(jobs: Jobs, name: str) -> None:
    job = jobs(name)
    layout = job.layout
    backs = back_slots(layout, job.edge)
    places = slug_places(layout, backs)
    assert bool(places) == layout.slug
    on_cards, in_slugs, numbers = [], [], []
    for number, positions in enumerate(sheets(7, layout.n_up)):
        back = render(job.pdf, 2 * number + 1)
        on_cards += [back.cut(slot.trim) for slot in backs]
        in_slugs += [render(job.pdf, 2 * number + 1, 300).cut(place.code) for place in places]
        numbers += [job.manifest["printed"][position] for position in positions if position is not None]
        words = run_tool("pdftotext", "-f", str(2 * number + 2), "-l", str(2 * number + 2), job.pdf, "-")
        assert all((job.manifest["printed"][one] in words) == layout.slug for one in positions if one is not None)
    assert read_codes([*on_cards, render(job.pdf, 0).image]) == []
    assert sorted(read_codes(in_slugs) if places else []) == sorted(numbers if layout.slug else [])


@pytest.mark.parametrize("edge", FlipEdge)
@pytest.mark.parametrize("name", LAYOUTS)
def test_stamp_and_sorting_bars_find_their_places_free_and_the_message_begins_at_the_top_left(
    jobs: Jobs, name: str, edge: FlipEdge
) -> None:
    job = jobs(name, edge)
    layout = job.layout
    page = render(job.pdf, 1)
    width, height = layout.card_width_mm, layout.card_height_mm
    stamp = Rectangle(left_mm=width - 74, top_mm=0, width_mm=74, height_mm=40)
    bars = Rectangle(left_mm=width - 74, top_mm=height - 15, width_mm=74, height_mm=15)
    message = Rectangle(left_mm=4, top_mm=4, width_mm=60, height_mm=12)
    slots = zip(back_slots(layout, edge), next(sheets(7, layout.n_up)), strict=True)
    for slot in (slot for slot, place in slots if place is not None):
        card = type(page)(upright(page.cut(slot.trim), slot), page.dpi)
        for free in (stamp, bars):
            assert ImageStat.Stat(card.cut(free.grown(-0.7))).extrema == [(255, 255)]
        assert ImageStat.Stat(card.cut(message)).extrema[0][0] < 100


def test_the_back_moves_by_what_was_read_off_the_calibration_sheet(tmp_path: Path, jobs: Jobs) -> None:
    job = jobs("a6-2up-a4")
    moved = tmp_path / "moved.pdf"
    done = call(
        job.cards,
        "--front",
        job.front,
        "--layout",
        "a6-2up-a4",
        "--out",
        moved,
        "--back-right-mm",
        "1.5",
        "--back-down-mm",
        "0.8",
    )
    assert done.exit_code == ALL_PRINTED
    before, after = render(job.pdf, 1, 300).ink_mm(), render(moved, 1, 300).ink_mm()
    assert after.left_mm - before.left_mm == pytest.approx(1.5, abs=0.1)  # seen from the front, that is to the left
    assert after.top_mm - before.top_mm == pytest.approx(-0.8, abs=0.1)
    assert ImageChops.difference(render(job.pdf, 0).image, render(moved, 0).image).getbbox() is None


def test_the_bytes_are_the_same_for_two_processes(tmp_path: Path, jobs: Jobs) -> None:
    job = jobs("office-4up-a4")
    again = tmp_path / "again.pdf"
    assert (
        call(job.cards, "--front", job.front, "--layout", "office-4up-a4", "--out", again, "--processes", 2).exit_code
        == 0
    )
    assert again.read_bytes() == job.pdf.read_bytes()


def test_a_pile_height_cuts_the_order_into_blocks(tmp_path: Path, jobs: Jobs) -> None:
    job = jobs("a6-2up-a4")
    out = tmp_path / "piles.pdf"
    assert call(job.cards, "--layout", "a6-2up-a4", "--out", out, "--pile", 2).exit_code == 0
    words = run_tool("pdftotext", "-f", "2", "-l", "2", out, "-")
    assert "DAY-00000" in words
    assert "DAY-00002" in words


def test_an_address_of_its_own_takes_the_place_of_the_shared_one(tmp_path: Path) -> None:
    cards = [card_line(0, text="one"), card_line(1, text="two", address=["Somebody Else", "Other Street 5"])]
    source, out = write_lines(tmp_path / "cards.jsonl", CAMPAIGN, *cards), tmp_path / "out.pdf"
    assert call(source, "--layout", "a6-shop", "--out", out).exit_code == ALL_PRINTED
    _, shared, _, own, _ = run_tool("pdftotext", out, "-").split("\f")
    assert ("Узорная" in shared, "Somebody Else" in shared) == (True, False)
    assert ("Узорная" in own, "Somebody Else" in own) == (False, True)


def test_a_sheet_names_each_facility_before_its_cards(tmp_path: Path) -> None:
    cards = [card_line(number, facility="Colony 4" if number < 5 else "Prison 8") for number in range(7)]
    source, out = write_lines(tmp_path / "cards.jsonl", CAMPAIGN, *cards), tmp_path / "out.pdf"
    done = call(source, "--layout", "office-4up-a4", "--out", out)
    assert (done.exit_code, "on 5 sheets, 10 pages" in done.output) == (0, True)
    pages = run_tool("pdftotext", out, "-").split("\f")
    assert "Colony 4" in pages[0]
    assert "DAY-00000 … DAY-00004" in pages[0]
    assert pages[1].strip() == ""
    assert "Prison 8" in pages[6]
    assert "2" in pages[6].splitlines()
    assert_is_sound(out)


BAD_LINES = {
    "not JSON": ("{", "not JSON"),
    "not an object": ("[1, 2]", "not a JSON object"),
    "no text": (card_line(100, text=None), "text is missing"),
    "text is a number": (card_line(101, text=5), "text is not a text"),
    "no card number": (card_line(102, card_no=""), "card_no is missing"),
    "number used before": (card_line(0), "card_no is that of line 2"),
    "strokes of words": (card_line(103, signature=[["a"]]), "signature has a point"),
    "infinite stroke": (json.dumps(card_line(104)).replace("null", "[[[1, Infinity]]]"), "signature has a point"),
    "endless stroke": (card_line(105, signature=[[[1, 1]] * 20_001]), "more than 20000 points"),
    "too much text": (card_line(106, text="Wir denken an dich. " * 200), "lines too many"),
    "letter without a face": (card_line(107, text="\U00013000"), "no typeface has"),
    "half a pair": ('{"card_no": "X", "text": "\\ud800"}', "half of a broken pair"),
    "nested without end": ("[" * 100_000, "not usable JSON"),
    "longer than a megabyte": ('{"card_no": "L", "text": "' + "x" * (1 << 20) + '"}', "longer than"),
}


def test_each_bad_line_is_named_with_its_reason_and_the_rest_is_printed(tmp_path: Path) -> None:
    lines = [line for line, _ in BAD_LINES.values()]
    source = write_lines(tmp_path / "cards.jsonl", CAMPAIGN, card_line(0), *lines, "", card_line(1))
    out, manifest = tmp_path / "out.pdf", tmp_path / "out.json"
    done = call(source, "--layout", "office-4up-a4", "--out", out, "--manifest", manifest)
    assert done.exit_code == SOME_LEFT_OUT
    told = json.loads(manifest.read_text("utf-8"))
    assert told["printed"] == ["DAY-00000", "DAY-00001"]
    assert [one["line"] for one in told["left_out"]] == list(range(3, 3 + len(BAD_LINES)))
    for (_, reason), one in zip(BAD_LINES.values(), told["left_out"], strict=True):
        assert reason in one["reason"]
        assert f"line {one['line']}: {one['reason']}" in done.output
    assert "Wir denken" not in done.output
    assert_is_sound(out)


def test_text_in_another_encoding_is_a_bad_line(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "cards.jsonl", CAMPAIGN, card_line(0))
    source.write_bytes(source.read_bytes() + '{"card_no": "A", "text": "Жыве"}\n'.encode("cp1251"))
    done = call(source, "--layout", "office-4up-a4", "--out", tmp_path / "out.pdf")
    assert (done.exit_code, "line 3: not UTF-8" in done.output) == (SOME_LEFT_OUT, True)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param("", "the file is empty", id="empty"),
        pytest.param("\n", "line 1 must be the campaign", id="no campaign"),
        pytest.param('{"address": []}\n', "title is missing", id="no title"),
        pytest.param('{"title": "x", "address": "street"}\n', "address is not a list", id="address is a text"),
        pytest.param('{"title": "x"}\n{"text": ""}\n', "no card can be printed", id="no good line"),
        pytest.param('{"title": "x"}\n', "no card can be printed", id="no cards"),
        pytest.param(
            json.dumps({"title": "x", "address": ["y" * 400]}) + '\n{"text": "t", "card_no": "1"}\n',
            "too wide",
            id="address",
        ),
    ],
)
def test_unusable_input_leaves_no_file_behind(tmp_path: Path, content: str, reason: str) -> None:
    source = tmp_path / "cards.jsonl"
    source.write_text(content, "utf-8")
    out = tmp_path / "out.pdf"
    out.write_bytes(b"the print of yesterday")
    done = call(source, "--layout", "office-4up-a4", "--out", out)
    assert (done.exit_code, reason in done.output) == (UNUSABLE_INPUT, True), done.output
    assert out.read_bytes() == b"the print of yesterday"
    assert {path.name for path in tmp_path.iterdir()} == {"cards.jsonl", "out.pdf"}


def test_an_unknown_layout_and_a_bad_picture_are_unusable_input(tmp_path: Path) -> None:
    source, out = write_lines(tmp_path / "cards.jsonl", CAMPAIGN, card_line(0)), tmp_path / "out.pdf"
    picture = tmp_path / "front.jpg"
    picture.write_text("no picture", "utf-8")
    assert "Names: a5-2up-a4" in call(source, "--layout", "a7", "--out", out).output
    done = call(source, "--layout", "a6-shop", "--front", picture, "--out", out)
    assert (done.exit_code, "not a JPEG" in done.output) == (UNUSABLE_INPUT, True)
    assert not out.exists()


def shop_call(folder: Path, jobs: Jobs, *arguments: str) -> Result:
    job = jobs("a6-shop")
    return call(job.cards, "--front", job.front, "--out", folder / "cards.pdf", *arguments)


@pytest.mark.parametrize("standard", ["x1a", "rgb"])
def test_a_shop_gets_file_ticket_and_preflight(tmp_path: Path, jobs: Jobs, standard: str) -> None:
    done = shop_call(tmp_path, jobs, "--layout", "a6-shop", "--shop", standard)
    assert done.exit_code == ALL_PRINTED, done.output
    told = {path.name: path for path in tmp_path.iterdir()}
    papers = {f"cards.{paper}.{kind}" for paper in ("ticket", "preflight") for kind in ("txt", "json")}
    assert told.keys() == papers | {"cards.pdf"}
    assert "Ready for the shop." in told["cards.preflight.txt"].read_text("utf-8")
    assert "7, each different" in told["cards.ticket.txt"].read_text("utf-8")
    assert_is_sound(told["cards.pdf"])


def test_a_soft_picture_is_printed_but_not_fit_for_the_shop(tmp_path: Path, jobs: Jobs) -> None:
    soft = tmp_path / "soft.jpg"
    Image.new("RGB", (900, 650), "navy").save(soft)
    done = call(
        jobs("a6-shop").cards, "--front", soft, "--layout", "a6-shop", "--shop", "x1a", "--out", tmp_path / "cards.pdf"
    )
    assert done.exit_code == NOT_FOR_THE_SHOP
    assert "BROKEN  All pictures are fine enough" in done.output
    assert "warning: The picture has 148 dpi" in done.output


def test_a_shop_does_not_get_imposed_sheets(tmp_path: Path, jobs: Jobs) -> None:
    done = shop_call(tmp_path, jobs, "--layout", "office-4up-a4", "--shop", "x1a")
    assert (done.exit_code, "Choose a6-shop" in done.output) == (UNUSABLE_INPUT, True)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_does_not_exist_is_said_in_one_line(tmp_path: Path, jobs: Jobs) -> None:
    done = call(jobs("a6-shop").cards, "--layout", "a6-shop", "--out", tmp_path / "nowhere" / "cards.pdf")
    assert (done.exit_code, "Nothing printed" in done.output) == (UNUSABLE_INPUT, True)


@pytest.mark.parametrize(
    ("command", "pages"), [(press_sheets.calibrate, 2), (press_sheets.test_page, 1)], ids=["calibrate", "test-page"]
)
def test_a_new_printer_gets_its_sheets(tmp_path: Path, command: Command, pages: int) -> None:
    out = tmp_path / "sheet.pdf"
    done = CliRunner().invoke(command, ["--layout", "us-2up-letter", "--out", str(out)], catch_exceptions=False)
    assert done.exit_code == ALL_PRINTED
    assert boxes_of(out, pages)[-1]["MediaBox"] == pytest.approx((0, 0, 612, 792), abs=0.01)
    assert CliRunner().invoke(command, ["--layout", "none", "--out", str(out)]).exit_code == UNUSABLE_INPUT
