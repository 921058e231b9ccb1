"""The front picture: judged before it is decoded, cleaned of all that cameras add, cut to the card.

Nothing but pixels goes on: EXIF, GPS, comments and thumbnails stay behind, because only a resampled copy is written.
Sizes are checked in the header, so that a small file which unpacks to gigabytes is refused at no cost.
"""

import io
import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from PIL import Image, ImageChops, ImageCms, ImageOps

MAXIMUM_PIXELS = 40_000_000
"""Twice what a 24 megapixel camera gives is not needed for paper; 40 million pixels unpack to 160 MB at most."""
WANTED_DPI = 300
"""Print shops refuse pictures below this resolution at final size."""
KEPT_DPI = 450
"""Finer pictures are reduced to this: no press shows more, and the file grows with the square."""
NOTED_CUT_MM = 5.0
FORMATS = ("JPEG", "PNG", "WEBP", "TIFF")
ColorSpace = Literal["RGB", "CMYK"]


class PictureProblem(StrEnum):
    """Why a picture cannot be used."""

    EMPTY = "empty"
    NOT_A_PICTURE = "not_a_picture"
    TOO_MANY_PIXELS = "too_many_pixels"
    DAMAGED = "damaged"


class PictureError(Exception):
    """A picture that cannot be used, with its code and a sentence that says what to do."""

    def __init__(self, problem: PictureProblem, sentence: str) -> None:
        super().__init__(sentence)
        self.problem = problem


class PictureNote(StrEnum):
    """What somebody should know before printing; none of these stops the press."""

    LOW_RESOLUTION = "low_resolution"
    TURNED = "turned"
    CUT = "cut"
    COLORS_CONVERTED = "colors_converted"


@dataclass(frozen=True, kw_only=True)
class PictureWarning:
    """A note with its figure: dots per inch, or millimetres cut off; None where there is nothing to measure."""

    note: PictureNote
    figure: float | None
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A JPEG of exactly the wanted proportions. `mode` is "L", "RGB" or "CMYK"; CMYK samples are stored inverted."""

    jpeg: bytes
    mode: str
    width_px: int
    height_px: int
    dpi: float
    warnings: tuple[PictureWarning, ...]


def prepare_picture(blob: bytes, *, width_mm: float, height_mm: float, colors: ColorSpace = "RGB") -> Picture:
    """The picture cut to `width_mm` × `height_mm` (trim and bleed) around its middle. Raises PictureError."""
    image = _open(blob)
    full_px = max(image.size)
    image, warnings = _upright(
        _shrunk_while_decoding(image, width_mm, height_mm), width_mm=width_mm, height_mm=height_mm
    )
    image, converted = _in_colors(image, colors)
    dpi = 25.4 * min(image.width / width_mm, image.height / height_mm) * full_px / max(image.size)
    warnings += converted + _size_warnings(image.size, width_mm=width_mm, height_mm=height_mm, dpi=dpi)
    scale = min(1.0, KEPT_DPI / dpi)
    size = (max(1, round(width_mm / 25.4 * dpi * scale)), max(1, round(height_mm / 25.4 * dpi * scale)))
    fitted = ImageOps.fit(image, size, Image.Resampling.LANCZOS)
    del image  # the decoded original is the largest thing in memory
    return Picture(
        jpeg=_clean_jpeg(fitted), mode=fitted.mode, width_px=size[0], height_px=size[1], dpi=dpi, warnings=warnings
    )


def _open(blob: bytes) -> Image.Image:
    if not blob:
        raise PictureError(
            PictureProblem.EMPTY, "The picture file is empty (0 bytes). Save it again and upload it anew."
        )
    try:
        image = Image.open(io.BytesIO(blob), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels("far more") from error
    except (OSError, SyntaxError, ValueError) as error:
        raise PictureError(
            PictureProblem.NOT_A_PICTURE,
            "This file is not a JPEG, PNG, WebP or TIFF picture, whatever its name says. Choose a picture file.",
        ) from error
    if image.width * image.height > MAXIMUM_PIXELS:
        raise _too_many_pixels(f"{image.width} × {image.height}")
    return image


def _shrunk_while_decoding(image: Image.Image, width_mm: float, height_mm: float) -> Image.Image:
    """A JPEG much finer than needed is decoded at a half, quarter or eighth of its size, in as much less memory."""
    needed_px = math.ceil(max(width_mm, height_mm) / 25.4 * KEPT_DPI)
    image.draft(None, (needed_px, needed_px))
    return image


def _too_many_pixels(found: str) -> PictureError:
    limit = MAXIMUM_PIXELS // 1_000_000
    return PictureError(
        PictureProblem.TOO_MANY_PIXELS,
        f"The picture has too many pixels ({found}); at most {limit} million are taken. Save it smaller.",
    )


def _upright(
    image: Image.Image, *, width_mm: float, height_mm: float
) -> tuple[Image.Image, tuple[PictureWarning, ...]]:
    """Decoded, turned as its camera was held, and then to the card's long side."""
    try:
        image.load()
        ImageOps.exif_transpose(image, in_place=True)
    except (OSError, SyntaxError, ValueError, ArithmeticError) as error:
        raise PictureError(
            PictureProblem.DAMAGED, "The picture file breaks off or is damaged. Copy it again from its source."
        ) from error
    if (image.width - image.height) * (width_mm - height_mm) >= 0:
        return image, ()
    sentence = "The picture is upright and the card lies (or the other way round): it was turned by 90 degrees."
    warning = PictureWarning(note=PictureNote.TURNED, figure=None, sentence=sentence)
    return image.transpose(Image.Transpose.ROTATE_90), (warning,)


def _in_colors(image: Image.Image, colors: ColorSpace) -> tuple[Image.Image, tuple[PictureWarning, ...]]:
    """Grey stays grey; all else becomes RGB or CMYK. Transparent parts become white paper."""
    plain = _flattened(image)
    if plain.mode in {"L", colors}:
        return plain, ()
    sentence = f"The picture's colours were converted from {plain.mode} to {colors}: look at a proof before printing."
    warning = PictureWarning(note=PictureNote.COLORS_CONVERTED, figure=None, sentence=sentence)
    return (_to_cmyk(plain) if colors == "CMYK" else _in_srgb(plain, image.info.get("icc_profile"))), (warning,)


def _flattened(image: Image.Image) -> Image.Image:
    if image.mode.startswith(("I", "F")):  # 16 bits a sample
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in {"1", "L"} and "transparency" not in image.info:
        return image.convert("L")
    if image.mode == "CMYK":
        return image
    if image.has_transparency_data:
        over = image.convert("RGBA")
        paper = Image.new("RGBA", over.size, "white")
        paper.alpha_composite(over)
        return paper.convert("RGB")
    return _in_srgb(image if image.mode == "RGB" else image.convert("RGB"), image.info.get("icc_profile"))


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """In RGB by the colour profile that came with the picture, because that profile does not travel on."""
    try:
        if profile:
            source = ImageCms.getOpenProfile(io.BytesIO(profile))
            ready = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            if ready:
                return ready
    except (ImageCms.PyCMSError, OSError, ValueError):
        pass  # a broken profile, or one of another colour space: the numbers are taken as they are
    return image if image.mode == "RGB" else image.convert("RGB")


def _to_cmyk(image: Image.Image) -> Image.Image:
    """The inverse of the plain DeviceCMYK formula of PDF, all grey in black ink: at most 200 % ink on the paper."""
    cyan, magenta, yellow = (ImageChops.invert(band) for band in image.split())
    black = ImageChops.darker(ImageChops.darker(cyan, magenta), yellow)
    inks = [ImageChops.subtract(ink, black) for ink in (cyan, magenta, yellow)]
    return Image.merge("CMYK", [*inks, black])


def _size_warnings(
    size_px: tuple[int, int], *, width_mm: float, height_mm: float, dpi: float
) -> tuple[PictureWarning, ...]:
    warnings: tuple[PictureWarning, ...] = ()
    if round(dpi) < WANTED_DPI:  # a picture made for this size may lack half a pixel
        needed = (math.ceil(width_mm / 25.4 * WANTED_DPI), math.ceil(height_mm / 25.4 * WANTED_DPI))
        sentence = (
            f"The picture has {dpi:.0f} dpi at its printed size, less than {WANTED_DPI}: it may look soft. "
            f"{needed[0]} × {needed[1]} pixels or more are needed."
        )
        warnings += (PictureWarning(note=PictureNote.LOW_RESOLUTION, figure=round(dpi, 1), sentence=sentence),)
    wide, high = size_px[0] / width_mm, size_px[1] / height_mm
    over_mm = (wide / high - 1) * width_mm if wide > high else (high / wide - 1) * height_mm
    if over_mm > NOTED_CUT_MM:
        sentence = f"The picture has other proportions than the card: {over_mm:.0f} mm of it are cut off."
        warnings += (PictureWarning(note=PictureNote.CUT, figure=round(over_mm, 1), sentence=sentence),)
    return warnings


def _clean_jpeg(image: Image.Image) -> bytes:
    """The pixels alone: what Pillow carries along beside them, and would write, is forgotten first."""
    image.info.clear()
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=92, subsampling="4:4:4", optimize=True)
    return stream.getvalue()
