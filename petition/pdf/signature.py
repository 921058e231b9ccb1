"""A drawn signature as smooth curves in few bytes.

Points are brought to a grid of tenths of a millimetre and thinned; each kept point pulls a curve from the middle
between its neighbours to the next middle.
"""

import math
from collections.abc import Sequence

from petition.pdf.card import Stroke

GRID_PT = 72 / 254
"""A tenth of a millimetre."""
PEN_WIDTH = 4
STEP_SQUARED = 9
"""Points nearer than three tenths of a millimetre to the last one add nothing to the eye."""


def is_whole(strokes: Sequence[Stroke]) -> bool:
    """Whether every coordinate is a finite number."""
    return all(math.isfinite(x) and math.isfinite(y) for stroke in strokes for x, y in stroke)


def draw_signature(strokes: Sequence[Stroke], left_pt: float, bottom_pt: float, box: tuple[float, float]) -> bytes:
    """Path operators that draw the strokes as large as the box (width, height in points) allows, from its bottom left."""
    xs = [x for stroke in strokes for x, _ in stroke]
    ys = [y for stroke in strokes for _, y in stroke]
    if not xs:
        return b""
    left, bottom = min(xs), max(ys)
    width, height = max(xs) - left or 1, bottom - min(ys) or 1
    scale = min(box[0] / width, box[1] / height, 1) / GRID_PT
    paths = [_path(_thinned([(int((x - left) * scale), int((bottom - y) * scale)) for x, y in stroke])) for stroke in strokes]
    body = "\n".join(filter(None, paths))
    return f"q {GRID_PT:.4f} 0 0 {GRID_PT:.4f} {left_pt:.1f} {bottom_pt:.1f} cm {PEN_WIDTH} w 1 J 1 j\n{body}\nS Q\n".encode()


def _thinned(points: list[tuple[int, int]]) -> list[tuple[int, int]]:
    if len(points) < 3:
        return points
    kept = [points[0]]
    last_x, last_y = points[0]
    for x, y in points[1:-1]:
        if (x - last_x) * (x - last_x) + (y - last_y) * (y - last_y) >= STEP_SQUARED:
            kept.append((x, y))
            last_x, last_y = x, y
    kept.append(points[-1])
    return kept


def _path(points: list[tuple[int, int]]) -> str:
    if not points:
        return ""
    (x, y), (end_x, end_y) = points[0], points[-1]
    if len(points) < 3:
        return f"{x} {y} m {end_x} {end_y} l"
    pieces = [f"{x} {y} m"]
    for (x, y), (next_x, next_y) in zip(points[1:-2], points[2:-1]):
        pieces.append(f"{x} {y} {x + next_x >> 1} {y + next_y >> 1} v")
    x, y = points[-2]
    pieces.append(f"{x} {y} {end_x} {end_y} v")
    return "\n".join(pieces)
