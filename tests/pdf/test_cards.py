"""What a card may say and what the press answers."""

import io
import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from PIL import Image
from press_tools import DESIGN, OFFICE, SINGLE, greeting, pdfium_text, printed
from sentences import SENTENCES

from petition.pdf import (
    AddressTooTall,
    BrokenSignature,
    BrokenText,
    Card,
    CardDesign,
    CardNotPrintableError,
    DesignError,
    MissingGlyph,
    TooManyLines,
    TooWide,
    check_fit,
    compile_cards,
    render_preview_png,
)


def fit_of(text: str = "Hello", **more: object):  # noqa: ANN201
    return check_fit(Card(number="1", text=text, **more), DESIGN, OFFICE)


def test_a_short_message_is_set_large_and_a_long_one_small() -> None:
    sizes = [fit_of(" ".join(SENTENCES["en"]) * times).size_pt for times in (1, 3, 6)]
    assert sizes[0] == 12
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] < 12


def test_the_size_found_is_the_largest_that_fits() -> None:
    text = " ".join(SENTENCES["ru"] * 5)
    found = fit_of(text)
    larger = [size for size in DESIGN.sizes_pt if size > found.size_pt]
    assert larger
    for size in larger:
        assert check_fit(Card(number="1", text=text), replace(DESIGN, sizes_pt=(size,)), OFFICE).problems


def test_too_much_text_is_told_in_lines_and_millimetres() -> None:
    (problem,) = fit_of("word\n" * 40).problems
    assert isinstance(problem, TooManyLines)
    assert problem.field == "text"
    assert problem.lines_over == math.ceil(problem.mm_over / (8 * 1.22 * 25.4 / 72))
    shorter = "word\n" * (40 - problem.lines_over)
    assert fit_of(shorter).is_printable
    assert not fit_of(shorter + "word\nword\n").is_printable


def test_a_letter_without_a_glyph_is_named() -> None:
    (problem,) = fit_of("fine \U00013000 not").problems
    assert problem == MissingGlyph(field="text", letter="\U00013000")
    assert "EGYPTIAN HIEROGLYPH A001" in str(problem)
    assert fit_of(name="\ue000").problems == (MissingGlyph(field="name", letter="\ue000"),)


@pytest.mark.parametrize("field", ["text", "name", "place"])
def test_half_a_pair_is_a_typed_error(field: str) -> None:
    card = replace(Card(number="1", text="ok"), **{field: "ab\ud83dc"})
    assert check_fit(card, DESIGN, OFFICE).problems == (BrokenText(field=field, position=2),)


def test_an_address_shrinks_from_11_to_10_points_and_then_says_how_much_is_too_much() -> None:
    sizes = {fit_of(address=("line",) * lines).address_size_pt for lines in range(1, 9)}
    assert sizes <= {11, 10.5, 10}
    assert 11 in sizes
    (problem,) = fit_of(address=("line",) * 20).problems
    assert isinstance(problem, AddressTooTall)
    assert problem.mm_over == pytest.approx((20 * 1.22 - 0.02) * 10 * 25.4 / 72 - 42, abs=0.5)
    (wide,) = fit_of(address=("ok", "W" * 40)).problems
    assert isinstance(wide, TooWide)
    assert wide.line == 2


def test_address_lines_are_verbatim() -> None:
    card = Card(number="1", text="Hi", address=("  Беларусь, 211440", "г. Прыкладск"))
    pdf, _ = printed([card])
    assert "Беларусь, 211440\r\nг. Прыкладск" in pdfium_text(pdf)[1]
    assert "Узорная" not in pdfium_text(pdf)[1]


def test_a_word_wider_than_the_card_is_broken_and_nothing_is_lost() -> None:
    word = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen" * 2
    pdf, manifest = printed([Card(number="1", text=word, language="de")])
    assert manifest.printed == ("1",)
    assert word in pdfium_text(pdf)[1].replace("\r\n", "").replace("\ufffe", "")


def test_a_word_is_not_broken_where_a_smaller_size_spares_it() -> None:
    fit = fit_of("Geschwindigkeitsbegrenzungsschild")
    assert fit.size_pt < 12
    assert fit.lines == 1


def test_a_signature_must_be_made_of_numbers() -> None:
    strokes = (((0.0, 0.0), (10.0, math.nan)),)
    assert fit_of(signature=strokes).problems == (BrokenSignature(field="signature"),)


def test_signatures_are_curves_and_single_points_do_no_harm() -> None:
    wave = tuple((float(x), 100 + 90 * math.sin(x / 30)) for x in range(0, 600, 6))
    pdf, manifest = printed([Card(number="1", text="Hi", signature=(wave, ((5.0, 5.0),), ()))])
    assert manifest.printed == ("1",)
    assert pdf.startswith(b"%PDF-")


def test_a_bad_card_is_left_out_and_the_others_are_printed_in_order() -> None:
    cards = [greeting("en", 1), Card(number="bad", text="\ue000"), greeting("be", 2)]
    _, manifest = printed(cards)
    assert manifest.printed == ("T-000001", "T-000002")
    assert [(one.position, one.number) for one in manifest.left_out] == [(1, "bad")]
    assert manifest.pages == 4


def test_a_design_that_cannot_be_printed_says_so() -> None:
    with pytest.raises(DesignError, match="greeting: no typeface"):
        compile_cards([], CardDesign(greeting="\ue000"), SINGLE, io.BytesIO())


def test_tall_scripts_get_more_room_between_lines() -> None:
    plain = fit_of("a\na\na\na")
    tall = fit_of("a\u0302\u0302\u0302\u0302\na\u0302\u0302\u0302\u0302\na\na")
    assert plain.lines == tall.lines == 4
    most = "\n".join(["a"] * 20)
    stacked = "\n".join(["a\u0302\u0302\u0302\u0302\u0302\u0302"] * 20)
    assert fit_of(most).is_printable
    assert not fit_of(stacked).is_printable


def test_a_preview_shows_the_trimmed_card_in_the_pixels_asked_for() -> None:
    image = Image.open(io.BytesIO(render_preview_png(greeting("en"), DESIGN, OFFICE, "back", dpi=100)))
    image.load()
    assert image.format == "PNG"
    assert (image.width, image.height) == (math.ceil(140 / 25.4 * 100), math.ceil(97 / 25.4 * 100))
    assert image.getextrema()[0] < 60
    with pytest.raises(CardNotPrintableError):
        render_preview_png(Card(number="1", text="\ue000"), DESIGN, OFFICE, "back")


def test_previews_of_several_threads_do_not_disturb_each_other() -> None:
    cards = [greeting(language) for language in ("en", "be", "ka", "ar")]
    alone = [render_preview_png(card, DESIGN, OFFICE, "back") for card in cards]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda card: render_preview_png(card, DESIGN, OFFICE, "back"), cards * 3))
    assert together == alone * 3
