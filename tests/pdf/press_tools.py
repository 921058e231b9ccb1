"""Prints cards for tests and reads them back."""

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pikepdf
import pypdfium2
from paper_tools import run_tool
from sentences import NAMES, PLACES, SENTENCES

from petition.pdf import Card, CardDesign, Manifest, PaperLayout, compile_cards, load_layout

OFFICE = load_layout("office-4up-a4")
SINGLE = replace(
    OFFICE,
    sheet_width_mm=140,
    sheet_height_mm=97,
    columns=1,
    rows=1,
    rotation=0,
    bleed_mm=0,
    crop_marks=False,
    slug=False,
)
DESIGN = CardDesign(title="Solidarity", greeting="Greetings", address=("Узорная, 1", "Прыкладск"))


def greeting(language: str, number: int = 1) -> Card:
    """A card in this language."""
    return Card(
        number=f"T-{number:06}",
        text="\n".join(SENTENCES[language]),
        name=NAMES.get(language, ""),
        place=PLACES.get(language, ""),
        language=language,
    )


def printed(cards: Sequence[Card], layout: PaperLayout = SINGLE, **options: object) -> tuple[bytes, Manifest]:
    """The file and its manifest."""
    out = io.BytesIO()
    manifest = compile_cards(cards, DESIGN, layout, out, **options)
    return out.getvalue(), manifest


def poppler_text(pdf: bytes) -> list[str]:
    """The text of each page."""
    return run_tool("pdftotext", "-", "-", feed=pdf).split("\f")


def pdfium_text(pdf: bytes) -> list[str]:
    """The text of each page."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def shown_glyphs(pdf: bytes, page: int) -> Iterator[tuple[str, list[int]]]:
    """Face name and glyph ids of each text array of a page, as the file has them."""
    document = pikepdf.open(io.BytesIO(pdf))
    fonts = document.pages[page].obj["/Resources"].Font
    face = ""
    for operands, operator in pikepdf.parse_content_stream(document.pages[page]):
        if str(operator) == "Tf":
            face = re.sub("^[A-Z]{6}\\+", "", str(fonts[str(operands[0])].BaseFont)[1:])
        elif str(operator) == "TJ":
            raw = b"".join(bytes(part) for part in operands[0] if isinstance(part, pikepdf.String))
            yield face, [int.from_bytes(raw[at : at + 2], "big") for at in range(0, len(raw), 2)]


def harfbuzz_glyphs(path: str, text: str, *options: str) -> list[int]:
    """Glyph ids by Debian's hb-shape."""
    shown = run_tool("hb-shape", "--no-glyph-names", "--no-clusters", "--no-positions", *options, path, text)
    return [int(glyph) for glyph in shown.strip("[]\n").split("|")]
