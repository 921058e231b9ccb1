"""What a print shop gets: a file that says it is PDF/X-1a (or plain RGB) and keeps that promise, and a job ticket.

Beyond the pages, PDF/X-1a asks for PDF 1.4 with a plain cross-reference table, one output intent, dates and a word
on trapping. The date is the same in every file, because nothing may tell when a card was made.
"""

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from petition.pdf.compiler import FileProperties
from petition.pdf.preflight_report import VERSION, PrintStandard

if TYPE_CHECKING:
    from petition.pdf.model import PaperLayout

FIXED_DATE = "D:20000101000000Z"
REGISTRY = "http://www.color.org"
CONDITION = "FOGRA39"
CONDITION_MEANING = "Offset on coated paper, ISO 12647-2:2004, FOGRA39"


def shop_properties(standard: PrintStandard) -> FileProperties:
    """What the compiler must write into a shop's file beside its pages."""
    if standard is PrintStandard.RGB:
        return FileProperties(information={"Trapped": b"/False"}, is_classic=True)
    intent = (
        f"[<</Type/OutputIntent/S/GTS_PDFX/OutputConditionIdentifier({CONDITION})/OutputCondition({CONDITION_MEANING})"
        f"/RegistryName({REGISTRY})/Info({CONDITION_MEANING})>>]"
    )
    date = f"({FIXED_DATE})".encode()
    return FileProperties(
        catalog={"OutputIntents": intent.encode()},
        information={
            "Trapped": b"/False",
            "GTS_PDFXVersion": f"({VERSION})".encode(),
            "CreationDate": date,
            "ModDate": date,
        },
        is_classic=True,
    )


@dataclass(frozen=True, kw_only=True)
class Paper:
    """The paper to print on."""

    grammage_g_m2: int = 300
    kind: str = "uncoated on the written side, so that a pen and a postmark hold"


@dataclass(frozen=True, kw_only=True)
class JobTicket:
    """What the shop must know beside the file."""

    title: str
    file: str
    sha256: str
    cards: int
    pages: int
    trim_width_mm: float
    trim_height_mm: float
    bleed_mm: float
    standard: PrintStandard
    condition: str
    paper: Paper
    colors_front: str
    colors_back: str = "1 (black)"
    folding: str = "none"
    marks: str = "none in the file"
    order: str = "page 1 front, page 2 back of the first card, and so on; keep the order when cutting and packing"

    @property
    def card_weight_g(self) -> float:
        """Weight of one trimmed card in grams."""
        return self.trim_width_mm * self.trim_height_mm * self.paper.grammage_g_m2 / 1e6

    def as_json(self) -> str:
        """The ticket for machines."""
        return (
            json.dumps({**asdict(self), "card_weight_g": round(self.card_weight_g, 2)}, ensure_ascii=False, indent=2)
            + "\n"
        )

    def as_text(self) -> str:
        """The ticket for people."""
        rows = {
            "Job": self.title,
            "File": self.file,
            "SHA-256": self.sha256,
            "Cards": f"{self.cards}, each different, printed once",
            "Pages": f"{self.pages}, front and back in turn",
            "Trimmed size": f"{self.trim_width_mm:g} × {self.trim_height_mm:g} mm",
            "Bleed": f"{self.bleed_mm:g} mm on each side, included in the page",
            "Standard": VERSION if self.standard is PrintStandard.X1A else "PDF 1.4, RGB pictures",
            "Printing condition": self.condition,
            "Colours, front": self.colors_front,
            "Colours, back": self.colors_back,
            "Paper": f"{self.paper.grammage_g_m2} g/m², {self.paper.kind}",
            "Weight of a card": f"{self.card_weight_g:.1f} g",
            "Folding": self.folding,
            "Printer's marks": self.marks,
            "Order": self.order,
        }
        return "Job ticket\n\n" + "".join(f"{key + ':':<20}{value}\n" for key, value in rows.items())


@dataclass(frozen=True, kw_only=True)
class PrintedFile:
    """The finished file's name, digest and size in cards and pages."""

    name: str
    sha256: str
    cards: int
    pages: int


def make_ticket(title: str, printed: PrintedFile, layout: "PaperLayout", standard: PrintStandard) -> JobTicket:
    """The ticket for a finished file of one card a page."""
    is_x1a = standard is PrintStandard.X1A
    return JobTicket(
        title=title,
        file=printed.name,
        sha256=printed.sha256,
        cards=printed.cards,
        pages=printed.pages,
        trim_width_mm=layout.card_width_mm,
        trim_height_mm=layout.card_height_mm,
        bleed_mm=layout.bleed_mm,
        standard=standard,
        condition=CONDITION if is_x1a else "none; sRGB",
        paper=Paper(),
        colors_front="4 (CMYK)" if is_x1a else "RGB, to be converted by the shop",
    )
