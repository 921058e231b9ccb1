"""What the demo tells, read from its two TOML files into frozen values.

Dates are calendar dates; texts are NFC, their paragraphs separated by an empty line; languages are BCP 47 tags.
A missing or unknown key raises TypeError, an unknown choice ValueError: a file that is not complete is not loaded.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any

from petition.domain.choices import PrintedName, Publicity


@dataclass(frozen=True, kw_only=True)
class Organisation:
    """The invented organisation that runs the demo campaign."""

    name: str
    slug: str
    return_address: str  # lines, as printed


@dataclass(frozen=True, kw_only=True)
class CampaignFacts:
    """What is the same in every language: dates, places, kind."""

    slug: str
    kind: str
    anchor_on: date  # the arrest, whose anniversaries are the Day
    edition: int  # a year
    held_on: date
    first_held_on: date
    is_historic_example: bool
    cities: tuple[str, ...]
    countries: tuple[str, ...]  # ISO 3166-1 alpha-2


@dataclass(frozen=True, kw_only=True)
class CampaignText:
    """The campaign in one language."""

    title: str
    day_name: str
    addressee: str
    lead: str
    what_happened: str
    what_we_ask: str  # the petition itself
    historic_notice: str
    manifesto: str
    picture_caption: str
    picture_alt: str


@dataclass(frozen=True, kw_only=True)
class NameForm:
    """A name as it is shown, and as an envelope wants it (dative in Belarusian and Russian)."""

    display: str
    address: str


@dataclass(frozen=True, kw_only=True)
class Prisoner:
    """The prisoner; facility, postcode and address block are invented."""

    slug: str
    born_on: date
    gender: str
    pronoun: str
    arrested_on: date
    sentence_months: int
    languages_accepted: tuple[str, ...]
    facility: str
    country: str
    postcode: str
    address_block: str  # lines, verbatim
    names: dict[str, NameForm]  # by language


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What a well-known person did for the Day, in our words, by language."""

    kind: str
    person: dict[str, str]
    role: dict[str, str]
    text: dict[str, str]
    country: str = ""
    made_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Endorser:
    """An organisation that called for the Day or supports it; its name by language."""

    role: str
    name: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Edition:
    """One edition of the Day with all that its page shows."""

    organisation: Organisation
    campaign: CampaignFacts
    texts: dict[str, CampaignText]  # by language
    prisoner: Prisoner
    statements: tuple[Statement, ...]
    initiators: tuple[Endorser, ...]


@dataclass(frozen=True, kw_only=True)
class Greeting:
    """One invented supporter's greeting and choices."""

    language: str
    text: str
    name: str
    country: str
    city: str
    email: str
    publicity: Publicity
    printed_name: PrintedName
    has_card: bool


def _read(name: str) -> dict[str, Any]:
    """The tables of a TOML file that lies beside this module."""
    return tomllib.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))


def _tuples(table: dict[str, Any]) -> dict[str, Any]:
    """The same table with its lists frozen."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}


def load_edition() -> Edition:
    """The edition of 4 August 2013."""
    tables = _read("edition_2013.toml")
    prisoner = _tuples(tables["prisoner"])
    names = {language: NameForm(**form) for language, form in prisoner.pop("names").items()}
    return Edition(
        organisation=Organisation(**_stripped(tables["organisation"])),
        campaign=CampaignFacts(**_tuples(tables["campaign"])),
        texts={language: CampaignText(**_stripped(text)) for language, text in tables["texts"].items()},
        prisoner=Prisoner(**prisoner, names=names),
        statements=tuple(Statement(**table) for table in tables["statements"]),
        initiators=tuple(Endorser(**table) for table in tables["initiators"]),
    )


def _stripped(table: dict[str, str]) -> dict[str, str]:
    """The same texts without blank space around them."""
    return {key: value.strip() for key, value in table.items()}


def load_greetings() -> tuple[Greeting, ...]:
    """All greetings, in the order in which the demo's supporters sign."""
    return tuple(_greeting(table) for table in _read("greetings.toml")["greetings"])


def _greeting(table: dict[str, Any]) -> Greeting:
    """One record of the file, its choices checked against the service's own."""
    choices = {"publicity": Publicity(table["publicity"]), "printed_name": PrintedName(table["printed_name"])}
    return Greeting(**(table | choices))
