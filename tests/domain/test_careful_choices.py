import pytest

from petition.domain.choices import PrintedName, Publicity, default_printed_name, default_publicity, is_careful


@pytest.mark.parametrize("country", ["BY", "RU"])
def test_the_defaults_of_a_careful_country_are_careful(country: str) -> None:
    assert is_careful(country, default_publicity(country), default_printed_name(country))


def test_the_defaults_of_other_countries_would_not_be_careful_there() -> None:
    assert not is_careful("BY", default_publicity("GE"), None)
    assert not is_careful("BY", Publicity.COUNTED, default_printed_name("GE"))


@pytest.mark.parametrize("publicity", [Publicity.PUBLIC, Publicity.HANDOVER])
def test_being_named_to_the_addressee_or_the_public_is_not_careful(publicity: Publicity) -> None:
    assert not is_careful("RU", publicity, None)


def test_elsewhere_every_choice_is_the_signers_own() -> None:
    assert is_careful("GE", Publicity.PUBLIC, PrintedName.FULL)
