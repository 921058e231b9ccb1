"""All sentences of ours as the sources have them, and their translations."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.pofile import read_po

from petition.paths import TRANSLATIONS

ROOT = Path(__file__).parents[1]
LANGUAGES = sorted(path.parents[1].name for path in TRANSLATIONS.glob("*/LC_MESSAGES/messages.po"))
LOOKUPS = {"gettext", "ngettext", "pgettext", "npgettext", "lazy_gettext", "lazy_ngettext", "lazy_pgettext"}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%|\{\w*\}")
ENOUGH_WORDS = 4
"""Fewer words may be the same in two languages, or stand in a longer sentence by chance."""
Forms = tuple[str, ...]
"""A sentence, or all its plural forms."""


def forms_of(text: str | list[str] | tuple[str, ...] | None) -> Forms:
    """Babel's ways to hold a sentence, made one."""
    return (text,) if isinstance(text, str) else tuple(text or ())


@cache
def extracted() -> dict[str, Forms]:
    """Every sentence of the sources by its first form, read with the keywords and mapping of `make messages`."""
    recipe = (ROOT / "Makefile").read_text().partition(" extract ")[2].partition("\n")[0]
    keywords = DEFAULT_KEYWORDS | parse_keywords(re.findall(r"-k (\w+)", recipe))
    with (TRANSLATIONS / "babel.cfg").open() as mapping:
        methods, options = parse_mapping_cfg(mapping)
    rooms = (ROOT / "petition", ROOT / "templates")

    def is_ours(folder: str) -> bool:
        return any(Path(folder).is_relative_to(room) for room in rooms)

    found = extract_from_dir(ROOT, methods, options, keywords, directory_filter=is_ours)
    return {forms_of(text)[0]: forms_of(text) for _file, _line, text, _comments, _context in found}


@cache
def catalogue(language: str) -> Catalog:
    """What translators wrote."""
    with (TRANSLATIONS / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


def translated(language: str) -> Iterator[tuple[Forms, Forms]]:
    """Every sentence of the sources with its translation; nothing where the catalogue lacks it."""
    for source, forms in extracted().items():
        message = catalogue(language).get(source)
        yield forms, forms_of(message.string) if message else ()


def looked_up_in(module: Path) -> Iterator[str]:
    """Sentences that a module looks up, under whatever name it imported the look-up; found without Babel."""
    tree = ast.parse(module.read_text())
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "flask_babel"]
    names = LOOKUPS | {alias.asname or alias.name for node in imports for alias in node.names if alias.name in LOOKUPS}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in names:
                yield str(node.args[0].value)


def english_in(page: str) -> list[str]:
    """Our English sentences, of four words or more, that stand in a page or in its attributes."""
    shown = " ".join(unescape(page).split())
    pieces = {piece.strip() for forms in extracted().values() for form in forms for piece in PLACEHOLDER.split(form)}
    return sorted(piece for piece in pieces if len(piece.split()) >= ENOUGH_WORDS and piece in shown)
