"""The press's answers while somebody is still writing: does it fit, and how will it look."""

import io
from dataclasses import replace
from enum import StrEnum
from threading import Lock

from petition.pdf.card import Card, CardDesign, Fit
from petition.pdf.compiler import DesignError, compile_cards
from petition.pdf.model import PaperLayout
from petition.pdf.png import encode_png
from petition.pdf.writing import Writer

_ONE_AT_A_TIME = Lock()
"""PDFium is not safe for threads."""


class Side(StrEnum):
    """The sides of a card."""

    FRONT = "front"
    BACK = "back"


class CardNotPrintableError(Exception):
    """The card has problems; they are in `fit`."""

    def __init__(self, fit: Fit) -> None:
        super().__init__("; ".join(str(problem) for problem in fit.problems))
        self.fit = fit


def check_fit(card: Card, design: CardDesign, layout: PaperLayout) -> Fit:
    """How the card fits, by the code that prints it. Raises FontMissingError."""
    return Writer(design, layout).fit(card)


def render_preview_png(
    card: Card, design: CardDesign, layout: PaperLayout, side: Side | str, dpi: float = 150
) -> bytes:
    """One side of the trimmed card as PNG, drawn from the page that would be printed.

    Raises CardNotPrintableError, DesignError, PictureError and FontMissingError.
    """
    single = replace(
        layout,
        sheet_width_mm=layout.card_width_mm,
        sheet_height_mm=layout.card_height_mm,
        columns=1,
        rows=1,
        rotation=0,
        crop_marks=False,
        slug=False,
    )
    shown = Side(side)
    out = io.BytesIO()
    manifest = compile_cards([card], design if shown is Side.FRONT else replace(design, front=None), single, out)
    if manifest.left_out:
        raise CardNotPrintableError(check_fit(card, design, layout))
    return _render(out.getvalue(), 0 if shown is Side.FRONT else 1, dpi)


def _render(pdf: bytes, page: int, dpi: float) -> bytes:
    import pypdfium2  # noqa: PLC0415 - 50 ms that only previews need, not each process that prints

    is_grey = page == 1
    with _ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(pdf)
        try:
            bitmap = document[page].render(scale=dpi / 72, grayscale=is_grey, rev_byteorder=True)
            image = bitmap.to_pil()
        finally:
            document.close()
    shown = image if is_grey else image.convert("RGB")
    return encode_png(shown.tobytes(), shown.width, shown.height, 1 if is_grey else 3)


__all__ = ["CardNotPrintableError", "DesignError", "Side", "check_fit", "render_preview_png"]
