"""A drawn signature as smooth curves in few bytes.

Points are brought to a grid of tenths of a millimetre and thinned; each kept point pulls a curve from the middle
between its neighbours to the next middle.
"""

import math
from collections.abc import Sequence
from operator import add, sub

from petition.pdf.card import Stroke

GRID_PT = 72 / 254
"""A tenth of a millimetre."""
PEN_WIDTH = 3.5
STEP = 12
"""Of denser points only one in 1.2 millimetres is kept, measured along the axes: no eye misses the others."""


def is_whole(strokes: Sequence[Stroke]) -> bool:
    """Whether every coordinate is a finite number; a sum is finite only where all its parts are."""
    return all(math.isfinite(sum(map(sum, stroke))) for stroke in strokes)


def draw_signature(strokes: Sequence[Stroke], left_pt: float, bottom_pt: float, box: tuple[float, float]) -> bytes:
    """Path operators: the strokes as large as the box (width and height in points) allows, from its bottom left."""
    xs = [x for stroke in strokes for x, _ in stroke]
    ys = [y for stroke in strokes for _, y in stroke]
    if not xs:
        return b""
    left, bottom = min(xs), max(ys)
    width, height = max(xs) - left or 1, bottom - min(ys) or 1
    scale = min(box[0] / width, box[1] / height, 1) / GRID_PT
    body = "".join([_path(stroke, left, bottom, scale) for stroke in strokes if stroke])
    return b"q %.4f 0 0 %.4f %.1f %.1f cm %g w 1 J 1 j\n%sS Q\n" % (
        GRID_PT,
        GRID_PT,
        left_pt,
        bottom_pt,
        PEN_WIDTH,
        body.encode(),
    )


def _path(stroke: Stroke, left: float, bottom: float, scale: float) -> str:
    xs = [int((x - left) * scale) for x, _ in stroke]
    ys = [int((bottom - y) * scale) for _, y in stroke]
    some_xs, some_ys = xs[::3], ys[::3]
    length = sum(map(abs, map(sub, some_xs[1:], some_xs))) + sum(map(abs, map(sub, some_ys[1:], some_ys)))
    stride = max(1, len(xs) * STEP // (length or 1))
    start_x, start_y, end_x, end_y = xs[0], ys[0], xs[-1], ys[-1]
    xs, ys = xs[stride:-1:stride], ys[stride:-1:stride]
    middles = zip(xs, ys, map(add, xs, xs[1:]), map(add, ys, ys[1:]), strict=False)
    numbers = [number for x, y, twice_x, twice_y in middles for number in (x, y, twice_x >> 1, twice_y >> 1)]
    return ("%d %d m\n" + "%d %d %d %d v\n" * (len(numbers) // 4) + "%d %d l\n") % (
        start_x,
        start_y,
        *numbers,
        end_x,
        end_y,
    )
