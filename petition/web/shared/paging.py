"""Pages of a long list by key, not by number: page 1,000 costs what page 1 costs, and new rows shift nothing.

A query is asked for `size + 1` rows after the key of the last row seen; `cut_page` tells by the extra row that there is more.
"""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import abort, request

Row = TypeVar("Row")
Key = list[str | int]
"""The values that the list is ordered by, of one row; the last one is unique."""


@dataclass(frozen=True, kw_only=True)
class Page(Generic[Row]):
    """Some rows of a list; `next_after` is the argument of the next page, `is_first` tells that nothing precedes."""

    rows: Sequence[Row]
    next_after: str | None
    is_first: bool


def asked_after() -> Key | None:
    """The key after which the asked page begins (`?after=`); None for the first page. Answers 400 to a broken one."""
    text = request.args.get("after")
    if text is None:
        return None
    try:
        key = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except ValueError:
        abort(400)
    if not isinstance(key, list) or not key or not all(type(part) in {str, int} for part in key):
        abort(400)
    return key


def cut_page(rows: Sequence[Row], size: int, key_of: Callable[[Row], Key]) -> Page[Row]:
    """The page from `size + 1` rows or fewer."""
    more = len(rows) > size
    next_after = encode_key(key_of(rows[size - 1])) if more else None
    return Page(rows=rows[:size], next_after=next_after, is_first="after" not in request.args)


def encode_key(key: Key) -> str:
    """A row's key as it stands in the URL."""
    return base64.urlsafe_b64encode(json.dumps(key, ensure_ascii=False).encode()).decode().rstrip("=")
