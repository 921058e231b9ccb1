"""Signature sheets for the street: serial and code, the petition, privacy words, and numbered lines to write on."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import BinaryIO

from petition.pdf.geometry import Rectangle
from petition.pdf.painter import Align
from petition.pdf.paperfile import A4_MM, PaperFile
from petition.pdf.roll import Petition
from petition.pdf.serials import with_check_character

EDGE_MM, CODE_MM = 12.0, 24.0
LEAST_ROW_MM = 9.0
"""A line lower than this cannot be written in by hand."""


class SheetTooFullError(ValueError):
    """The words leave no room for the lines; the message says how many lines fit."""


@dataclass(frozen=True, kw_only=True)
class SheetColumn:
    """A column to write in: its heading and its share of the width."""

    heading: str
    share: float


@dataclass(frozen=True, kw_only=True)
class SheetWords:
    """The sheet's own words in the signers' language."""

    serial: str = "Sheet"
    columns: tuple[SheetColumn, ...] = (
        SheetColumn(heading="Family name, first name (capitals)", share=0.4),
        SheetColumn(heading="Town, country", share=0.3),
        SheetColumn(heading="Signature in your own hand", share=0.3),
    )
    collector: str = "Collected by, place, date:"
    notes: str = "Notes:"
    privacy: str = ""


@dataclass(frozen=True, kw_only=True)
class SheetDesign:
    """What all sheets of one petition share. `link` is put before the serial in the code; empty codes the serial."""

    petition: Petition
    words: SheetWords = field(default_factory=SheetWords)
    lines: int = 12
    link: str = ""


def print_signature_sheets(design: SheetDesign, serials: Iterable[str], out: BinaryIO) -> str:
    """One A4 sheet a serial, which gets its check character here; gives the file's SHA-256.

    Raises SheetTooFullError, and ValueError for a serial with other letters than A-Z, 0-9 and hyphens.
    """
    petition = design.petition
    paper = PaperFile(out, size_mm=A4_MM, title=petition.title, language=petition.language)
    for serial in serials:
        _sheet(paper, design, with_check_character(serial))
        paper.end_page()
    return paper.close()


def _sheet(paper: PaperFile, design: SheetDesign, serial: str) -> None:
    width_mm = paper.width_mm - 2 * EDGE_MM
    _corner(paper, design, serial)
    y_mm = EDGE_MM
    beside_code = Rectangle(left_mm=EDGE_MM + CODE_MM + 4, top_mm=y_mm, width_mm=width_mm - CODE_MM - 4, height_mm=18)
    paper.text(design.petition.title, beside_code, (18.0, 16.0, 14.0, 12.0, 10.0))
    below = Rectangle(left_mm=beside_code.left_mm, top_mm=y_mm + 19, width_mm=beside_code.width_mm, height_mm=10)
    paper.text(design.petition.addressee, below, (10.0, 9.0, 8.0))
    y_mm += CODE_MM + 8
    text_place = Rectangle(left_mm=EDGE_MM, top_mm=y_mm, width_mm=width_mm, height_mm=80)
    y_mm += paper.text(design.petition.text, text_place, (10.0, 9.0, 8.0, 7.5)) + 3
    y_mm += _privacy(paper, design, y_mm) + 3
    _lines(paper, design, y_mm)
    _foot(paper, design)


def _corner(paper: PaperFile, design: SheetDesign, serial: str) -> None:
    code = Rectangle(left_mm=EDGE_MM, top_mm=EDGE_MM, width_mm=CODE_MM, height_mm=CODE_MM)
    paper.code(f"{design.link}{serial}", code)
    words = Rectangle(left_mm=EDGE_MM, top_mm=code.bottom_mm, width_mm=CODE_MM + 20, height_mm=5)
    paper.text(f"{design.words.serial} {serial}", words, (9.0, 8.0, 7.0, 6.0))


def _privacy(paper: PaperFile, design: SheetDesign, y_mm: float) -> float:
    if not design.words.privacy:
        return 0.0
    place = Rectangle(left_mm=EDGE_MM, top_mm=y_mm, width_mm=paper.width_mm - 2 * EDGE_MM, height_mm=20)
    return paper.text(design.words.privacy, place, (7.5, 7.0))


def _lines(paper: PaperFile, design: SheetDesign, top_mm: float) -> None:
    bottom_mm = paper.height_mm - EDGE_MM - 24
    row_mm = (bottom_mm - top_mm - 5) / design.lines
    if row_mm < LEAST_ROW_MM:
        fitting = max(0, int((bottom_mm - top_mm - 5) / LEAST_ROW_MM))
        raise SheetTooFullError(
            f"{design.lines} lines do not fit below the words; {fitting} do. Shorten the words or take fewer"
        )
    number_mm, width_mm = 9.0, paper.width_mm - 2 * EDGE_MM
    edges = [EDGE_MM, EDGE_MM + number_mm]
    whole = sum(column.share for column in design.words.columns)
    for column in design.words.columns:
        heading = Rectangle(left_mm=edges[-1] + 1, top_mm=top_mm, width_mm=30, height_mm=5)
        edges.append(edges[-1] + (width_mm - number_mm) * column.share / whole)
        wide = Rectangle(left_mm=heading.left_mm, top_mm=top_mm, width_mm=edges[-1] - edges[-2] - 2, height_mm=5)
        paper.text(column.heading, wide, (7.5, 7.0, 6.0))
    for number in range(design.lines + 1):
        y_mm = top_mm + 5 + number * row_mm
        paper.line((EDGE_MM, y_mm), (EDGE_MM + width_mm, y_mm), 0.5)
        if number < design.lines:
            place = Rectangle(left_mm=EDGE_MM, top_mm=y_mm + row_mm / 2 - 2.2, width_mm=number_mm - 2, height_mm=5)
            paper.text(f"{number + 1}", place, (9.0,), align=Align.RIGHT)
    for x_mm in edges:
        paper.line((x_mm, top_mm), (x_mm, bottom_mm), 0.5)


def _foot(paper: PaperFile, design: SheetDesign) -> None:
    y_mm = paper.height_mm - EDGE_MM - 20
    width_mm = paper.width_mm - 2 * EDGE_MM
    for words, down_mm in ((design.words.collector, 0.0), (design.words.notes, 10.0)):
        place = Rectangle(left_mm=EDGE_MM, top_mm=y_mm + down_mm, width_mm=width_mm / 2, height_mm=5)
        paper.text(words, place, (8.0, 7.0, 6.0))
        paper.line((EDGE_MM, y_mm + down_mm + 8), (EDGE_MM + width_mm, y_mm + down_mm + 8), 0.35)
