"""A PDF of sheets that are not cards: lists, forms, labels, calibration. Written page by page, nothing is kept."""

from collections.abc import Sequence
from typing import BinaryIO

from petition.pdf.card import Ink
from petition.pdf.codes import code_stream
from petition.pdf.faces import face_at
from petition.pdf.fontfile import embed
from petition.pdf.geometry import MM_TO_PT, Rectangle
from petition.pdf.painter import Align, Painter
from petition.pdf.pdffile import PdfFile, compress, reference, string, syntax
from petition.pdf.sheetpages import START, box

A4_MM = (210.0, 297.0)
LETTER_MM = (215.9, 279.4)


class PaperFile:
    """Sheets of one size. Draw, call `end_page` after each page and `close` at the end.

    Lengths are millimetres from the top left. `replaced` gathers letters that no typeface has.
    """

    def __init__(self, out: BinaryIO, *, size_mm: tuple[float, float], title: str, language: str = "en") -> None:
        self.width_mm, self.height_mm = size_mm
        self.language = language
        self._title = title
        self._file = PdfFile(out)
        self._painter = Painter(self.height_mm)
        self._drawn: list[bytes] = []
        self.replaced: set[str] = set()
        size_pt = box((0, 0, self.width_mm * MM_TO_PT, self.height_mm * MM_TO_PT))
        self._media_box, self._boxes = size_pt, b"/TrimBox%s/BleedBox%s" % (size_pt, size_pt)

    @property
    def pages(self) -> int:
        """Pages ended so far."""
        return self._file.pages

    def text(
        self,
        text: str,
        place: Rectangle,
        sizes_pt: Sequence[float],
        *,
        language: str = "",
        align: Align = Align.LEFT,
    ) -> float:
        """Draws the text at the largest size that fits and gives the height that it takes."""
        painted = self._painter.text(text, place, tuple(sizes_pt), language=language or self.language, align=align)
        self.replaced.update(painted.replaced)
        self._drawn.append(painted.stream)
        return painted.height_mm

    def measure(
        self, text: str, place: Rectangle, sizes_pt: Sequence[float], *, language: str = ""
    ) -> tuple[float, bool]:
        """The height that the text would take, and whether that fits the place."""
        painted = self._painter.text(text, place, tuple(sizes_pt), language=language or self.language)
        return painted.height_mm, painted.is_inside

    def line(self, from_mm: tuple[float, float], to_mm: tuple[float, float], width_pt: float = 0.35) -> None:
        """Draws a straight line."""
        self._drawn.append(self._painter.line(from_mm, to_mm, width_pt))

    def frame(self, place: Rectangle, width_pt: float = 0.35) -> None:
        """Draws the outline of a rectangle."""
        left, bottom, right, top = place.box_pt(self.height_mm)
        self._drawn.append(
            f"{width_pt:g} w {left:.2f} {bottom:.2f} {right - left:.2f} {top - bottom:.2f} re S\n".encode()
        )

    def code(self, text: str, place: Rectangle) -> None:
        """Draws a QR code with its quiet zone into a square."""
        left, bottom, right, _top = place.box_pt(self.height_mm)
        self._drawn.append(code_stream(text, left_pt=left, bottom_pt=bottom, size_pt=right - left))

    def end_page(self) -> None:
        """Writes the page that was drawn."""
        number = self._file.allocate()
        self._file.compressed_stream(number, compress(START[Ink.GRAY] + b"".join(self._drawn)))
        self._file.page(number, self._boxes)
        self._drawn.clear()

    def close(self) -> str:
        """Writes fonts and index and gives the file's SHA-256."""
        glyphs = self._painter.glyphs
        fonts = {f"F{index}": reference(embed(self._file, face_at(index), glyphs[index])) for index in sorted(glyphs)}
        self._file.whole(self._file.resources, syntax({"Font": fonts}))
        catalog = {"Lang": string(self.language)}
        return self._file.close(self._media_box, catalog, {"Title": string(self._title)})
