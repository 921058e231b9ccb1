import random

from bidi import get_display
from hypothesis import example, given, settings
from hypothesis import strategies as st

from petition.pdf.bidi import base_level, closing_bracket, levels, visual_order

LETTERS = "abcXYZ אבגד ابتث 0123 ٤٥٦ ۷۸ ()[]{}<>«» +-.,:/%$#!?& ־،؛ \u0301\u05b7\u064b 世क"


def displayed(text: str) -> str:
    """The text from left to right, with rule L1 for spaces at its end, as the oracle shows it."""
    base = base_level(text)
    found = levels(text, base)
    end = len(text)
    while end and text[end - 1] == " ":
        end -= 1
        found[end] = base
    return "".join(text[place] for place in visual_order(found))


def oracle(text: str) -> str:
    return str(get_display(text, base_dir="R" if base_level(text) else "L"))


def test_a_hundred_thousand_random_strings_read_as_another_implementation_reads_them() -> None:
    chance = random.Random(20260804)  # noqa: S311 - a test
    for _ in range(100_000):
        text = "".join(chance.choices(LETTERS, k=chance.randint(1, 12)))
        assert displayed(text) == oracle(text), ascii(text)


@settings(max_examples=400, deadline=None)
@given(st.text(LETTERS, min_size=1, max_size=40))
@example("אבג (abc) דה")
@example("abc (אבג) def")
def test_longer_strings_too(text: str) -> None:
    assert displayed(text) == oracle(text)


def test_brackets_know_their_partners() -> None:
    assert closing_bracket("(") == ")"
    assert closing_bracket("「") == "」"
    assert closing_bracket("\u2329") == "\u3009"
    assert closing_bracket("a") == ""
