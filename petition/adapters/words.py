"""Words that leave the web pages: our own phrases on cards and in mails, and CLDR's names of countries."""

from functools import cache

from babel import Locale, UnknownLocaleError
from babel.support import NullTranslations, Translations

from petition.paths import TRANSLATIONS


@cache
def translations(language: str) -> NullTranslations:
    """The catalogue of a language; the English source where there is none."""
    return Translations.load(TRANSLATIONS, [language.replace("-", "_")])


@cache
def find_locale(language: str) -> Locale:
    """CLDR data of a language; English where it is unknown."""
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def country_name(country_code: str, language: str) -> str:
    """A country's name in a language; the code itself where CLDR knows none."""
    name = find_locale(language).territories.get(country_code)
    return name or country_code


def friend_from(city: str, language: str) -> str:
    """The phrase by which a card names its author by the city alone."""
    return translations(language).gettext("a friend from %(city)s") % {"city": city}
