from petition.usecases.check_card import CardProblem, check_card


def test_a_short_greeting_can_be_printed() -> None:
    assert list(check_card("Warm greetings from Tbilisi!", "en")) == []


def test_an_empty_message_cannot() -> None:
    assert [fault.problem for fault in check_card(" \n ", "en")] == [CardProblem.EMPTY]


def test_five_hundred_characters_can_and_one_more_cannot() -> None:
    assert list(check_card("ў" * 500, "be")) == []
    (fault,) = check_card("ў" * 501, "be")
    assert (fault.problem, fault.detail) == (CardProblem.TOO_LONG, "500")
