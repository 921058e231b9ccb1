"""Text into a box: the largest size of a ladder at which it fits, or by how much it does not.

A width bound skips sizes that cannot fit; at others only lines are broken again, nothing is shaped twice. Words wider
than the box are broken only where no size of the ladder spares them.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from petition.pdf.paragraph import CLEAR, PITCH, Paragraph
from petition.pdf.shaping import USUAL_ASCENT, USUAL_DESCENT
from petition.pdf.typesetter import Typesetter

Line = tuple[Paragraph, int, int]
"""A paragraph and its first and last part (exclusive)."""


class Box(NamedTuple):
    """Room for text, in points."""

    width_pt: float
    height_pt: float


class Setting(NamedTuple):
    """Lines at one size.

    `first` is the distance of the first baseline from the top, `pitches` of the others from the one before, in
    thousandths of an em; empty pitches mean that all are the usual one.
    """

    size_pt: float
    lines: Sequence[Line]
    first: int
    pitches: Sequence[int]
    height_pt: float


def fit(
    typesetter: Typesetter, paragraphs: list[Paragraph], box: Box, sizes_pt: Sequence[float], language: str
) -> Setting:
    """The setting at the first size that fits; at the last size, with words broken, where none does."""
    for size_pt in sizes_pt:
        limit = int(box.width_pt * 1000 / size_pt)
        if _least_height(paragraphs, limit) * size_pt > box.height_pt * 1000:
            continue
        setting = _set(paragraphs, limit, size_pt)
        if setting and setting.height_pt <= box.height_pt:
            return setting
    setting = None
    for size_pt in sizes_pt:
        limit = int(box.width_pt * 1000 / size_pt)
        if size_pt != sizes_pt[-1] and _least_height(paragraphs, limit) * size_pt > box.height_pt * 1000:
            continue
        setting = _set([typesetter.split_wide(one, limit, language) for one in paragraphs], limit, size_pt)
        if setting and setting.height_pt <= box.height_pt:
            return setting
    if setting is None:  # one letter is wider than the box
        return Setting(size_pt=sizes_pt[-1], lines=(), first=0, pitches=(), height_pt=float("inf"))
    return setting


def _least_height(paragraphs: list[Paragraph], limit: int) -> int:
    lines = sum([max(1, -(-one.width // limit)) for one in paragraphs])
    return USUAL_ASCENT + USUAL_DESCENT + (lines - 1) * PITCH


def _set(paragraphs: list[Paragraph], limit: int, size_pt: float) -> Setting | None:
    lines: list[Line] = []
    is_tall = False
    for paragraph in paragraphs:
        broken = paragraph.lines(limit)
        if broken is None:
            return None
        is_tall |= paragraph.is_tall
        lines += [(paragraph, start, end) for start, end in broken]
    if is_tall:
        return _tall(lines, size_pt)
    height = USUAL_ASCENT + USUAL_DESCENT + (len(lines) - 1) * PITCH
    return Setting(size_pt=size_pt, lines=lines, first=USUAL_ASCENT, pitches=(), height_pt=height * size_pt / 1000)


def _tall(lines: list[Line], size_pt: float) -> Setting:
    first, below = USUAL_ASCENT, 0
    pitches: list[int] = []
    for number, (paragraph, start, end) in enumerate(lines):
        above, deep = paragraph.ink(start, end)
        if number:
            pitches.append(max(PITCH, below + above + CLEAR))
        else:
            first = max(USUAL_ASCENT, above)
        below = deep
    height = first + sum(pitches) + max(USUAL_DESCENT, below)
    return Setting(size_pt=size_pt, lines=lines, first=first, pitches=pitches, height_pt=height * size_pt / 1000)


def draw(setting: Setting, left_pt: float, top_pt: float, width_pt: float) -> bytes:
    """Text operators, to stand between BT and ET: the setting in a box with this corner, from the bottom left."""
    size = setting.size_pt
    room = int(width_pt * 1000 / size)
    pieces: list[bytes] = []
    face = -1
    indent = 0
    first_indent = 0
    pitches = setting.pitches
    for number, (paragraph, start, end) in enumerate(setting.lines):
        new_indent = room - paragraph.line_width(start, end) if paragraph.level else 0
        if number == 0:
            first_indent = indent = new_indent
        elif new_indent != indent or pitches:
            pitch = pitches[number - 1] if pitches else PITCH
            pieces.append(b"%s %s Td" % (number_of(new_indent - indent), number_of(-pitch)))
            indent = new_indent
        else:
            pieces.append(b"T*")
        before, inner, after = paragraph.line(start, end)
        if inner:
            pieces.append(b"[(%s)]TJ\n" % inner if before == face else b"/F%d 1 Tf[(%s)]TJ\n" % (before, inner))
            face = after
        else:
            pieces.append(b"\n")  # an empty line: its operator must not run into the next one
    left_pt += first_indent * size / 1000
    start_at = b"%g 0 0 %g %.2f %.2f Tm\n" % (size, size, left_pt, top_pt - setting.first * size / 1000)
    return start_at + b"".join(pieces).replace(b"[()]TJ", b"").replace(b"[()", b"[")


@lru_cache(maxsize=4096)
def number_of(thousandths: int) -> bytes:
    """Thousandths as a PDF number with two decimals: a hundredth of an em is less than anybody sees."""
    return short(thousandths / 1000)


def short(number: float) -> bytes:
    """A number with at most two decimals, as short as can be."""
    text = f"{number:.2f}".rstrip("0").rstrip(".")
    return b"0" if text == "-0" else text.encode()
