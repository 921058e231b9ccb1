"""Countries for a choice list: names from CLDR in the reader's language, sorted by that language's alphabet."""

import unicodedata
from functools import lru_cache

from babel import Locale
from flask import request

from petition.web.shared.locale import current_language, current_locale

_NOT_COUNTRIES = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_ALPHABETS = {
    "be": "абвгдеёжзійклмнопрстуўфхцчшыьэюя",
    "cs": "abcčdefghijklmnopqrřsštuvwxyzž",
    "es": "abcdefghijklmnñopqrstuvwxyz",
    "ky": "абвгдеёжзийклмнңоөпрстуүфхцчшщъыьэюя",
    "lt": "abcčdefghiyjklmnopqrsštuvwxzž",
    "pl": "aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "sv": "abcdefghijklmnopqrstuvwxyzåäö",
    "tg": "абвгғдеёжзиӣйкқлмнопрстуӯфхҳчҷшъэюя",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
}
"""Letters that have their own place. Other letters go with the letter that they are written with: é with e."""

Country = tuple[str, str]
"""ISO 3166-1 code of two letters, and name."""


def list_countries() -> tuple[Country, ...]:
    """All countries in the order of the reader's alphabet."""
    return _countries_in(current_language(), current_locale())


@lru_cache(maxsize=64)
def _countries_in(language: str, locale: Locale) -> tuple[Country, ...]:
    countries = [
        (code, name)
        for code, name in locale.territories.items()
        if len(code) == 2 and code.isalpha() and code not in _NOT_COUNTRIES
    ]
    return tuple(sorted(countries, key=lambda country: sort_key(country[1], language)))


def list_likely_first() -> list[Country]:
    """All countries; those that the browser's languages name (`de-CH`) stand first."""
    likely = _likely_codes()
    countries = list_countries()
    first = [country for country in countries if country[0] in likely]
    return first + [country for country in countries if country[0] not in likely]


def _likely_codes() -> set[str]:
    wishes = [language.replace("_", "-").rpartition("-")[2] for language in request.accept_languages.values()]
    return {wish.upper() for wish in wishes if len(wish) == 2 and "-" in str(request.accept_languages)}


def sort_key(text: str, language: str) -> tuple[list[tuple[int, str]], str]:
    """Compare by the letters of the language's alphabet; equal ones by the text itself."""
    alphabet = _ALPHABETS.get(language.partition("-")[0], _LATIN)
    letters = [_place(letter, alphabet) for letter in unicodedata.normalize("NFC", text.casefold())]
    return [place for place in letters if place is not None], text


def _place(letter: str, alphabet: str) -> tuple[int, str] | None:
    if not letter.isalpha():
        return (-1, "") if letter == " " else None
    if letter in alphabet:
        return alphabet.index(letter), ""
    base = unicodedata.normalize("NFKD", letter)[0]
    return (alphabet.index(base), "") if base in alphabet else (len(alphabet), letter)
