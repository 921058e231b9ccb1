"""How a card's author is named on paper, by the author's own choice."""

from dataclasses import dataclass

from petition.domain.choices import PrintedName


@dataclass(frozen=True, kw_only=True)
class PrintedIdentity:
    """What a card shows of its author: two short lines, either may be empty."""

    name: str
    place: str


def first_name(full_name: str) -> str:
    """The first word of a name; a name of one word is kept whole."""
    return full_name.split(maxsplit=1)[0] if full_name.split() else ""


def initials(full_name: str) -> str:
    """The first letter of each word with a dot: "Nino Beridze" gives "N. B."."""
    return " ".join(f"{word[0].upper()}." for word in full_name.split() if word[0].isalpha())


def printed_identity(
    choice: PrintedName, *, full_name: str, city: str, country: str, friend_from: str
) -> PrintedIdentity:
    """The two lines for a card.

    `country` is the country's name in the card's language; `friend_from` is the translated phrase "a friend from {city}"
    with the city already filled in. A choice whose parts are missing falls back to less, never to more.
    """
    match choice:
        case PrintedName.FULL:
            return PrintedIdentity(name=full_name, place=", ".join(filter(None, (city, country))))
        case PrintedName.FIRST_COUNTRY:
            return PrintedIdentity(name=first_name(full_name), place=country)
        case PrintedName.INITIALS:
            return PrintedIdentity(name=initials(full_name), place="")
        case PrintedName.CITY_FRIEND:
            return PrintedIdentity(name=friend_from if city else "", place="")
        case PrintedName.UNSIGNED:
            return PrintedIdentity(name="", place="")
