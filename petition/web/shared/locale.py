"""The reader's language: `?lang=` first, then the browser's wish, then the campaign's own language, then English.

Offered are English, the language of the source, and every language with a catalogue under `petition/translations`.
Nothing is remembered: the choice travels in the URL, and `url_for` keeps it there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import cast
from urllib.parse import quote, urlencode

from babel import Locale
from flask import Flask, current_app, g, has_request_context, request
from flask_babel import Babel, get_locale, refresh
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from petition.paths import TRANSLATIONS

SOURCE_LANGUAGE = "en"
LANGUAGES = {
    "en": "English",
    "be": "Беларуская",
    "ru": "Русский",
    "uk": "Українська",
    "pl": "Polski",
    "lt": "Lietuvių",
    "de": "Deutsch",
    "fr": "Français",
    "es": "Español",
    "it": "Italiano",
    "cs": "Čeština",
    "sv": "Svenska",
    "ka": "ქართული",
    "hy": "Հայերեն",
    "tg": "Тоҷикӣ",
    "ky": "Кыргызча",
    "ar": "العربية",
}
"""Languages that pages may appear in, by their names in themselves, in the order of the language list."""


@dataclass(frozen=True, kw_only=True)
class LanguageLink:
    """The same page in another language."""

    code: str
    name: str
    url: str
    is_current: bool


def init_locale(app: Flask, base_url: str) -> None:
    """Give the application its languages. The folder of catalogues is looked at once."""
    app.extensions["languages"] = tuple(find_offered(TRANSLATIONS))
    Babel(
        app,
        default_locale=SOURCE_LANGUAGE,
        default_translation_directories=str(TRANSLATIONS),
        locale_selector=select_language,
    )
    app.url_defaults(keep_language)
    app.context_processor(
        lambda: {
            "language": current_language(),
            "direction": current_direction(),
            "language_links": language_links(),
            "base_url": base_url,
            "page_url": base_url + quote(request.root_path + request.path) if has_request_context() else base_url,
        }
    )


def find_offered(folder: Path) -> Iterable[str]:
    """Codes of the languages that have a catalogue, in the order of `LANGUAGES`."""
    return (
        code
        for code in LANGUAGES
        if code == SOURCE_LANGUAGE or (folder / code / "LC_MESSAGES" / "messages.po").is_file()
    )


def offered_languages() -> tuple[str, ...]:
    """Codes of the languages in which this application's pages can appear."""
    return cast("tuple[str, ...]", current_app.extensions["languages"])


def asked_language() -> str | None:
    """The language that the URL asks for, if it is offered."""
    asked = request.args.get("lang", "")
    return asked if asked in offered_languages() else None


def select_language() -> str:
    """The code of the page's language."""
    if not has_request_context():
        return SOURCE_LANGUAGE
    wished = request.accept_languages.best_match(offered_languages())
    return asked_language() or wished or cast("str", g.get("campaign_language", SOURCE_LANGUAGE))


def prefer_language(code: str) -> None:
    """Use the campaign's language where neither the URL nor the browser names one that is offered."""
    g.campaign_language = code if code in offered_languages() else SOURCE_LANGUAGE
    refresh()


def current_locale() -> Locale:
    """CLDR data of the page's language."""
    return get_locale() or Locale(SOURCE_LANGUAGE)


def current_language() -> str:
    """The BCP 47 code for `lang`."""
    return str(current_locale()).replace("_", "-")


def current_direction() -> str:
    """`rtl` or `ltr`, for `dir`."""
    return current_locale().text_direction


def keep_language(endpoint: str, values: dict[str, object]) -> None:
    """Carry `lang` along in every URL of ours, if it stood in this page's URL."""
    if endpoint != "static" and not endpoint.endswith(".static") and has_request_context():
        language = asked_language()
        if language:
            values.setdefault("lang", language)


def language_links() -> list[LanguageLink]:
    """This page in each language; empty where the page cannot be loaded by a link."""
    if not has_request_context() or not _can_be_loaded():
        return []
    current = current_language()
    return [
        LanguageLink(code=code, name=LANGUAGES[code], url=_this_page_in(code), is_current=code == current)
        for code in offered_languages()
    ]


def _this_page_in(code: str) -> str:
    """A query alone: it leads to the page being read, and a page about an absent thing does not repeat what was asked for."""
    arguments = request.args.copy()
    arguments["lang"] = code
    return f"?{urlencode(list(arguments.items(multi=True)))}"


def _can_be_loaded() -> bool:
    adapter = current_app.create_url_adapter(request)
    if request.method in {"GET", "HEAD"} or adapter is None:
        return True
    try:
        adapter.match(method="GET")
    except MethodNotAllowed:
        return False
    except HTTPException:
        return True
    return True
