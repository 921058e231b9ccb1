"""A brush for the demo's pictures: smooth shapes drawn large with Pillow, then reduced, so that edges are soft.

Coordinates are in picture units, x to the right and y down; one unit is a hundredth of the picture's shorter side.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import atan2, cos, hypot, pi, sin
from random import Random

from PIL import ImageDraw

Point = tuple[float, float]
Colour = tuple[int, int, int]
Place = Callable[[Point], Point]


def colour(code: str) -> Colour:
    """A colour from its six hexadecimal digits."""
    return int(code[0:2], 16), int(code[2:4], 16), int(code[4:6], 16)


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """Between two colours; share 0 gives the first, 1 the second."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


PAPER, INK = colour("FBF8F3"), colour("1B2033")
PALE_BLUE, DEEP_BLUE = colour("6495ED"), colour("2A4BA0")
GOLD, BROWN = colour("F2C14E"), colour("8A5A00")
VIOLET = colour("5B3A93")
SAGE = colour("6F8468")
POLLEN = mix(colour("EADDF4"), PALE_BLUE, 0.2)


@dataclass(frozen=True, kw_only=True)
class Brush:
    """Fills polygons on an enlarged sheet; `pixels` is the number of sheet pixels in a unit."""

    draw: ImageDraw.ImageDraw
    pixels: float
    dice: Random  # of a fixed seed: small differences between strokes, the same in every drawing

    def fill(self, outline: Sequence[Point], paint: Colour) -> None:
        """Fills a closed outline."""
        self.draw.polygon([(x * self.pixels, y * self.pixels) for x, y in outline], fill=paint)


def arc(start: Point, bend: Point, end: Point, steps: int = 12) -> list[Point]:
    """A quadratic Bezier curve, as points."""
    return [
        (
            start[0] * (1 - t) ** 2 + 2 * bend[0] * t * (1 - t) + end[0] * t**2,
            start[1] * (1 - t) ** 2 + 2 * bend[1] * t * (1 - t) + end[1] * t**2,
        )
        for t in (step / steps for step in range(steps + 1))
    ]


def heading(line: Sequence[Point], index: int) -> float:
    """The direction of a line at one of its points, in radians."""
    before, after = line[max(index - 1, 0)], line[min(index + 1, len(line) - 1)]
    return atan2(after[1] - before[1], after[0] - before[0])


def ribbon(line: Sequence[Point], first_width: float, last_width: float) -> list[Point]:
    """The outline of a line whose width goes evenly from the first to the last."""
    left: list[Point] = []
    right: list[Point] = []
    for index, (x, y) in enumerate(line):
        half = (first_width + (last_width - first_width) * index / (len(line) - 1)) / 2
        turn = heading(line, index) + pi / 2
        left.append((x + cos(turn) * half, y + sin(turn) * half))
        right.append((x - cos(turn) * half, y - sin(turn) * half))
    return left + right[::-1]


def leaf(
    base: Point, tip: Point, width: float, belly: float = 0.5, *, sides: tuple[float, float] = (1, 1)
) -> list[Point]:
    """A pointed leaf, widest at the share `belly` of its length; `sides` scales its left and right half."""
    length = hypot(tip[0] - base[0], tip[1] - base[1]) or 1e-9
    along = ((tip[0] - base[0]) / length, (tip[1] - base[1]) / length)
    # a quadratic curve reaches half of the way to its control point
    left, right = (
        (
            base[0] + along[0] * length * belly - along[1] * width * side * way,
            base[1] + along[1] * length * belly + along[0] * width * side * way,
        )
        for side, way in zip(sides, (-1, 1), strict=True)
    )
    return arc(base, left, tip, 9) + arc(tip, right, base, 9)
