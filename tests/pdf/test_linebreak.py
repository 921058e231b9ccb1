import random

import pytest
from uniseg.linebreak import line_break_units

from petition.pdf.linebreak import holds_next, holds_previous, split_word

ALPHABET = "abcXYZ012.,!?-–—\u00a0'…日本語、。々ゃ가나אבд\u2011"


def test_words_break_where_the_unicode_rules_say() -> None:
    chance = random.Random(7)  # noqa: S311 - a test
    for _ in range(2500):
        word = "".join(chance.choices(ALPHABET, k=chance.randint(1, 8)))
        assert split_word(word) == list(line_break_units(word)), ascii(word)


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("well-known", ["well-", "known"]),
        ("10\u00a0000", ["10\u00a0000"]),
        ("non\u2011breaking", ["non\u2011breaking"]),
        ("1,000.50", ["1,000.50"]),
        ("世界、你好。", ["世", "界、", "你", "好。"]),
        ("きゃっと", ["きゃっ", "と"]),
        ("👩‍🚀👍🏽", ["👩‍🚀", "👍🏽"]),
        ("🇧🇾🇱🇹", ["🇧🇾", "🇱🇹"]),
        ("วันนี้เรา", ["วัน", "นี้", "เรา"]),
        ("-5", ["-5"]),
    ],
)
def test_named_cases(word: str, parts: list[str]) -> None:
    assert split_word(word) == parts


def test_thai_breaks_between_words_only() -> None:
    assert split_word("รวบรวมลายเซ็นได้มากกว่า")[-2:] == ["มาก", "กว่า"]


def test_some_signs_hold_their_neighbour_over_a_space() -> None:
    assert holds_previous("!")
    assert holds_next("(")
    assert not holds_previous("a")
    assert not holds_next("a")


def test_a_long_word_is_read_in_one_pass() -> None:
    assert len(split_word("日" * 20_000)) == 20_000
