"""Front pictures, each sample named by its danger."""

import contextlib
import io
import struct
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from petition.pdf.pictures import MAXIMUM_PIXELS, PictureError, PictureNote, PictureProblem, prepare_picture

WIDTH_MM, HEIGHT_MM = 154.0, 111.0
GOOD_PX = (1900, 1370)


def picture(mode: str = "RGB", size: tuple[int, int] = GOOD_PX, format_: str = "JPEG", **options: object) -> bytes:
    stream = io.BytesIO()
    Image.new(mode, size, 128 if mode in {"L", "I;16"} else None).save(stream, format_, **options)
    return stream.getvalue()


def png_claiming(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header promises any number of pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("blob", "problem"),
    [
        pytest.param(b"", PictureProblem.EMPTY, id="0 bytes"),
        pytest.param(b"Dear printer, see attachment.\n" * 40, PictureProblem.NOT_A_PICTURE, id="text named .jpg"),
        pytest.param(b"%PDF-1.7\n" + b"\0" * 200, PictureProblem.NOT_A_PICTURE, id="PDF named .jpg"),
        pytest.param(png_claiming(30_000, 30_000), PictureProblem.TOO_MANY_PIXELS, id="30,000 x 30,000"),
        pytest.param(png_claiming(10_000, 10_000), PictureProblem.TOO_MANY_PIXELS, id="100 megapixels"),
        pytest.param(png_claiming(6_500, 6_500), PictureProblem.TOO_MANY_PIXELS, id="42 megapixels"),
        pytest.param(png_claiming(1_900, 1_370), PictureProblem.DAMAGED, id="pixels missing"),
        pytest.param(picture()[:2_000], PictureProblem.DAMAGED, id="broken off"),
    ],
)
def test_a_dangerous_file_gets_its_own_answer(blob: bytes, problem: PictureProblem) -> None:
    with pytest.raises(PictureError) as caught:
        prepare_picture(blob, width_mm=WIDTH_MM, height_mm=HEIGHT_MM)
    assert caught.value.problem is problem
    assert len(str(caught.value)) > 20


def test_the_limit_lets_a_large_camera_through() -> None:
    assert 7_000 * 5_000 < MAXIMUM_PIXELS < 6_500 * 6_500


def test_a_good_picture_has_the_proportions_of_the_card_and_no_warnings() -> None:
    ready = prepare_picture(picture(), width_mm=WIDTH_MM, height_mm=HEIGHT_MM)
    assert ready.warnings == ()
    assert ready.dpi >= 300
    assert ready.width_px / ready.height_px == pytest.approx(WIDTH_MM / HEIGHT_MM, rel=1e-3)
    assert Image.open(io.BytesIO(ready.jpeg)).size == (ready.width_px, ready.height_px)


def test_a_small_picture_is_taken_with_the_figure_that_is_missing() -> None:
    (warning,) = prepare_picture(picture(size=(1000, 721)), width_mm=WIDTH_MM, height_mm=HEIGHT_MM).warnings
    assert warning.note is PictureNote.LOW_RESOLUTION
    assert warning.figure == pytest.approx(1000 / (WIDTH_MM / 25.4), abs=0.5)
    assert "1819 × 1312" in warning.sentence


def test_half_a_pixel_less_is_no_reason_to_warn() -> None:
    exact = (round(WIDTH_MM * 300 / 25.4), round(HEIGHT_MM * 300 / 25.4))
    assert prepare_picture(picture(size=exact), width_mm=WIDTH_MM, height_mm=HEIGHT_MM).warnings == ()


def test_a_large_picture_is_reduced_and_keeps_its_own_resolution_in_the_books() -> None:
    ready = prepare_picture(picture(size=(7000, 5046)), width_mm=WIDTH_MM, height_mm=HEIGHT_MM)
    assert ready.dpi == pytest.approx(7000 / (WIDTH_MM / 25.4), rel=1e-3)
    assert ready.warnings == ()
    assert ready.width_px == pytest.approx(450 * WIDTH_MM / 25.4, abs=2)


def test_an_upright_picture_is_turned_to_the_card() -> None:
    ready = prepare_picture(picture(size=GOOD_PX[::-1]), width_mm=WIDTH_MM, height_mm=HEIGHT_MM)
    assert [warning.note for warning in ready.warnings] == [PictureNote.TURNED]
    assert ready.width_px > ready.height_px


def test_a_panorama_says_how_much_is_cut_off() -> None:
    ready = prepare_picture(picture(size=(4000, 1370)), width_mm=WIDTH_MM, height_mm=HEIGHT_MM)
    (warning,) = ready.warnings
    assert warning.note is PictureNote.CUT
    assert warning.figure == pytest.approx(111 * 4000 / 1370 - 154, abs=0.5)


def test_where_when_and_what_the_camera_said_is_gone_but_the_picture_stands_upright() -> None:
    sample = Image.new("RGB", (1370, 1900), "blue")
    sample.paste("red", (0, 0, 1370, 400))  # red at the top of the stored pixels
    exif = Image.Exif()
    exif[0x0112] = 6  # stored lying: turn by 90 degrees clockwise to see it as it was taken
    exif[0x010F] = "Spyware Camera"
    exif.get_ifd(0x8825)[2] = (54.0, 41.0, 20.0)
    stream = io.BytesIO()
    sample.save(stream, "JPEG", exif=exif, comment=b"taken by A. N. Author", dpi=(72, 72))
    assert b"Spyware" in stream.getvalue()
    ready = prepare_picture(stream.getvalue(), width_mm=WIDTH_MM, height_mm=HEIGHT_MM)
    assert not any(secret in ready.jpeg for secret in (b"Spyware", b"Exif", b"Author"))
    seen = Image.open(io.BytesIO(ready.jpeg))
    assert not seen.getexif()
    assert "comment" not in seen.info
    red, _green, blue = seen.getpixel((seen.width - 20, seen.height // 2))  # type: ignore[misc]
    assert red > 200
    assert blue < 50


@pytest.mark.parametrize("colors", ["RGB", "CMYK"])
@pytest.mark.parametrize(
    "blob",
    [
        pytest.param(picture("CMYK"), id="CMYK JPEG"),
        pytest.param(picture("RGBA", format_="PNG"), id="transparent PNG"),
        pytest.param(picture("P", format_="PNG"), id="palette PNG"),
        pytest.param(picture("LA", format_="PNG"), id="grey with transparency"),
        pytest.param(picture("RGB", format_="PNG", icc_profile=b"not a profile"), id="broken colour profile"),
        pytest.param(picture("RGB", format_="WEBP"), id="WebP"),
        pytest.param(picture("CMYK", format_="TIFF"), id="CMYK TIFF"),
    ],
)
def test_every_colour_space_ends_in_the_wanted_one(blob: bytes, colors: str) -> None:
    ready = prepare_picture(blob, width_mm=WIDTH_MM, height_mm=HEIGHT_MM, colors=colors)  # type: ignore[arg-type]
    assert ready.mode == Image.open(io.BytesIO(ready.jpeg)).mode == colors


@pytest.mark.parametrize("mode", ["L", "1", "I;16"])
def test_grey_stays_grey(mode: str) -> None:
    assert prepare_picture(picture(mode, format_="PNG"), width_mm=WIDTH_MM, height_mm=HEIGHT_MM).mode == "L"


@pytest.mark.parametrize("level", [0, 96, 200, 255])
def test_grey_is_printed_with_black_ink_alone(level: int) -> None:
    stream = io.BytesIO()
    Image.new("RGB", GOOD_PX, (level, level, level)).save(stream, "PNG")
    ready = prepare_picture(stream.getvalue(), width_mm=WIDTH_MM, height_mm=HEIGHT_MM, colors="CMYK")
    inks = Image.open(io.BytesIO(ready.jpeg)).getpixel((900, 600))
    assert inks == pytest.approx((0, 0, 0, 255 - level), abs=3)


def test_transparent_parts_become_white_paper() -> None:
    ready = prepare_picture(picture("RGBA", format_="PNG"), width_mm=WIDTH_MM, height_mm=HEIGHT_MM)
    assert Image.open(io.BytesIO(ready.jpeg)).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("make", [picture, lambda: picture("RGB", (3000, 2163), "PNG")])
def test_the_same_picture_gives_the_same_bytes(make: Callable[[], bytes]) -> None:
    first, second = (prepare_picture(make(), width_mm=WIDTH_MM, height_mm=HEIGHT_MM).jpeg for _ in range(2))
    assert first == second


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow remarks on broken tags that it passes over
@settings(deadline=None, max_examples=150)
@given(
    sample=st.sampled_from(
        [(kind, mode) for kind in ("JPEG", "TIFF") for mode in ("RGB", "CMYK")] + [("PNG", "P"), ("WEBP", "RGB")]
    ),
    spots=st.lists(st.tuples(st.integers(0, 500), st.integers(0, 255)), max_size=12),
    kept=st.integers(0, 1000),
)
def test_a_broken_file_is_refused_or_taken_but_never_breaks_the_press(
    sample: tuple[str, str], spots: list[tuple[int, int]], kept: int
) -> None:
    blob = bytearray(picture(sample[1], (80, 58), sample[0]))
    for place, value in spots:
        blob[place % len(blob)] = value
    with contextlib.suppress(PictureError):
        assert prepare_picture(bytes(blob[: len(blob) * kept // 500]), width_mm=14, height_mm=10).jpeg
