"""The petition roll for the hand-over: the text, then every signature as a row, with totals at the foot of each page.

Rows are read once and written page by page, so that a roll of a hundred thousand names needs no more memory than one
of a hundred. Who chose not to be named is not handed to this module: the row says so, and counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

from petition.pdf.geometry import Rectangle
from petition.pdf.painter import Align
from petition.pdf.paperfile import A4_MM, PaperFile

EDGE_MM, FOOT_MM = 18.0, 14.0
COLUMNS_MM = (16.0, 84.0, 74.0)
ROW_AIR_MM = 1.4
TEXT_PT, CELL_PT, SMALL_PT = (11.0, 10.0, 9.0, 8.0), (9.0, 8.0, 7.0), (8.0,)
ONE_LINE_MM, CELL_MM = 4.2, 60.0


@dataclass(frozen=True, kw_only=True)
class RollEntry:
    """One signature. `name` is empty where the signer is only counted; `language` is that of the name."""

    name: str
    place: str = ""
    language: str = "en"


@dataclass(frozen=True, kw_only=True)
class RollWords:
    """The roll's own words, in the language of those who receive it; {…} are filled with figures."""

    number: str = "No."
    name: str = "Name"
    place: str = "Place"
    unnamed: str = "(name not published, counted)"
    page_total: str = "This page: {page_count}. So far: {total}."
    page: str = "Page {page}"
    total: str = "Total: {total} signatures, of which {unnamed} without a published name."


@dataclass(frozen=True, kw_only=True)
class Petition:
    """What was signed, and to whom it goes."""

    title: str
    addressee: str
    text: str
    language: str = "en"


@dataclass(frozen=True, kw_only=True)
class RollManifest:
    """What the roll holds; `replaced` are letters that no typeface has and that were shown as the replacement sign."""

    sha256: str
    signatures: int
    unnamed: int
    pages: int
    replaced: tuple[str, ...]


def print_roll(
    petition: Petition, entries: Iterable[RollEntry], out: BinaryIO, *, words: RollWords | None = None
) -> RollManifest:
    """Writes the roll on A4 and tells what it holds. `entries` is read once."""
    roll = _Roll(petition, words or RollWords(), out)
    roll.open()
    for entry in entries:
        roll.add(entry)
    return roll.close()


class _Roll:
    """The page that is being filled, and the counts so far."""

    def __init__(self, petition: Petition, words: RollWords, out: BinaryIO) -> None:
        self._petition, self._words = petition, words
        self._paper = PaperFile(out, size_mm=A4_MM, title=petition.title, language=petition.language)
        self._total = self._unnamed = self._on_page = 0
        self._y_mm = EDGE_MM

    def open(self) -> None:
        """Title, addressee and text; the table begins on a page of its own where they fill the first one."""
        petition = self._petition
        for text, sizes, air_mm in (
            (petition.title, (20.0, 18.0, 16.0, 14.0), 4.0),
            (petition.addressee, (12.0, 11.0), 6.0),
        ):
            self._y_mm += self._paper.text(text, self._rest(), sizes) + air_mm
        for paragraph in petition.text.split("\n"):
            height_mm, _ = self._paper.measure(paragraph, self._rest(), TEXT_PT[:1])
            if self._y_mm + height_mm > self._bottom_mm:
                self._end_page()
            self._y_mm += self._paper.text(paragraph, self._rest(), TEXT_PT) + 1.5
        self._y_mm += 6
        if self._y_mm > self._bottom_mm - 40:
            self._end_page()
        self._head()

    def add(self, entry: RollEntry) -> None:
        """One row; on a new page where this one is full."""
        cells = (f"{self._total + 1}", entry.name or self._words.unnamed, entry.place)
        heights = [
            self._paper.measure(text, place, CELL_PT, language=entry.language)[0]
            for text, place in zip(cells, self._cells(), strict=True)
        ]
        if self._y_mm + max(heights) + ROW_AIR_MM > self._bottom_mm:
            self._end_page()
            self._head()
        for text, place in zip(cells, self._cells(), strict=True):
            self._paper.text(text, place, CELL_PT, language=entry.language)
        self._y_mm += max(heights) + ROW_AIR_MM
        self._rule(0.15)
        self._total += 1
        self._on_page += 1
        self._unnamed += not entry.name

    def close(self) -> RollManifest:
        """The last page's foot, the total, and the file's end."""
        if self._y_mm + 20 > self._bottom_mm:
            self._end_page()
        total = self._words.total.format(total=f"{self._total:,}", unnamed=f"{self._unnamed:,}")
        self._y_mm += 6
        self._paper.text(total, self._rest(), (12.0, 11.0, 10.0))
        self._end_page()
        return RollManifest(
            sha256=self._paper.close(),
            signatures=self._total,
            unnamed=self._unnamed,
            pages=self._paper.pages,
            replaced=tuple(sorted(self._paper.replaced)),
        )

    @property
    def _bottom_mm(self) -> float:
        return self._paper.height_mm - EDGE_MM - FOOT_MM

    def _rest(self) -> Rectangle:
        width_mm = self._paper.width_mm - 2 * EDGE_MM
        return Rectangle(
            left_mm=EDGE_MM, top_mm=self._y_mm, width_mm=width_mm, height_mm=max(5.0, self._bottom_mm - self._y_mm)
        )

    def _cells(self) -> list[Rectangle]:
        left_mm, cells = EDGE_MM, []
        for width_mm in COLUMNS_MM:
            cells.append(Rectangle(left_mm=left_mm, top_mm=self._y_mm, width_mm=width_mm - 2, height_mm=ONE_LINE_MM))
            left_mm += width_mm
        return cells

    def _head(self) -> None:
        for text, place in zip((self._words.number, self._words.name, self._words.place), self._cells(), strict=True):
            self._paper.text(text, place, SMALL_PT)
        self._y_mm += 4.4
        self._rule(0.7)

    def _rule(self, width_pt: float) -> None:
        self._paper.line((EDGE_MM, self._y_mm), (self._paper.width_mm - EDGE_MM, self._y_mm), width_pt)
        self._y_mm += ROW_AIR_MM / 2

    def _end_page(self) -> None:
        top_mm = self._paper.height_mm - EDGE_MM - 6
        foot = Rectangle(left_mm=EDGE_MM, top_mm=top_mm, width_mm=self._paper.width_mm - 2 * EDGE_MM, height_mm=5)
        if self._on_page:
            totals = self._words.page_total.format(page_count=f"{self._on_page:,}", total=f"{self._total:,}")
            self._paper.text(totals, foot, SMALL_PT)
        page = self._words.page.format(page=f"{self._paper.pages + 1:,}")
        self._paper.text(page, foot, SMALL_PT, align=Align.RIGHT)
        self._paper.end_page()
        self._on_page = 0
        self._y_mm = EDGE_MM
