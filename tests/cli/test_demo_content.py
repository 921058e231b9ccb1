"""The demo's texts are complete, harmless to real people, and printable."""

import re
import tomllib
import unicodedata
from dataclasses import fields
from datetime import date
from importlib.resources import files

import pytest

from petition.cli.demo.content import CampaignText, Edition, Greeting, load_edition, load_greetings
from petition.domain.choices import PrintedName, Publicity

SCRIPTS = (
    "LATIN", "CYRILLIC", "GREEK", "GEORGIAN", "ARMENIAN", "HEBREW", "ARABIC", "DEVANAGARI", "THAI", "CJK UNIFIED",
    "HIRAGANA", "HANGUL",
)  # fmt: skip
COUNTRIES_OF_THE_DAY = {
    "AM", "CH", "CU", "CZ", "DE", "GB", "GE", "IE", "IT", "KG", "LT", "LV", "PL", "RU", "SE", "TJ", "UA", "US",
}  # fmt: skip


@pytest.fixture(scope="module")
def edition() -> Edition:
    return load_edition()


@pytest.fixture(scope="module")
def greetings() -> tuple[Greeting, ...]:
    return load_greetings()


def test_there_are_forty_greetings_in_28_languages(greetings: tuple[Greeting, ...]) -> None:
    assert len(greetings) == 40
    assert len({greeting.language for greeting in greetings}) == 28
    assert all(greeting.has_card for greeting in greetings)


def test_no_two_greetings_share_an_address_a_name_or_a_text(greetings: tuple[Greeting, ...]) -> None:
    for key in ("email", "name", "text"):
        assert len({getattr(greeting, key) for greeting in greetings}) == 40, key


def test_every_mail_address_leads_nowhere(greetings: tuple[Greeting, ...]) -> None:
    assert [g.email for g in greetings if not re.fullmatch(r"[a-z]+(\.[a-z]+)+@example\.org", g.email)] == []


def test_every_greeting_fits_on_a_card(greetings: tuple[Greeting, ...]) -> None:
    assert [g.email for g in greetings if not 60 <= len(g.text) <= 450] == []


def test_every_stored_text_is_in_composed_form() -> None:
    folder = files("petition.cli.demo")
    for name in ("edition_2013.toml", "greetings.toml"):
        text = folder.joinpath(name).read_text(encoding="utf-8")
        assert unicodedata.is_normalized("NFC", text), name


@pytest.mark.parametrize("script", SCRIPTS)
def test_each_script_is_written_by_someone(script: str, greetings: tuple[Greeting, ...]) -> None:
    letters = {letter for greeting in greetings for letter in greeting.text if letter.isalpha()}
    assert sum(unicodedata.name(letter).startswith(script) for letter in letters) >= 6


def test_the_difficult_lines_are_there(greetings: tuple[Greeting, ...]) -> None:
    right_to_left = [g for g in greetings if any(unicodedata.bidirectional(c) in {"R", "AL"} for c in g.text)]
    assert sum(any(c.isdigit() for c in g.text) for g in right_to_left) >= 2
    assert sum(any(unicodedata.category(c) == "So" for c in g.text) for g in greetings) >= 2


def test_every_choice_of_name_and_publicity_is_taken(greetings: tuple[Greeting, ...]) -> None:
    assert {greeting.printed_name for greeting in greetings} == set(PrintedName)
    assert {greeting.publicity for greeting in greetings} == set(Publicity)


def test_nobody_inside_is_printed_by_full_name(greetings: tuple[Greeting, ...]) -> None:
    inside = [greeting for greeting in greetings if greeting.country in {"BY", "RU"}]
    assert inside
    assert {g.printed_name for g in inside} <= {PrintedName.UNSIGNED, PrintedName.CITY_FRIEND}


def test_the_eighteen_countries_of_the_day_all_write(edition: Edition, greetings: tuple[Greeting, ...]) -> None:
    assert set(edition.campaign.countries) == COUNTRIES_OF_THE_DAY
    assert {greeting.country for greeting in greetings} >= COUNTRIES_OF_THE_DAY


def test_no_greeting_speaks_of_the_case(greetings: tuple[Greeting, ...]) -> None:
    words = re.compile(
        r"свабод|свобод|турм|тюрм|арышт|арест|суд\b|freedom|prison|freiheit|wolnoś|liberté", re.IGNORECASE
    )
    assert [greeting.email for greeting in greetings if words.search(greeting.text)] == []


def test_the_petition_is_whole_in_three_languages() -> None:
    stored = files("petition.cli.demo").joinpath("edition_2013.toml").read_text(encoding="utf-8")
    texts = tomllib.loads(stored)["texts"]
    assert set(texts) == {"en", "be", "ru"}
    for key in (field.name for field in fields(CampaignText)):
        assert len({text[key].strip() for text in texts.values()} - {""}) == 3, key
        assert len({text[key].strip().count("\n\n") for text in texts.values()}) == 1, key
    assert {frozenset(text) for text in texts.values()} == {frozenset(field.name for field in fields(CampaignText))}


def test_each_page_says_that_it_is_a_historic_example(edition: Edition) -> None:
    assert edition.campaign.is_historic_example
    for language, phrase in {"en": "Historic example", "be": "Гістарычны прыклад", "ru": "Исторический пример"}.items():
        assert edition.texts[language].historic_notice.startswith(phrase)
        assert "2013" in edition.texts[language].historic_notice


def test_names_and_statements_speak_the_same_three_languages(edition: Edition) -> None:
    tables = [edition.prisoner.names, *(endorser.name for endorser in edition.initiators)]
    tables += [table for s in edition.statements for table in (s.person, s.role, s.text)]
    assert [table for table in tables if set(table) != {"en", "be", "ru"}] == []


def test_the_postal_address_can_reach_nobody(edition: Edition) -> None:
    prisoner = edition.prisoner
    assert prisoner.address_block.splitlines() == [
        prisoner.names["be"].address,
        "Папраўчая калонія № 99",
        "вул. Васільковая, 4",
        f"{prisoner.postcode}, г. Прыкладск",
        "REPUBLIC OF BELARUS",
    ]
    assert re.fullmatch(r"20\d{4}", prisoner.postcode), "Belarusian postcodes begin with 21 to 24"


def test_the_dates_are_those_of_the_day(edition: Edition) -> None:
    assert (edition.campaign.anchor_on, edition.campaign.held_on) == (date(2011, 8, 4), date(2013, 8, 4))
    assert edition.prisoner.born_on == date(1962, 9, 25)
    assert edition.campaign.edition == edition.campaign.held_on.year
