"""A drawn signature as smooth curves in few bytes.

Points are brought to a grid of tenths of a millimetre and thinned; each kept point pulls a curve from the middle
between its neighbours to the next middle.
"""

import math
from collections.abc import Sequence
from itertools import pairwise

from petition.pdf.card import Stroke

GRID_PT = 72 / 254
"""A tenth of a millimetre."""
PEN_WIDTH = 3.5
STEP_SQUARED = 25
"""Points nearer than half a millimetre to the last one add nothing to the eye."""


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
    last_x, last_y = stroke[0]
    least = STEP_SQUARED / (scale * scale)
    kept = []
    for x, y in stroke:
        across, down = x - last_x, y - last_y
        if across * across + down * down >= least:
            kept.append((int((x - left) * scale), int((bottom - y) * scale)))
            last_x, last_y = x, y
    start_x, start_y = int((stroke[0][0] - left) * scale), int((bottom - stroke[0][1]) * scale)
    end_x, end_y = int((stroke[-1][0] - left) * scale), int((bottom - stroke[-1][1]) * scale)
    numbers = [start_x, start_y]
    for (x, y), (next_x, next_y) in pairwise(kept):
        numbers += (x, y, x + next_x >> 1, y + next_y >> 1)
    return ("%d %d m\n" + "%d %d %d %d v\n" * (len(numbers) // 4) + "%d %d l\n") % (*numbers, end_x, end_y)
