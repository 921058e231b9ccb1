"""The demo's picture has the size that the printer needs, is the same everywhere, and lives in black and white."""

from time import perf_counter

import pytest
from PIL import Image

from petition.cli.demo.pictures import campaign_picture, card_front


@pytest.fixture(scope="module")
def front() -> Image.Image:
    return card_front(140, 97, 1.5)


@pytest.mark.parametrize(
    ("size_mm", "bleed_mm", "dpi", "size_px"),
    [((140, 97), 1.5, 300, (1689, 1181)), ((148, 105), 3, 300, (1819, 1311)), ((105, 148), 3, 150, (656, 909))],
)
def test_the_bleed_is_part_of_the_picture(
    size_mm: tuple[float, float], bleed_mm: float, dpi: int, size_px: tuple[int, int]
) -> None:
    picture = card_front(*size_mm, bleed_mm, dpi)
    assert (picture.mode, picture.size, picture.info["dpi"]) == ("RGB", size_px, (dpi, dpi))


def test_the_page_gets_a_wide_picture() -> None:
    assert campaign_picture().size == (1600, 900)
    assert campaign_picture(320, 180).size == (320, 180)


def test_two_drawings_are_equal_to_the_pixel(front: Image.Image) -> None:
    assert card_front(140, 97, 1.5).tobytes() == front.tobytes()


def test_drawing_is_quick() -> None:
    started = perf_counter()
    card_front(140, 97, 1.5)
    assert perf_counter() - started < 3


def test_nothing_is_left_white_at_the_edges(front: Image.Image) -> None:
    """Rye grows out of the lower edge, so a cut that is a little off shows no white line."""
    lower_edge = front.crop((0, front.height - 18, front.width, front.height)).convert("L")
    assert lower_edge.getextrema()[1] < 250


def test_the_flower_is_blue_and_stands_out_in_black_and_white(front: Image.Image) -> None:
    width, height = front.size
    flower = front.crop((width * 48 // 100, height * 25 // 100, width * 64 // 100, height * 45 // 100))
    sky = front.crop((0, 0, width, height // 12))
    red, _, blue = (_mean(band) for band in flower.split())
    assert blue > red + 60
    assert _mean(flower.convert("L")) < _mean(sky.convert("L")) - 90


def _mean(picture: Image.Image) -> float:
    return sum(level * count for level, count in enumerate(picture.histogram())) / (picture.width * picture.height)
