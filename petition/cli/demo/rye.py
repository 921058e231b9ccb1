"""An ear of rye (Secale cereale): a bent stalk, two rows of grains, a long bristle on each grain."""

from math import cos, sin

from petition.cli.demo.brush import BROWN, GOLD, PAPER, Brush, Point, arc, heading, leaf, mix, ribbon


def draw_rye(brush: Brush, foot: Point, top: Point, lean: float, *, haze: float) -> None:
    """A stalk from `foot` and its ear, which bends over by `lean` units beyond `top`; `haze` is 0 near, 1 lost in the paper."""
    size, drop = abs(lean) * 0.035 + 0.75, abs(lean) * brush.dice.uniform(0.45, 0.85)
    bend = (top[0] + lean * 0.3, top[1] - abs(lean) * 0.8)
    ear = arc(top, bend, (top[0] + lean, top[1] - drop), 17)
    stalk = arc(foot, (top[0] - lean * 0.3, top[1] + abs(lean) * 0.8), top, 18)
    brush.fill(ribbon(stalk, 0.9 * size, 0.5 * size), mix(mix(GOLD, BROWN, 0.6), PAPER, haze))
    brush.fill(ribbon([(x - 0.12, y) for x, y in stalk], 0.4 * size, 0.2 * size), mix(GOLD, PAPER, haze))
    for index, point in enumerate(ear):
        for way in (-1, 1):
            draw_grain(brush, point, (heading(ear, index), way, size * (1 - 0.35 * index / 17)), haze)


def draw_grain(brush: Brush, point: Point, pose: tuple[float, int, float], haze: float) -> None:
    """A grain in two tones, and its bristle. `pose`: the ear's direction, the side, the size."""
    along, way, size = pose
    turn = along + way * brush.dice.uniform(0.3, 0.45)
    tip = (point[0] + cos(turn) * 3.7 * size, point[1] + sin(turn) * 3.7 * size)
    far = along + way * brush.dice.uniform(0.05, 0.24)
    end = (tip[0] + cos(far) * 9 * size, tip[1] + sin(far) * 9 * size)
    elbow = (tip[0] + cos(turn) * 3.5 * size, tip[1] + sin(turn) * 3.5 * size)
    brush.fill(ribbon(arc(tip, elbow, end, 6), 0.24 * size, 0.05), mix(mix(GOLD, BROWN, 0.45), PAPER, haze))
    brush.fill(leaf(point, tip, 1.75 * size, 0.5), mix(mix(GOLD, BROWN, 0.85), PAPER, haze))
    brush.fill(leaf(point, tip, 1.45 * size, 0.5), mix(mix(GOLD, BROWN, brush.dice.uniform(0.05, 0.3)), PAPER, haze))
    brush.fill(leaf(point, tip, 1.2 * size, 0.45, sides=(0.9, 0.05)), mix(mix(GOLD, PAPER, 0.4), PAPER, haze))
