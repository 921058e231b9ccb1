import pytest
from press_tools import DESIGN, OFFICE, SINGLE, pdfium_text, printed

from petition.pdf import Card, MissingGlyph, SessionError, check_fit, split_session

MESSAGE = Card(number="S-1", text="We met at a round table and thought of you.", language="en")
NOTABLE = ("Sigrid Holm, minister", "Prof. Ólafur Jónsson")
OTHERS = tuple(f"{first} {last}" for last in ("Ковальчук", "García", "山田", "כהן", "Öztürk") for first in "ABCDEFGHIJ")


def test_nobody_is_lost_and_the_notable_come_first() -> None:
    cards = split_session(MESSAGE, NOTABLE, OTHERS, DESIGN, OFFICE)
    assert len(cards) > 1
    assert [name for card in cards for name in card.signatories] == [*NOTABLE, *OTHERS]
    assert [card.number for card in cards] == [f"S-1-{place}" for place in range(1, len(cards) + 1)]
    assert all(check_fit(card, DESIGN, OFFICE).is_printable for card in cards)


def test_each_card_is_as_full_as_it_can_be() -> None:
    first, second, *_ = split_session(MESSAGE, NOTABLE, OTHERS, DESIGN, OFFICE)
    fuller = Card(number="1", text=first.text, signatories=(*first.signatories, second.signatories[0]))
    assert not check_fit(fuller, DESIGN, OFFICE).is_printable


def test_few_names_stay_on_one_card_and_are_printed() -> None:
    (card,) = split_session(MESSAGE, NOTABLE, OTHERS[:4], DESIGN, OFFICE)
    assert card.number == "S-1"
    page = pdfium_text(printed([card], SINGLE)[0])[1].replace("\r\n", " ")
    assert all(name in page for name in (*NOTABLE, *OTHERS[:4]))


def test_a_message_without_room_for_names_says_so() -> None:
    full = Card(number="S-2", text="line\n" * 22)
    with pytest.raises(SessionError, match="lines too many"):
        split_session(full, NOTABLE, (), DESIGN, OFFICE)


def test_a_name_without_glyphs_is_named() -> None:
    with pytest.raises(SessionError) as caught:
        split_session(MESSAGE, (), ("\ue000",), DESIGN, OFFICE)
    assert caught.value.problems == (MissingGlyph(field="signatories", letter="\ue000"),)
