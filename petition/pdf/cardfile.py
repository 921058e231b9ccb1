"""Reads cards from JSON Lines: one card a line, so that one bad line costs one card. Keys: docs/press-format.md."""

import json
import math
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from petition.pdf.card import Card, Stroke

LONGEST_LINE = 1 << 20
"""Bytes of a line; a card with a long message and a drawn signature has about 20,000."""
MOST_POINTS = 20_000


@dataclass(frozen=True, kw_only=True)
class Heading:
    """The first line: what all cards of the file share."""

    title: str
    address: tuple[str, ...]
    greeting: str = ""
    language: str = "en"


@dataclass(frozen=True, kw_only=True)
class BadLine:
    """A line that gives no card: its number from 1, and why. The author's words are not quoted."""

    line: int
    reason: str


class CardFileError(Exception):
    """The file as a whole cannot be used; the message says why, and `bad_lines` which lines are the matter."""

    def __init__(self, reason: str, bad_lines: tuple[BadLine, ...] = ()) -> None:
        super().__init__(reason)
        self.bad_lines = bad_lines


class _LineError(ValueError):
    """One line cannot be used."""


@dataclass
class CardFile:
    """A stream of cards. `heading` is known at once; iterate once, then `bad_lines` and `lines` are complete.

    `lines[i]` is the line number of the card that came as number i, from 0.
    """

    stream: BinaryIO
    heading: Heading = field(init=False)
    bad_lines: list[BadLine] = field(default_factory=list)
    lines: "array[int]" = field(default_factory=lambda: array("L"))

    def __post_init__(self) -> None:
        """Reads the first line. Raises CardFileError."""
        first = self.stream.readline(LONGEST_LINE)
        try:
            self.heading = _heading(_mapping(first.removeprefix(b"\xef\xbb\xbf")))
        except _LineError as error:
            reason = f'line 1 must be the campaign, such as {{"title": …, "address": […]}}: {error}'
            raise CardFileError(reason if first else "the file is empty") from error

    def __iter__(self) -> Iterator[Card]:
        """The cards in order; lines that give none are noted in `bad_lines`, empty lines are passed over."""
        numbers: dict[str, int] = {}
        for number, line in enumerate(iter(lambda: self.stream.readline(LONGEST_LINE), b""), start=2):
            if not line.strip():
                continue
            try:
                card = _card(_mapping(self._whole(line)))
                _check_number_is_new(card.number, number, numbers)
            except _LineError as error:
                self.bad_lines.append(BadLine(line=number, reason=str(error)))
                continue
            self.lines.append(number)
            yield card

    def _whole(self, line: bytes) -> bytes:
        if len(line) < LONGEST_LINE or line.endswith(b"\n"):
            return line
        while (rest := self.stream.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
            pass
        raise _LineError(f"longer than {LONGEST_LINE} bytes")


def _check_number_is_new(card_number: str, line: int, lines: dict[str, int]) -> None:
    first_line = lines.setdefault(card_number, line)
    if first_line != line:
        raise _LineError(f"card_no is that of line {first_line}")


def _mapping(line: bytes) -> dict[str, object]:
    try:
        found = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise _LineError(f"not UTF-8 at byte {error.start + 1}") from error
    except json.JSONDecodeError as error:
        raise _LineError(f"not JSON at character {error.colno}: {error.msg}") from error
    except (ValueError, RecursionError) as error:
        raise _LineError("not usable JSON: too deep, or a number too long") from error
    if not isinstance(found, dict):
        raise _LineError("not a JSON object in braces")
    return found


def _heading(found: dict[str, object]) -> Heading:
    return Heading(
        title=_text(found, "title", needed=True),
        address=_texts(found, "address"),
        greeting=_text(found, "greeting"),
        language=_text(found, "language", "lang") or "en",
    )


def _card(found: dict[str, object]) -> Card:
    return Card(
        number=_text(found, "card_no", needed=True),
        text=_text(found, "text", needed=True),
        name=_text(found, "name"),
        place=_text(found, "place"),
        language=_text(found, "language", "lang") or "en",
        address=_texts(found, "address"),
        signature=_strokes(found.get("signature")),
        signatories=_texts(found, "signatories"),
        facility=_text(found, "facility"),
    )


def _text(found: dict[str, object], *keys: str, needed: bool = False) -> str:
    value = next((found[key] for key in keys if found.get(key) is not None), "")
    if not isinstance(value, str):
        raise _LineError(f"{keys[0]} is not a text in quotes")
    if needed and not value.strip():
        raise _LineError(f"{keys[0]} is missing or empty")
    return value


def _texts(found: dict[str, object], key: str) -> tuple[str, ...]:
    value = found.get(key) or []
    if not isinstance(value, list) or not all(isinstance(line, str) for line in value):
        raise _LineError(f"{key} is not a list of texts")
    return tuple(value)


def _strokes(value: object) -> tuple[Stroke, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(stroke, list) for stroke in value):
        raise _LineError("signature is not a list of strokes")
    if sum(len(stroke) for stroke in value) > MOST_POINTS:
        raise _LineError(f"signature has more than {MOST_POINTS} points")
    return tuple(tuple(_point(point) for point in stroke) for stroke in value)


def _point(value: object) -> tuple[float, float]:
    if isinstance(value, list) and len(value) == 2:
        x, y = value
        if all(isinstance(one, int | float) and abs(one) < 1e6 and math.isfinite(one) for one in (x, y)):
            return float(x), float(y)
    raise _LineError("signature has a point that is not two numbers below a million")
