"""The demo's own picture: a cornflower in the rye, on warm paper. Drawn, so that it belongs to nobody else.

The same size gives the same pixels on every machine. The flower is much darker than the rye, so the picture also
lives in black and white.
"""

from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from petition.cli.demo.brush import GOLD, PALE_BLUE, PAPER, Brush, Colour, mix
from petition.cli.demo.cornflower import Head, draw_bud, draw_cornflower
from petition.cli.demo.rye import draw_rye

ENLARGEMENT = 2  # drawn at twice the size and reduced: soft edges
MM_PER_INCH = 25.4
# the near stalks: foot as a share of the width, top of the stalk as a share of the height, nod of the ear in units
FRONT_RYE = ((0.01, 0.6, 20), (0.12, 0.8, 19), (0.27, 0.74, -21), (0.84, 0.8, -19), (0.98, 0.68, -22))


def card_front(width_mm: float, height_mm: float, bleed_mm: float, dpi: int = 300) -> Image.Image:
    """The front of a postcard with bleed on all four sides. Sizes in millimetres; RGB, with its resolution noted."""
    width_px, height_px = (round((side + 2 * bleed_mm) / MM_PER_INCH * dpi) for side in (width_mm, height_mm))
    picture = _field(width_px, height_px)
    picture.info["dpi"] = (dpi, dpi)
    return picture


def campaign_picture(width_px: int = 1600, height_px: int = 900) -> Image.Image:
    """The picture of the campaign page. Sizes in pixels; RGB."""
    return _field(width_px, height_px)


def _field(width_px: int, height_px: int) -> Image.Image:
    """The whole scene, in any shape."""
    unit = min(width_px, height_px) / 100
    picture = _wash(width_px, height_px).resize(
        (width_px * ENLARGEMENT, height_px * ENLARGEMENT), Image.Resampling.BICUBIC
    )
    dice = Random(20130804)  # noqa: S311 - it varies brush strokes and guards no secret
    brush = Brush(draw=ImageDraw.Draw(picture), pixels=unit * ENLARGEMENT, dice=dice)
    _plant(brush, width_px / unit, height_px / unit)
    return _grain(picture.reduce(ENLARGEMENT), dice)


def _wash(width_px: int, height_px: int) -> Image.Image:
    """Paper with a breath of sky above and of ripe rye below, painted small and blurred."""
    small = Image.new("RGB", (max(width_px // 8, 8), max(height_px // 8, 8)), PAPER)
    wide, high = small.size
    draw = ImageDraw.Draw(small)
    strokes: list[tuple[float, float, float, float, Colour]] = [
        (-0.2, -0.25, 0.75, 0.42, mix(PAPER, PALE_BLUE, 0.17)),
        (0.5, -0.3, 1.2, 0.2, mix(PAPER, PALE_BLUE, 0.08)),
        (0.34, 0.06, 0.9, 0.8, mix(PAPER, GOLD, 0.16)),
        (-0.2, 0.68, 0.7, 1.4, mix(PAPER, GOLD, 0.42)),
        (0.4, 0.74, 1.3, 1.5, mix(PAPER, GOLD, 0.5)),
    ]
    for left, top, right, bottom, paint in strokes:
        draw.ellipse((left * wide, top * high, right * wide, bottom * high), fill=paint)
    return small.filter(ImageFilter.GaussianBlur(min(wide, high) / 9))


def _plant(brush: Brush, width: float, height: float) -> None:
    """Rye far away, flowers between, rye in front. Sizes in picture units."""
    for haze, count, lowest, highest in ((0.78, 26, 0.62, 0.34), (0.55, 18, 0.66, 0.3)):
        for index in range(count):
            x = width * (index + brush.dice.uniform(-0.4, 0.4)) / (count - 1)
            top = (x + brush.dice.uniform(-4, 4), height * brush.dice.uniform(highest, lowest))
            lean = brush.dice.choice((-1, 1, 1)) * brush.dice.uniform(13, 20)
            draw_rye(brush, (x, height + 3), top, lean, haze=haze)
    _flowers(brush, width, height)
    for share, top_share, lean in FRONT_RYE:
        top = (width * share + lean * 0.3, height * top_share)
        draw_rye(brush, (width * share, height + 3), top, lean, haze=0.0)


def _flowers(brush: Brush, width: float, height: float) -> None:
    """A bud, a smaller flower behind, and the large one."""
    bud = Head(centre=(width * 0.85, height * 0.3), radius=11, tilt=0.3, squash=0.5, haze=0.08)
    draw_bud(brush, bud, (width * 0.75, height + 3))
    small = Head(centre=(width * 0.27, height * 0.5), radius=15, tilt=-0.35, squash=0.45, haze=0.2)
    draw_cornflower(brush, small, (width * 0.36, height + 3))
    large = Head(centre=(width * 0.56, height * 0.4), radius=31, tilt=0.16, squash=0.66)
    draw_cornflower(brush, large, (width * 0.5, height + 3))


def _grain(picture: Image.Image, dice: Random) -> Image.Image:
    """The tooth of the paper: a faint, repeated speckle of the same seed."""
    side = 256
    speckle = Image.frombytes("L", (side, side), dice.randbytes(side * side)).filter(ImageFilter.GaussianBlur(0.8))
    speckle = speckle.point(
        [round(128 + (tone - 128) * 0.3) for tone in range(256)]
    )  # around the middle: lightens as much as it darkens
    tile = Image.merge("RGB", (speckle, speckle, speckle))
    tooth = Image.new("RGB", picture.size)
    for left in range(0, picture.width, side):
        for top in range(0, picture.height, side):
            tooth.paste(tile, (left, top))
    return ImageChops.soft_light(picture, tooth)
