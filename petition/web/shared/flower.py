"""Draws the cornflower of the pages' head and the browser's tab: `python -m petition.web.shared.flower`.

A PNG, since the strictest browsers show no SVG. Same code, same picture; a test compares the committed file.
"""

from math import cos, pi, sin

from PIL import Image, ImageDraw

from petition.paths import STATIC

SIDE_PX = 96
_SCALE = 8
_PETALS = 9
_BLUE, _DEEP, _VIOLET, _PALE = (100, 149, 237), (63, 104, 204), (74, 54, 150), (150, 186, 255)

Point = tuple[float, float]


def _turned(turn: float, distance: float, aside: float) -> Point:
    """A point `distance` out along a ray and `aside` to its left; 1 is half the picture."""
    half = SIDE_PX * _SCALE / 2
    x = distance * cos(turn) - aside * sin(turn)
    y = distance * sin(turn) + aside * cos(turn)
    return half + half * x, half + half * y


def _floret(turn: float) -> list[Point]:
    """A trumpet that widens outwards and ends in five teeth."""
    rim = [(0.62, -0.20), (0.86, -0.27), (0.77, -0.13), (0.97, -0.11), (0.82, 0.0)]
    right = [(0.08, -0.035), *rim]
    left = [(distance, -aside) for distance, aside in reversed(right[:-1])]
    return [_turned(turn, distance, aside) for distance, aside in right + left]


def draw() -> Image.Image:
    """The flower on a clear ground, `SIDE_PX` square, in 64 colours."""
    side = SIDE_PX * _SCALE
    picture = Image.new("RGBA", (side, side), (*_BLUE, 0))
    pen = ImageDraw.Draw(picture)
    for ring, (colour, shift) in enumerate(((_DEEP, 0.5), (_BLUE, 0.0))):
        for petal in range(_PETALS):
            turn = 2 * pi * (petal + shift) / _PETALS - pi / 2
            pen.polygon(_floret(turn), fill=colour)
            if ring:
                pen.line([_turned(turn, 0.3, 0), _turned(turn, 0.74, 0)], fill=_PALE, width=_SCALE)
    pen.ellipse((side * 0.4, side * 0.4, side * 0.6, side * 0.6), fill=_VIOLET)
    for seed in range(13):
        turn, distance = 2.39996 * seed, 0.052 * seed**0.5
        x, y = _turned(turn, distance * 1.35, 0)
        radius = side * 0.034
        pen.ellipse(
            (x - radius, y - radius, x + radius, y + radius), fill=_VIOLET, outline=(110, 86, 190), width=_SCALE
        )
    return picture.resize((SIDE_PX, SIDE_PX), Image.Resampling.LANCZOS).quantize(64, method=Image.Quantize.FASTOCTREE)


if __name__ == "__main__":
    draw().save(STATIC / "flower.png", optimize=True)
