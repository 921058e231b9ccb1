"""Promises about every sentence in every language: found, translated in all plural forms, nothing lost, compiled."""

import re

import pytest
from babel.messages.mofile import read_mo

from petition.paths import TRANSLATIONS
from tests.sentences import LANGUAGES, PLACEHOLDER, ROOT, catalogue, extracted, forms_of, looked_up_in, translated

TAG = re.compile(r"</?[a-z][^>]*>")
ENDINGS = ".:?!"
each_language = pytest.mark.parametrize("language", LANGUAGES)


def ending(sentence: str) -> str:
    return sentence[-1] if sentence[-1] in ENDINGS else ""


def test_belarusian_and_russian_are_there() -> None:
    assert {"be", "ru"} <= set(LANGUAGES)


def test_no_sentence_of_the_modules_is_overlooked() -> None:
    looked_up = {text for module in (ROOT / "petition").rglob("*.py") for text in looked_up_in(module)}
    assert len(looked_up) > 100
    assert looked_up - set(extracted()) == set()


def test_no_sentence_of_the_templates_is_overlooked() -> None:
    pages = "\n".join(path.read_text() for path in (ROOT / "templates").rglob("*.*"))
    looked_up = re.findall(r'\b_\("([^"]+)"', pages) + re.findall(r"\{% trans %\}(.+?)\{% endtrans %\}", pages)
    assert len(looked_up) > 150
    assert set(looked_up) - set(extracted()) == set()


@each_language
def test_every_sentence_is_translated_in_all_plural_forms(language: str) -> None:
    assert len(extracted()) > 300
    plurals = catalogue(language).num_plurals
    incomplete = [
        forms[0]
        for forms, translations in translated(language)
        if len(translations) != (1 if len(forms) == 1 else plurals) or not all(map(str.strip, translations))
    ]
    assert incomplete == []


@each_language
def test_no_translation_is_a_guess(language: str) -> None:
    assert [message.id for message in catalogue(language) if message.id and message.fuzzy] == []


@each_language
@pytest.mark.parametrize("parts", [PLACEHOLDER, TAG], ids=["placeholders", "tags"])
def test_placeholders_and_tags_are_kept(language: str, parts: re.Pattern[str]) -> None:
    broken = [
        translation
        for forms, translations in translated(language)
        for translation in translations
        if sorted(parts.findall(translation)) != sorted(parts.findall(forms[-1]))
    ]
    assert broken == []


@each_language
def test_a_sentence_ends_as_its_source_does(language: str) -> None:
    different = [
        translation
        for forms, translations in translated(language)
        for translation in translations
        if translation and ending(translation) != ending(forms[-1])
    ]
    assert different == []


@each_language
def test_the_compiled_catalogue_is_the_one_that_translators_wrote(language: str) -> None:
    with (TRANSLATIONS / language / "LC_MESSAGES" / "messages.mo").open("rb") as file:
        compiled = {forms_of(message.id)[:1]: forms_of(message.string) for message in read_mo(file)}
    written = [message for message in catalogue(language) if message.id and message.string]
    stale = [message.id for message in written if compiled.get(forms_of(message.id)[:1]) != forms_of(message.string)]
    assert stale == [], "run `make setup`"
