"""Pages of imposed sheets: fronts that all look alike, and backs with each card's marks in its slot."""

from collections.abc import Callable, Sequence
from functools import lru_cache

from petition.pdf.card import CardDesign, Ink
from petition.pdf.fitting import short
from petition.pdf.geometry import MM_TO_PT, Slot, back_slots, front_slots, turns_by_columns
from petition.pdf.imposition import back_shift_mm
from petition.pdf.marks import crop_mark_stream
from petition.pdf.model import PaperLayout, PrinterProfile
from petition.pdf.pdffile import PdfFile, compress

START = {Ink.GRAY: b"1.22 TL\n", Ink.CMYK: b"1.22 TL 0 0 0 1 k 0 0 0 1 K\n"}
"""State at the start of each content stream: the usual line pitch in ems, and black ink only."""
Beside = Callable[[Sequence[str | None]], bytes]
"""Draws beside the cards of one side, in sheet coordinates, out of their numbers by slot (None: empty)."""


class SheetPages:
    """Writes the two pages of each sheet. Resources must hold /P (picture), /B (shared marks) and /A (its address)."""

    def __init__(self, file: PdfFile, design: CardDesign, layout: PaperLayout, profile: PrinterProfile) -> None:
        self._file = file
        self._has_front = design.front is not None
        self._black = START[design.ink]
        fronts, backs = front_slots(layout), back_slots(layout, profile.flip_edge)
        self._fronts = [_placed(slot, layout) + b"/P Do Q\n" for slot in fronts]
        self._backs = [_placed(slot, layout) + b"/B Do\n" for slot in backs]
        self._front_marks, self._back_marks = crop_mark_stream(layout, fronts), crop_mark_stream(layout, backs)
        right, down = back_shift_mm(
            profile.back_right_mm, profile.back_down_mm, by_columns=turns_by_columns(layout, profile.flip_edge)
        )
        moved = bool(right or down)
        self._shift = b"1 0 0 1 %s %s cm\n" % (short(right * MM_TO_PT), short(-down * MM_TO_PT)) if moved else b""
        self._boxes = page_boxes(layout)
        self._front_stream = lru_cache(maxsize=64)(self._write_front)

    def add(self, marks: Sequence[bytes | None], beside_front: bytes = b"", beside_back: bytes = b"") -> None:
        """Adds the front and the back page of one sheet; `marks` by front slot, None where a slot stays empty."""
        filled = tuple(one is not None for one in marks)
        front = self._write_front(filled, beside_front) if beside_front else self._front_stream(filled)
        self._file.page(front, self._boxes)
        pieces = [self._shift, self._black, self._back_marks, beside_back]
        for place, one in zip(self._backs, marks, strict=True):
            if one is not None:
                pieces += (place, one, b"Q\n")
        number = self._file.allocate()
        self._file.compressed_stream(number, compress(b"".join(pieces)))
        self._file.page(number, self._boxes)

    def add_plain(self, drawing: bytes) -> None:
        """Adds a sheet with this drawing on its front and nothing on its back."""
        for content in (drawing, b""):
            number = self._file.allocate()
            self._file.compressed_stream(number, compress(self._black + content))
            self._file.page(number, self._boxes)

    def _write_front(self, filled: tuple[bool, ...], beside: bytes = b"") -> int:
        number = self._file.allocate()
        places = [place for place, is_filled in zip(self._fronts, filled, strict=True) if is_filled]
        pictures = b"".join(places) if self._has_front else b""
        self._file.compressed_stream(number, compress(self._black + self._front_marks + beside + pictures))
        return number


def page_boxes(layout: PaperLayout) -> bytes:
    """TrimBox and BleedBox of a page: the card's own where a page is one card with bleed, else the whole sheet."""
    width, height = layout.sheet_width_mm, layout.sheet_height_mm
    whole = (0.0, 0.0, width * MM_TO_PT, height * MM_TO_PT)
    trim = bleed = whole
    if layout.n_up == 1:
        card = front_slots(layout)[0].trim
        trim, bleed = card.box_pt(height), card.grown(layout.bleed_mm).box_pt(height)
    return b"/TrimBox%s/BleedBox%s" % (box(trim), box(bleed))


def box(edges: Sequence[float]) -> bytes:
    """A rectangle array with thousandths of a point."""
    return b"[%s]" % " ".join(f"{edge:.3f}".rstrip("0").rstrip(".") for edge in edges).encode()


def _placed(slot: Slot, layout: PaperLayout) -> bytes:
    a, b, c, d, e, f = slot.matrix_pt(layout.sheet_height_mm)
    return b"q %d %d %d %d %s %s cm" % (a, b, c, d, short(e), short(f))
