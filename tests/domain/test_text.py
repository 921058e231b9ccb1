"""The text gate: what people write stays, what could do harm goes, too long is an error."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petition.domain.text import MAX_CHARACTERS, TextError, TextKind, TextProblem, clean_text

NAMES = [
    "Nino Beridze", "ნინო ბერიძე", "Алесь Бяляцкі", "Zażółć Gęślą", "José-María O’Neill", "李", "王小明", "محمد علي",
    "שרה כהן", "नमस्ते शर्मा", "สมชาย ใจดี", "Nguyễn Thị Hường", "Գևորգ Ղազարյան", "𠮷田", "Sukarno", "می‌خواهم",
    "D'Arcy", "Anne Marie St. John", "김철수", "Ólafur Þór", "Ισμήνη Παπαδοπούλου", "Х. Ё.", "Jr. Müller-Lüdenscheidt",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_name_of_any_script_stays_as_it_is(name: str) -> None:
    assert clean_text(TextKind.NAME, name) == name


@pytest.mark.parametrize(
    ("danger", "raw", "clean"),
    [
        ("bidi override", "Nino \u202eezdireB", "Nino ezdireB"),
        ("NUL", "Ni\x00no", "Nino"),
        ("lone surrogate", "Ni\ud800no", "Nino"),
        ("tag characters", "Nino\U000e0041\U000e007f", "Nino"),
        ("zero-width space", "Ni\u200bno", "Nino"),
        ("line breaks in a name", "Nino\r\nBcc: all", "Nino Bcc: all"),
        ("decomposed", "Ni\u0301no", "Níno"),
        ("spaces", "  Nino \u00a0  Beridze ", "Nino Beridze"),
    ],
)
def test_what_could_do_harm_goes(danger: str, raw: str, clean: str) -> None:
    assert clean_text(TextKind.NAME, raw) == clean, danger


def test_a_tower_of_marks_is_capped() -> None:
    assert len(clean_text(TextKind.NAME, "x" + "\u0301\u0302" * 40)) <= 8


@pytest.mark.parametrize("raw", ["Visit https://evil.example/x", "www.evil.example", "evil.ru/win", "a://b c"])
def test_a_link_is_no_name(raw: str) -> None:
    with pytest.raises(TextError) as caught:
        clean_text(TextKind.NAME, raw)
    assert caught.value.problem is TextProblem.HAS_LINK


@pytest.mark.parametrize("raw", ["", "   ", "\u200d\u200c", "\x00"])
def test_nothing_is_said_to_be_empty(raw: str) -> None:
    with pytest.raises(TextError) as caught:
        clean_text(TextKind.NAME, raw)
    assert caught.value.problem is TextProblem.EMPTY


def test_digits_alone_are_no_name() -> None:
    with pytest.raises(TextError) as caught:
        clean_text(TextKind.NAME, "12345 !!!")
    assert caught.value.problem is TextProblem.NO_LETTER


def test_too_long_is_refused_and_not_cut() -> None:
    limit = MAX_CHARACTERS[TextKind.MESSAGE]
    assert len(clean_text(TextKind.MESSAGE, "ж" * limit)) == limit
    with pytest.raises(TextError) as caught:
        clean_text(TextKind.MESSAGE, "ж" * (limit + 1))
    assert (caught.value.problem, caught.value.limit) == (TextProblem.TOO_LONG, limit)


def test_a_message_keeps_the_spaces_that_do_not_break() -> None:
    assert clean_text(TextKind.MESSAGE, "Ça va\u202f?  Oui\u00a0!") == "Ça va\u202f? Oui\u00a0!"


def test_a_message_keeps_its_paragraphs() -> None:
    assert clean_text(TextKind.MESSAGE, "One.\r\n\r\n\r\n\r\nTwo.\n") == "One.\n\nTwo."


@given(st.text(st.characters(), max_size=400), st.sampled_from(TextKind))
def test_whatever_is_typed_comes_out_clean_and_stays_so(raw: str, kind: TextKind) -> None:
    try:
        clean = clean_text(kind, raw)
    except TextError:
        return
    assert clean_text(kind, clean) == clean
    clean.encode()
    assert "\x00" not in clean
    assert unicodedata.is_normalized("NFC", clean)
    assert not any(unicodedata.bidirectional(character) in {"RLO", "LRO", "RLE", "LRE"} for character in clean)
