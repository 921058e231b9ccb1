"""A paragraph ready to be broken at any width: its parts, their running widths, and the bytes of any of its lines.

Three kinds share one breaking rule: left to right, right to left, and mixed, whose lines are put in reading order one
by one. Lengths are thousandths of an em; a limit is a line's width in that unit.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from petition.pdf.bidi import visual_order
from petition.pdf.shaping import USUAL_ASCENT, USUAL_DESCENT, Fragment, space_of, switch

PITCH, CLEAR = 1220, 20
"""Usual distance of baselines, and the air that tall ink keeps from the line above."""


Piece = tuple[int, bytes, int]
"""Bytes between the face that they expect and the face that they leave set; -1 where there is nothing."""


def chained(pieces: Sequence[Piece]) -> Piece:
    """Pieces from left to right as one, with the changes of face between them."""
    face = first = pieces[0][0]
    chain: list[bytes] = []
    for before, inner, after in pieces:
        if before != face:
            chain.append(switch(before))
        chain.append(inner)
        face = after
    return first, b"".join(chain), face


class Paragraph:
    """Parts in logical order; `spaced[i]` tells that a space stands before part i, None that all are spaced."""

    __slots__ = ("_face", "_reach", "is_tall", "level", "parts", "spaced")

    def __init__(self, parts: list[Fragment], spaced: list[bool] | None, level: int) -> None:
        self.parts = parts
        self.level = level
        self.is_tall = any([part.is_tall for part in parts])  # noqa: C419 - a list is faster here
        faces = {part.face for part in parts}
        self._face = faces.pop() if len(faces) == 1 else -1
        if spaced is None:
            self.spaced = [True] * len(parts)
            reach = accumulate([part.width + part.space for part in parts])
            self._reach = [end - part.space for end, part in zip(reach, parts, strict=True)]
        else:
            self.spaced = spaced
            gaps = [0, *[part.space if has else 0 for part, has in zip(parts, spaced[1:], strict=False)]]
            self._reach = list(accumulate([gap + part.width for gap, part in zip(gaps, parts, strict=False)]))

    @property
    def width(self) -> int:
        """Width of the whole paragraph on one line."""
        return self._reach[-1] if self._reach else 0

    def missing(self) -> str:
        """The first letter without a glyph, empty where there is none."""
        return next((part.missing for part in self.parts if part.missing), "") if self.is_tall else ""

    def lines(self, limit: int) -> list[tuple[int, int]] | None:
        """First and last part (exclusive) of each line; None where a single part is wider than the limit."""
        reach, count = self._reach, len(self.parts)
        lines: list[tuple[int, int]] = []
        start = 0
        while start < count:
            end = bisect_right(reach, limit + (self._offset(start) if start else 0), start)
            if end == start:
                return None
            lines.append((start, end))
            start = end
        return lines or [(0, 0)]

    def line_width(self, start: int, end: int) -> int:
        """Width of the line of parts `start` up to `end`."""
        if start == end:
            return 0
        return self._reach[end - 1] - (self._offset(start) if start else 0)

    def _offset(self, start: int) -> int:
        return self._reach[start - 1] + (self.parts[start - 1].space if self.spaced[start] else 0)

    def ink(self, start: int, end: int) -> tuple[int, int]:
        """How far the line's ink reaches above and below its baseline."""
        tall = [part for part in self.parts[start:end] if part.is_tall]
        if not tall:
            return USUAL_ASCENT, USUAL_DESCENT
        return max(part.ascent for part in tall), max(part.descent for part in tall)

    def line(self, start: int, end: int) -> Piece:
        """The line's bytes between its first and its last face."""
        if start == end:
            return -1, b"", -1
        last = self.parts[end - 1]
        if self._face >= 0:
            chain = [
                part.spaced if is_spaced else part.inner
                for part, is_spaced in zip(self.parts[start : end - 1], self.spaced[start + 1 : end], strict=True)
            ]
            chain.append(last.inner)
            if self.level:
                chain.reverse()
            return self._face, b"".join(chain), self._face
        pieces = [
            (part.start, part.spaced if is_spaced else part.inner, part.end)
            for part, is_spaced in zip(self.parts[start : end - 1], self.spaced[start + 1 : end], strict=True)
        ]
        pieces.append((last.start, last.inner, last.end))
        if self.level:
            pieces.reverse()
        return chained(pieces)


class MixedParagraph(Paragraph):
    """A paragraph of both directions: each part holds runs with their embedding levels."""

    __slots__ = ()

    def line(self, start: int, end: int) -> Piece:
        """The line's bytes in the order of UAX #9, rules L1 and L2."""
        if start == end:
            return -1, b"", -1
        runs = list(self._runs(start, end))
        ordered = [runs[place][0] for place in visual_order([level for _, level in runs])]
        return chained([(run.start, run.inner, run.end) for run in ordered])

    def _runs(self, start: int, end: int) -> Iterator[tuple[Fragment, int]]:
        for index in range(start, end):
            part = self.parts[index]
            if index > start and self.spaced[index] and isinstance(part, MixedPart):
                yield part.gap, part.gap_level
            if isinstance(part, MixedPart):
                yield from part.runs


class MixedPart(Fragment):
    """What may not be broken in a mixed paragraph: runs with their levels, and the space before them."""

    __slots__ = ("gap", "gap_level", "runs")

    def __init__(self, runs: Sequence[tuple[Fragment, int]], gap: Fragment, gap_level: int) -> None:
        super().__init__("".join(run.text for run, _ in runs))
        self.runs, self.gap, self.gap_level = tuple(runs), gap, gap_level
        self.width = sum(run.width for run, _ in runs)
        self.space = gap.width
        self.ascent = max(run.ascent for run, _ in runs)
        self.descent = max(run.descent for run, _ in runs)
        self.is_tall = any(run.is_tall for run, _ in runs)
        self.missing = next((run.missing for run, _ in runs if run.missing), "")


def in_visual_order(runs: Sequence[tuple[Fragment, int]]) -> Fragment:
    """Runs that stay together in a line from right to left, as one fragment with its space on the left."""
    order = [runs[place][0] for place in visual_order([level for _, level in runs])]
    if len(order) == 1 and runs[0][1] % 2:
        return order[0]
    whole = Fragment("".join(run.text for run, _ in runs))
    whole.start, whole.end = order[0].start, order[-1].end
    whole.inner = chained([(run.start, run.inner, run.end) for run in order])[1]
    space = space_of(whole.start)
    whole.spaced, whole.space = space.inner + whole.inner, space.width
    whole.width = sum(run.width for run in order)
    whole.ascent, whole.descent = max(run.ascent for run in order), max(run.descent for run in order)
    whole.is_tall = any(run.is_tall for run in order)
    whole.missing = next((run.missing for run, _ in runs if run.missing), "")
    return whole


def joined(first: Fragment, second: Fragment, *, level: int, is_spaced: bool) -> Fragment:
    """Two parts of one direction between which a line may not be broken, as one part."""
    whole = Fragment(first.text + " " * is_spaced + second.text)
    left, right = (second, first) if level else (first, second)
    start = first.spaced if is_spaced else first.inner
    inner = (right.start != left.end and switch(right.start)) or b""
    whole.inner = second.inner + inner + start if level else start + inner + second.inner
    whole.spaced = second.inner + inner + start if level else start + inner + second.spaced
    if level:
        space = second.spaced[: len(second.spaced) - len(second.inner)]
        whole.spaced = space + whole.inner
    whole.width = first.width + (first.space if is_spaced else 0) + second.width
    whole.space = second.space
    whole.start, whole.end = left.start, right.end
    whole.ascent, whole.descent = max(first.ascent, second.ascent), max(first.descent, second.descent)
    whole.is_tall = first.is_tall or second.is_tall
    whole.missing = first.missing or second.missing
    return whole
