"""What is printed beside the cards and cut off: crop marks, and the place of each card's slug.

Everything here lies inside the sheet's printable part and outside every bleed box, so that nothing of it can end on a
card. Lengths are millimetres from the sheet's top left.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from petition.pdf.geometry import MM_TO_PT, Rectangle, Slot, grid, sheet
from petition.pdf.model import PaperLayout

MARK_MM = 5.0
SHORTEST_MARK_MM = 1.0
REACH_MM = 1.5
"""Marks may come this near to the sheet's edge: a printer that cannot reach so far shows a shorter mark."""
MARK_WIDTH_PT = 0.25
SLUG_CODE_MM = 12.0
SLUG_GAP_MM = 1.0


@dataclass(frozen=True, kw_only=True)
class Line:
    """A straight line between two points in millimetres."""

    from_x_mm: float
    from_y_mm: float
    to_x_mm: float
    to_y_mm: float


def crop_marks(layout: PaperLayout, slots: Sequence[Slot]) -> tuple[Line, ...]:
    """Lines that continue the trim edges beyond the bleed, as far as no card's bleed box and the sheet's edge allow."""
    bleeds = [slot.trim.grown(layout.bleed_mm) for slot in slots]
    room = sheet(layout).grown(-min(REACH_MM, layout.margin_mm))
    lines = {line for slot in slots for line in _marks_around(slot.trim, layout.bleed_mm)}
    cut = {short for line in lines for short in _shortened(line, bleeds, room)}
    return tuple(sorted(cut, key=lambda line: (line.from_y_mm, line.from_x_mm, line.to_y_mm, line.to_x_mm)))


def _marks_around(trim: Rectangle, bleed_mm: float) -> Iterator[Line]:
    for x_mm in (trim.left_mm, trim.right_mm):
        for start, away in ((trim.top_mm - bleed_mm, -MARK_MM), (trim.bottom_mm + bleed_mm, MARK_MM)):
            yield _line(x_mm, start, x_mm, start + away)
    for y_mm in (trim.top_mm, trim.bottom_mm):
        for start, away in ((trim.left_mm - bleed_mm, -MARK_MM), (trim.right_mm + bleed_mm, MARK_MM)):
            yield _line(start, y_mm, start + away, y_mm)


def _line(x1_mm: float, y1_mm: float, x2_mm: float, y2_mm: float) -> Line:
    """Rounded to a thousandth, so that the marks of neighbours fall together."""
    return Line(from_x_mm=round(x1_mm, 3), from_y_mm=round(y1_mm, 3), to_x_mm=round(x2_mm, 3), to_y_mm=round(y2_mm, 3))


def _shortened(line: Line, bleeds: Iterable[Rectangle], room: Rectangle) -> Iterator[Line]:
    """The line from its card outwards up to the first obstacle; nothing where what is left is too short to see."""
    level = line.from_y_mm == line.to_y_mm
    start, end = (line.from_x_mm, line.to_x_mm) if level else (line.from_y_mm, line.to_y_mm)
    across = line.from_y_mm if level else line.from_x_mm
    away = 1 if end > start else -1
    low, high = (room.left_mm, room.right_mm) if level else (room.top_mm, room.bottom_mm)
    stops = [high if away > 0 else low, end]
    for bleed in bleeds:
        near, far = (bleed.left_mm, bleed.right_mm) if level else (bleed.top_mm, bleed.bottom_mm)
        side, other = (bleed.top_mm, bleed.bottom_mm) if level else (bleed.left_mm, bleed.right_mm)
        face = near if away > 0 else far
        if side < across < other and (face - start) * away > -0.01:
            stops.append(face)
    length_mm = min((stop - start) * away for stop in stops)
    if length_mm >= SHORTEST_MARK_MM:
        end = start + length_mm * away
        yield _line(start, across, end, across) if level else _line(across, start, across, end)


def crop_mark_stream(layout: PaperLayout, slots: Sequence[Slot]) -> bytes:
    """PDF drawing operators for the marks in the ink that is set; empty where the layout wants none."""
    lines = crop_marks(layout, slots) if layout.crop_marks else ()
    if not lines:
        return b""
    height = layout.sheet_height_mm
    drawn = [
        f"{line.from_x_mm * MM_TO_PT:.3f} {(height - line.from_y_mm) * MM_TO_PT:.3f} m "
        f"{line.to_x_mm * MM_TO_PT:.3f} {(height - line.to_y_mm) * MM_TO_PT:.3f} l"
        for line in lines
    ]
    return f"q {MARK_WIDTH_PT} w 0 J\n{chr(10).join(drawn)}\nS Q\n".encode("ascii")


@dataclass(frozen=True, kw_only=True)
class SlugPlace:
    """Where a card's slug lies: the square of its code, and the strip for its number, which may run upwards."""

    code: Rectangle
    words: Rectangle
    words_run_up: bool


def slug_places(layout: PaperLayout, slots: Sequence[Slot]) -> tuple[SlugPlace, ...]:
    """One place for each slot, in their order; empty where the layout wants none or one of them would have no room."""
    if not layout.slug:
        return ()
    places: list[SlugPlace] = []
    for slot in slots:
        found = _free_place(layout, slots, slot, places)
        if found is None:
            return ()
        places.append(found)
    return tuple(places)


def _free_place(layout: PaperLayout, slots: Sequence[Slot], slot: Slot, taken: Sequence[SlugPlace]) -> SlugPlace | None:
    room = sheet(layout).grown(-layout.margin_mm)
    occupied = [other.trim.grown(layout.bleed_mm) for other in slots]
    occupied += [rectangle for place in taken for rectangle in (place.code, place.words)]
    outwards_right = slot.trim.left_mm > grid(layout).left_mm + layout.bleed_mm + 1
    for place in _candidates(slot.trim, layout.bleed_mm, outwards_right=outwards_right):
        both = (place.code, place.words)
        if all(room.contains(part) and not any(part.overlaps(there) for there in occupied) for part in both):
            return place
    return None


def _candidates(trim: Rectangle, bleed_mm: float, *, outwards_right: bool) -> Iterator[SlugPlace]:
    """Beside the card, on its outer side first; then below and above it. Marks at the corners are kept clear."""
    bleed = trim.grown(bleed_mm)
    clear = MARK_MM + SLUG_GAP_MM
    right, left = bleed.right_mm + SLUG_GAP_MM, bleed.left_mm - SLUG_GAP_MM - SLUG_CODE_MM
    for x_mm in (right, left) if outwards_right else (left, right):
        code = Rectangle(left_mm=x_mm, top_mm=trim.top_mm + clear, width_mm=SLUG_CODE_MM, height_mm=SLUG_CODE_MM)
        words = Rectangle(
            left_mm=x_mm,
            top_mm=code.bottom_mm,
            width_mm=SLUG_CODE_MM,
            height_mm=trim.bottom_mm - clear - code.bottom_mm,
        )
        yield SlugPlace(code=code, words=words, words_run_up=True)
    for y_mm in (bleed.bottom_mm + SLUG_GAP_MM, bleed.top_mm - SLUG_GAP_MM - SLUG_CODE_MM):
        code = Rectangle(left_mm=trim.left_mm + clear, top_mm=y_mm, width_mm=SLUG_CODE_MM, height_mm=SLUG_CODE_MM)
        words = Rectangle(
            left_mm=code.right_mm,
            top_mm=y_mm,
            width_mm=trim.right_mm - clear - code.right_mm,
            height_mm=SLUG_CODE_MM,
        )
        yield SlugPlace(code=code, words=words, words_run_up=False)
