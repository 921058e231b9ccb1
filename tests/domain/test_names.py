"""What a card tells of its author: what was chosen, and when in doubt less."""

import pytest

from petition.domain.choices import CAREFUL_COUNTRIES, PrintedName, Publicity, default_publicity
from petition.domain.names import PrintedIdentity, printed_identity


def identity(choice: PrintedName, full_name: str = "Nino Beridze", city: str = "Tbilisi") -> PrintedIdentity:
    return printed_identity(
        choice, full_name=full_name, city=city, country="Georgia", friend_from="a friend from Tbilisi"
    )


@pytest.mark.parametrize(
    ("choice", "name", "place"),
    [
        (PrintedName.FULL, "Nino Beridze", "Tbilisi, Georgia"),
        (PrintedName.FIRST_COUNTRY, "Nino", "Georgia"),
        (PrintedName.INITIALS, "N. B.", ""),
        (PrintedName.CITY_FRIEND, "a friend from Tbilisi", ""),
        (PrintedName.UNSIGNED, "", ""),
    ],
)
def test_each_choice(choice: PrintedName, name: str, place: str) -> None:
    assert identity(choice) == PrintedIdentity(name=name, place=place)


@pytest.mark.parametrize("choice", sorted(set(PrintedName) - {PrintedName.FULL}))
def test_only_the_full_name_prints_a_surname(choice: PrintedName) -> None:
    printed = identity(choice)
    assert "Beridze" not in printed.name + printed.place


def test_a_friend_from_nowhere_is_unsigned() -> None:
    assert identity(PrintedName.CITY_FRIEND, city="").name == ""


def test_one_word_is_a_name() -> None:
    assert identity(PrintedName.FIRST_COUNTRY, full_name="李").name == "李"


@pytest.mark.parametrize("country", sorted(CAREFUL_COUNTRIES))
def test_people_in_danger_are_counted_only_unless_they_choose(country: str) -> None:
    assert default_publicity(country) is Publicity.COUNTED


def test_elsewhere_the_name_goes_to_the_addressee_only() -> None:
    assert default_publicity("DE") is Publicity.HANDOVER
