"""Reading order of mixed text: the Unicode bidirectional algorithm (UAX #9) for text without embedding controls.

Strangers' embedding and isolate controls are neutralised before, so one embedding level a paragraph is all there is and
rules X1-X10 have nothing to do. Mirrored glyphs are the shaper's work; brackets are paired here (rule N0).
"""

import re
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff]")
_NEUTRALS = frozenset({"B", "S", "WS", "ON", "BN"})
_CANONICAL = {"\u2329": "\u3008", "\u232a": "\u3009"}
_MAX_PAIRS = 63


def has_right_to_left(text: str) -> bool:
    """Whether any letter is written from right to left; where none is, levels need not be asked."""
    return _RIGHT_TO_LEFT.search(text) is not None


def base_level(text: str) -> int:
    """0 for a paragraph from left to right, 1 from right to left, by its first strong letter (P2, P3)."""
    for letter in text:
        kind = kind_of(letter)
        if kind == "L":
            return 0
        if kind in {"R", "AL"}:
            return 1
    return 0


def levels(text: str, base: int) -> list[int]:
    """The embedding level of each letter of a paragraph, before lines are broken."""
    kinds = [kind_of(letter) for letter in text]
    _resolve_weak(kinds, base)
    _pair_brackets(text, kinds, base)
    _resolve_neutral(kinds, base)
    return [_implicit(kind, base) for kind in kinds]


def visual_order(line_levels: Sequence[int]) -> list[int]:
    """Positions from left to right (L2)."""
    order = list(range(len(line_levels)))
    lowest_odd = min((level for level in line_levels if level % 2), default=0)
    for level in range(max(line_levels, default=0), lowest_odd - 1 if lowest_odd else 0, -1):
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and line_levels[order[end]] >= level:
                end += 1
            order[start:end] = reversed(order[start:end])
            start = end + 1 if end == start else end
    return order


@lru_cache(maxsize=65536)
def kind_of(letter: str) -> str:
    """Bidi class of the Unicode character database; embedding controls count as boundary neutrals."""
    kind = unicodedata.bidirectional(letter) or "L"
    return "BN" if kind in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"} else kind


def _resolve_weak(kinds: list[str], base: int) -> None:
    start = "R" if base else "L"
    previous, strong = start, start
    for index, kind in enumerate(kinds):  # W1, W2, W3
        now = previous if kind in {"NSM", "BN"} else kind
        if kind != "BN":
            previous = now
        if now == "EN" and strong == "AL":
            now = "AN"
        if now in {"L", "R", "AL"}:
            strong = now
        kinds[index] = "R" if now == "AL" else kind if kind == "BN" else now
        if kind == "NSM" and previous == "AL":
            kinds[index] = "R"
    _resolve_separators(kinds)
    strong = start
    for index, kind in enumerate(kinds):  # W7
        if kind in {"L", "R"}:
            strong = kind
        elif kind == "EN" and strong == "L":
            kinds[index] = "L"


def _resolve_separators(kinds: list[str]) -> None:
    places = [index for index, kind in enumerate(kinds) if kind in {"ES", "CS", "ET"}]
    last = len(kinds) - 1
    for index in places:  # W4
        if 0 < index < last and kinds[index] != "ET":
            before, kind, after = kinds[index - 1 : index + 2]
            if before == after and (before == "EN" or (kind == "CS" and before == "AN")):
                kinds[index] = before
    for index in places:  # W5, from the left and from the right
        if kinds[index] == "ET" and index and kinds[index - 1] == "EN":
            kinds[index] = "EN"
    for index in reversed(places):
        if kinds[index] == "ET" and index < last and kinds[index + 1] == "EN":
            kinds[index] = "EN"
    for index in places:  # W6
        if kinds[index] in {"ES", "CS", "ET"}:
            kinds[index] = "ON"


def _pair_brackets(text: str, kinds: list[str], base: int) -> None:
    embedding = "R" if base else "L"
    for opening, closing in _bracket_pairs(text, kinds):
        inside = {_strong(kind) for kind in kinds[opening + 1 : closing]} - {""}
        if embedding in inside:
            direction = embedding
        elif inside:
            before = next((_strong(kind) for kind in reversed(kinds[:opening]) if _strong(kind)), embedding)
            direction = before if before != embedding else embedding
        else:
            continue
        kinds[opening] = kinds[closing] = direction
        _carry_marks(text, kinds, opening, direction)
        _carry_marks(text, kinds, closing, direction)


def _carry_marks(text: str, kinds: list[str], bracket: int, direction: str) -> None:
    for index in range(bracket + 1, len(text)):
        if kind_of(text[index]) != "NSM":
            return
        kinds[index] = direction


def _bracket_pairs(text: str, kinds: list[str]) -> list[tuple[int, int]]:
    waiting: list[tuple[str, int]] = []
    pairs: list[tuple[int, int]] = []
    for index, letter in enumerate(text):
        if kinds[index] != "ON":
            continue
        if closing := closing_bracket(letter):
            if len(waiting) == _MAX_PAIRS:
                break
            waiting.append((closing, index))
        else:
            wanted = _CANONICAL.get(letter, letter)
            for place in range(len(waiting) - 1, -1, -1):
                if waiting[place][0] == wanted:
                    pairs.append((waiting[place][1], index))
                    del waiting[place:]
                    break
    return sorted(pairs)


@lru_cache(maxsize=4096)
def closing_bracket(letter: str) -> str:
    """The closing partner of an opening bracket in canonical form; empty for any other letter."""
    if unicodedata.category(letter) != "Ps" or not unicodedata.mirrored(letter):
        return ""
    closing = _CANONICAL.get(chr(ord(letter) + 1), chr(ord(letter) + 1))
    name = unicodedata.name(letter).replace("LEFT", "RIGHT")
    if name != unicodedata.name(letter):
        with suppress(KeyError):
            closing = unicodedata.lookup(name)
    closing = _CANONICAL.get(closing, closing)
    return closing if unicodedata.category(closing) == "Pe" else ""


def _resolve_neutral(kinds: list[str], base: int) -> None:
    embedding = "R" if base else "L"
    before, index = embedding, 0
    while index < len(kinds):
        end = index
        while end < len(kinds) and kinds[end] in _NEUTRALS:
            end += 1
        if end > index:
            after = _strong(kinds[end]) if end < len(kinds) else embedding
            kinds[index:end] = [before if before == after else embedding] * (end - index)
        else:
            before = _strong(kinds[index])
            end = index + 1
        index = end


def _strong(kind: str) -> str:
    return "R" if kind in {"EN", "AN", "R"} else "L" if kind == "L" else ""


def _implicit(kind: str, base: int) -> int:
    if base % 2:
        return base + (kind in {"L", "EN", "AN"})
    return base + {"R": 1, "AN": 2, "EN": 2}.get(kind, 0)
