"""Looks at finished paper with other people's eyes: poppler, qpdf, zbar, and pdfium for pixels."""

import io
import shutil
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pypdfium2
from PIL import Image

from petition.pdf.geometry import Rectangle

PACKAGES = {
    "qpdf": "qpdf",
    "pdfinfo": "poppler-utils",
    "pdffonts": "poppler-utils",
    "hb-shape": "libharfbuzz-bin",
    "mutool": "mupdf-tools",
    "pdftotext": "poppler-utils",
    "zbarimg": "zbar-tools",
}


def run_tool(name: str, *arguments: str | Path, feed: bytes | None = None) -> str:
    """What the tool prints; fails where it is missing or complains."""
    path = shutil.which(name)
    assert path, f"{name} is missing: apt-get install {PACKAGES[name]}"
    done = subprocess.run([path, *map(str, arguments)], input=feed, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


@dataclass(frozen=True)
class Page:
    """A rendered page; `image` is grey."""

    image: Image.Image
    dpi: float

    def cut(self, place_mm: Rectangle) -> Image.Image:
        return self.image.crop(
            tuple(
                round(length / 25.4 * self.dpi)
                for length in (place_mm.left_mm, place_mm.top_mm, place_mm.right_mm, place_mm.bottom_mm)
            )
        )

    def edge_mm(self, line_mm: Rectangle, away: int) -> float:
        """Where ink ends along a thin rectangle; `away` is 1 where it begins inked, -1 where it ends so."""
        cut = self.cut(line_mm)
        along = max(cut.size)
        level = line_mm.width_mm > line_mm.height_mm
        start = round((line_mm.left_mm if level else line_mm.top_mm) / 25.4 * self.dpi)
        row = cut.resize((along, 1) if level else (1, along), Image.Resampling.BOX).get_flattened_data()
        darkest = min(row)
        inked = sum((255 - value) / (255 - darkest) for value in row)
        return (start + (inked if away > 0 else along - inked)) / self.dpi * 25.4

    def ink_mm(self, darker_than: int = 128) -> Rectangle:
        """The rectangle around all ink."""
        box = self.image.point(lambda value: 255 if value < darker_than else 0).getbbox()
        assert box, "the page is empty"
        left, top, right, bottom = (edge / self.dpi * 25.4 for edge in box)
        return Rectangle(left_mm=left, top_mm=top, width_mm=right - left, height_mm=bottom - top)


@lru_cache(maxsize=32)
def render(path: Path, number: int, dpi: float = 150) -> Page:
    """The page with this number, from 0."""
    document = pypdfium2.PdfDocument(path)
    try:
        return Page(document[number].render(scale=dpi / 72).to_pil().convert("L"), dpi)
    finally:
        document.close()


def read_codes(pictures: list[Image.Image]) -> list[str]:
    """What zbar reads in the pictures, laid below each other; an empty list where it finds no code of any kind."""
    width, gap = max(picture.width for picture in pictures) + 80, 40
    sheet = Image.new("L", (width, sum(picture.height + gap for picture in pictures) + gap), 255)
    top = gap
    for picture in pictures:
        sheet.paste(picture, (40, top))
        top += picture.height + gap
    stream = io.BytesIO()
    sheet.save(stream, "PNG", compress_level=1)
    path = shutil.which("zbarimg")
    assert path, f"zbarimg is missing: apt-get install {PACKAGES['zbarimg']}"
    done = subprocess.run([path, "--quiet", "--raw", "-"], input=stream.getvalue(), capture_output=True, check=False)
    assert done.returncode in {0, 4}, done.stderr.decode()
    return [code.strip() for code in done.stdout.decode().split("\n")[:-1]]


def fonts_of(path: Path) -> list[tuple[str, bool]]:
    """Each font's name and whether it is embedded, as poppler sees it."""
    rows = run_tool("pdffonts", path).splitlines()
    assert rows[0].split()[-6:] == ["emb", "sub", "uni", "object", "ID"][-6:] or "emb" in rows[0]
    column = rows[0].index("emb")
    return [(row.split()[0], row[column : column + 3].strip() == "yes") for row in rows[2:]]


def boxes_of(path: Path, last: int) -> list[dict[str, tuple[float, ...]]]:
    """Boxes of the first pages in points, as poppler sees them."""
    pages: list[dict[str, tuple[float, ...]]] = [{} for _ in range(last)]
    for line in run_tool("pdfinfo", "-box", "-f", "1", "-l", str(last), path).splitlines():
        if line.startswith("Page") and "Box:" in line:
            head, numbers = line.split(":")
            _, number, key = head.split()
            pages[int(number) - 1][key] = tuple(float(one) for one in numbers.split())
    return pages


def assert_is_sound(path: Path) -> None:
    """Structure by qpdf, every font embedded, every operator known to poppler."""
    run_tool("qpdf", "--check", path)
    fonts = fonts_of(path)
    assert fonts
    assert all(is_embedded for _, is_embedded in fonts), fonts
    tool = shutil.which("pdftotext")
    assert tool, "pdftotext is missing: apt-get install poppler-utils"
    done = subprocess.run([tool, str(path), "-"], capture_output=True, check=True)
    assert done.stderr == b""
