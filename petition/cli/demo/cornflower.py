"""A cornflower, stroke by stroke.

Centaurea cyanus: a scaly cup, a ring of trumpet-shaped outer florets with five teeth, small violet florets within.
"""

from dataclasses import dataclass
from math import cos, pi, sin

from petition.cli.demo.brush import (
    DEEP_BLUE,
    GOLD,
    INK,
    PALE_BLUE,
    PAPER,
    POLLEN,
    SAGE,
    VIOLET,
    Brush,
    Colour,
    Place,
    Point,
    arc,
    leaf,
    mix,
    ribbon,
)


@dataclass(frozen=True, kw_only=True)
class Head:
    """Where a flower is and how it looks at us: `tilt` turns it (radians), `squash` is 1 from above and 0 from the side."""

    centre: Point
    radius: float
    tilt: float = 0.0
    squash: float = 0.62
    haze: float = 0.0  # 0 near, 1 lost in the paper

    def place(self, point: Point) -> Point:
        """From the flower's own plane (radius 1) to the picture: squashed, cupped upwards, turned."""
        x, y = point
        cup = (x * x + y * y) * (1 - self.squash) * 0.55
        flat_x, flat_y = x * self.radius, (y * self.squash - cup) * self.radius
        return (
            self.centre[0] + flat_x * cos(self.tilt) - flat_y * sin(self.tilt),
            self.centre[1] + flat_x * sin(self.tilt) + flat_y * cos(self.tilt),
        )

    def paint(self, paint: Colour) -> Colour:
        """The colour as the air between leaves it."""
        return mix(paint, PAPER, self.haze)


def placed(outline: list[Point], place: Place) -> list[Point]:
    """An outline carried over point by point."""
    return [place(point) for point in outline]


def polar(turn: float, distance: float) -> Point:
    """A point of the flower's plane."""
    return cos(turn) * distance, sin(turn) * distance


def draw_floret(brush: Brush, head: Head, turn: float, reach: float) -> None:
    """An outer floret: a narrow tube that opens into teeth."""
    throat = polar(turn, reach * 0.36)
    light = 0.4 + 0.22 * sin(turn) - 0.3 * cos(turn) + brush.dice.uniform(-0.4, 0.4)  # light comes from the left
    base = mix(mix(DEEP_BLUE, INK, 0.12), PALE_BLUE, max(0.0, min(light * 0.7, 0.7)))
    brush.fill(placed(ribbon([(0, 0), throat], 0.05, 0.11), head.place), head.paint(mix(base, INK, 0.35)))
    spread = brush.dice.uniform(0.22, 0.28)
    for tooth in (-1.0, 1.0, -0.52, 0.52, 0.0):
        draw_tooth(brush, head, (turn, throat, reach, base), tooth * spread)


def draw_tooth(brush: Brush, head: Head, floret: tuple[float, Point, float, Colour], aside: float) -> None:
    """One tooth: a leaf in three tones with a shadow at its root."""
    turn, throat, reach, base = floret
    tip = polar(turn + aside, reach * (1 - abs(aside) * 0.45) * brush.dice.uniform(0.94, 1.06))
    paint = mix(base, PALE_BLUE if aside < 0 else DEEP_BLUE, brush.dice.uniform(0.05, 0.3))
    width = brush.dice.uniform(0.2, 0.25)
    brush.fill(placed(leaf(throat, tip, width, 0.66), head.place), head.paint(mix(paint, INK, 0.28)))
    brush.fill(placed(leaf(throat, tip, width * 0.9, 0.66), head.place), head.paint(paint))
    lit = mix(paint, PAPER, 0.26)
    brush.fill(
        placed(leaf(throat, tip, width * 0.8, 0.68, sides=(1, 0.1)), head.place), head.paint(mix(paint, lit, 0.7))
    )
    shadow = polar(turn + aside * 0.75, reach * 0.72)
    brush.fill(placed(leaf(throat, shadow, width * 0.42, 0.3), head.place), head.paint(mix(paint, INK, 0.42)))


def draw_floor(brush: Brush, head: Head, reach: float, ink: float) -> None:
    """The shade between the florets, so that nothing shines through."""
    rim = [head.place(polar(step * pi / 16, reach * (1 + 0.1 * (step % 3)))) for step in range(32)]
    brush.fill(rim, head.paint(mix(DEEP_BLUE, INK, ink)))


def draw_heart(brush: Brush, head: Head) -> None:
    """The inner florets: dark, violet, with pale pollen at their tips."""
    draw_floor(brush, head, 0.35, 0.75)
    pairs = [(brush.dice.uniform(0, 2 * pi), 0.36 * brush.dice.random() ** 0.5) for _ in range(84)]
    for turn, distance in sorted(pairs, key=lambda pair: sin(pair[0]) * pair[1]):
        foot, (x, y) = head.place(polar(turn, distance * 0.75)), head.place(polar(turn, distance * 1.15))
        rise = head.radius * brush.dice.uniform(0.13, 0.25) * (1.35 - head.squash)
        tip = (x + sin(head.tilt) * rise, y - cos(head.tilt) * rise)
        paint = mix(mix(VIOLET, DEEP_BLUE, brush.dice.uniform(0, 0.75)), INK, brush.dice.uniform(0.05, 0.6))
        brush.fill(leaf(foot, tip, head.radius * 0.07, 0.72), head.paint(paint))
        if brush.dice.random() < 0.45:
            end = (tip[0] + (tip[0] - foot[0]) * 0.12, tip[1] + (tip[1] - foot[1]) * 0.2)
            brush.fill(leaf(tip, end, head.radius * 0.034), head.paint(POLLEN))


def draw_cup(brush: Brush, head: Head) -> None:
    """The scaly cup under the florets, in rows of overlapping scales."""
    size = head.radius * 0.3

    def place(point: Point) -> Point:
        x, y = point[0] * size, point[1] * size
        return (
            head.centre[0] + x * cos(head.tilt) - y * sin(head.tilt),
            head.centre[1] + x * sin(head.tilt) + y * cos(head.tilt),
        )

    body = leaf((0, 2.75), (0, -0.8), 2.2, 0.47)
    brush.fill(placed(body, place), head.paint(mix(SAGE, INK, 0.5)))
    for row in range(6):
        height, half = 2.5 - row * 0.42, (0.38, 0.68, 0.88, 0.95, 0.9, 0.8)[row]
        for step in range(-3, 4):
            across = (step + (row % 2) / 2) / 3.5
            foot, tip = (across * half, height), (across * half * 1.12, height - 0.78)
            shade = 0.12 + 0.35 * max(across, -0.1)
            brush.fill(placed(leaf(foot, tip, 0.5, 0.5), place), head.paint(mix(SAGE, INK, 0.62)))
            brush.fill(placed(leaf(foot, tip, 0.38, 0.5), place), head.paint(mix(mix(SAGE, GOLD, 0.12), INK, shade)))


def draw_cornflower(brush: Brush, head: Head, foot: Point) -> None:
    """A whole flower, its stem rooted at `foot`."""
    draw_stem(brush, head, foot)
    draw_cup(brush, head)
    draw_floor(brush, head, 0.55, 0.5)
    for count, reach in ((10, 1.06), (6, 0.74)):
        turns = [2 * pi * (index + brush.dice.uniform(-0.12, 0.12)) / count for index in range(count)]
        for turn in sorted(turns, key=sin):
            draw_floret(brush, head, turn, reach * brush.dice.uniform(0.9, 1.06))
    draw_heart(brush, head)


def draw_stem(brush: Brush, head: Head, foot: Point) -> None:
    """A slender grey-green stem with two narrow leaves."""
    (x, y), thick = head.centre, head.radius * 0.05 + 0.4
    line = arc(foot, (x - sin(head.tilt) * (foot[1] - y) * 0.55, y + (foot[1] - y) * 0.5), (x, y), 24)
    for index, way in ((7, 1), (11, -1)):
        px, py = line[index]
        tip = (px + way * head.radius * 0.6, py - head.radius * 0.85)
        middle = (px + way * head.radius * 0.14, py - head.radius * 0.55)
        blade = arc((px, py), middle, tip, 12) + arc(
            tip, (middle[0] - way * 0.2, middle[1] + thick * 2.6), (px, py), 12
        )
        brush.fill(blade, head.paint(mix(SAGE, INK, 0.34 if way > 0 else 0.14)))
    brush.fill(ribbon(line, thick * 1.2, thick), head.paint(mix(SAGE, INK, 0.42)))
    lit = [(px - thick * 0.22, py) for px, py in line]
    brush.fill(ribbon(lit, thick * 0.5, thick * 0.35), head.paint(mix(SAGE, PAPER, 0.1)))


def draw_bud(brush: Brush, head: Head, foot: Point) -> None:
    """A flower that has not opened yet: a cup with a blue tuft."""
    draw_stem(brush, head, foot)
    for _ in range(14):
        turn = head.tilt - pi / 2 + brush.dice.uniform(-0.65, 0.65)
        reach = head.radius * brush.dice.uniform(0.6, 0.95)
        tip = (head.centre[0] + cos(turn) * reach, head.centre[1] + sin(turn) * reach)
        paint = mix(DEEP_BLUE, PALE_BLUE, brush.dice.uniform(0, 0.5))
        brush.fill(leaf(head.centre, tip, head.radius * 0.22, 0.7), head.paint(paint))
    draw_cup(brush, head)
