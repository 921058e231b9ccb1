"""Whatever strangers send, the press answers: a page or typed problems, never an exception."""

import io
import sys
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from press_tools import DESIGN, SINGLE, printed

from petition.pdf import BrokenText, Card, MissingGlyph, TooManyLines, TooWide, check_fit, compile_cards

BLOCK = 64
LETTERS = [chr(point) for point in range(sys.maxunicode + 1) if point < 0x20000 or 0xE0000 <= point < 0xE0200]
LETTERS += [chr(point) for point in range(0x20000, sys.maxunicode + 1, 4096)]


def test_each_block_of_unicode_is_printed_or_refused_with_its_letter() -> None:
    """Every letter below plane 2, and samples of the rest: what is drawn is drawn, what is not is named."""
    blocks = ["".join(LETTERS[start : start + BLOCK]) for start in range(0, len(LETTERS), BLOCK)]
    cards = [Card(number=str(number), text=block) for number, block in enumerate(blocks)]
    manifest = compile_cards(cards, DESIGN, SINGLE, io.BytesIO())
    assert len(manifest.printed) > 150
    for one in manifest.left_out:
        for problem in one.problems:
            assert isinstance(problem, MissingGlyph | BrokenText | TooManyLines | TooWide)
            if isinstance(problem, MissingGlyph):
                assert problem.letter in unicodedata.normalize("NFC", blocks[one.position])


@settings(max_examples=150, deadline=None)
@given(
    st.text(st.characters(), max_size=200),
    st.text(st.sampled_from("abc אבג ابت ١٢ 12 ()\u200d\u200c\u202e\ufe0f👩🇧\n\tกำकि世\u0301"), max_size=120),
    st.sampled_from(["en", "ar", "he", "zh-Hant", "ja", "th", "", "x-none", "be-latn", "i", "ü"]),
)
def test_any_text_and_name_in_any_language_get_an_answer(text: str, name: str, language: str) -> None:
    card = Card(number="1", text=text, name=name, place=name, language=language)
    fit = check_fit(card, DESIGN, SINGLE)
    _, manifest = printed([card])
    assert bool(manifest.printed) == fit.is_printable


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(codec=None, categories=["Cs", "Ll", "Lo", "Mn"]), max_size=60))
def test_lone_surrogates_are_problems_and_nothing_worse(text: str) -> None:
    card = Card(number="1", text=text)
    problems = check_fit(card, DESIGN, SINGLE).problems
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        assert any(isinstance(problem, BrokenText) for problem in problems)


@pytest.mark.parametrize("word", ["a", "ж", "世", "ا", "क्ष", "👩‍🚀", "ก", "́", "a-", "(", "אa", "1,"])
def test_lines_of_ten_kilobytes_are_answered_quickly(word: str) -> None:
    start = time.process_time()
    fit = check_fit(Card(number="1", text=word * (10_000 // len(word))), DESIGN, SINGLE)
    assert not fit.is_printable
    assert time.process_time() - start < 2
