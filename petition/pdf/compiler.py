"""Cards in, one PDF out: written once, spooled, imposed, and told of in a manifest."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from petition.pdf.card import Card, CardDesign, Ink, LeftOut, Manifest
from petition.pdf.divider import Bundle, divider_stream
from petition.pdf.faces import face_at
from petition.pdf.fontfile import embed
from petition.pdf.geometry import MM_TO_PT
from petition.pdf.imposition import sheets
from petition.pdf.model import PaperLayout, PrinterProfile
from petition.pdf.painter import Painter
from petition.pdf.pdffile import PdfFile, Raw, compress, name, reference, string, syntax
from petition.pdf.pictures import Picture, prepare_picture
from petition.pdf.sheetpages import START, SheetPages, box
from petition.pdf.slug import SlugPainter
from petition.pdf.spool import Spool
from petition.pdf.typesetter import WORDS_KEPT
from petition.pdf.writing import Writer


@dataclass(frozen=True, kw_only=True)
class FileProperties:
    """Further entries of the file's catalog and information dictionary, as PDF syntax; a print shop's needs."""

    catalog: Mapping[str, bytes] = field(default_factory=dict)
    information: Mapping[str, bytes] = field(default_factory=dict)
    is_classic: bool = False


class DesignError(Exception):
    """The design itself cannot be printed; the message says what is wrong."""


def compile_cards(  # noqa: PLR0913 - the press's one door; all but the first four have a default
    cards: Iterable[Card],
    design: CardDesign,
    layout: PaperLayout,
    out: Path | BinaryIO,
    *,
    profile: PrinterProfile | None = None,
    processes: int = 1,
    words_kept: int = WORDS_KEPT,
    properties: FileProperties | None = None,
) -> Manifest:
    """Writes all printable cards to `out`, front and back, imposed for cut and stack, and tells what was printed.

    `cards` is read once, from front to back. A card with problems is left out and listed. The bytes depend on nothing
    but cards, design, layout and profile. Raises DesignError, PictureError and FontMissingError.
    """
    if isinstance(out, Path):
        with out.open("wb") as file:
            return compile_cards(
                cards,
                design,
                layout,
                file,
                profile=profile,
                processes=processes,
                words_kept=words_kept,
                properties=properties,
            )
    run = _Run(design, layout, profile or PrinterProfile(), properties or FileProperties(), out, words_kept)
    return run.compile(cards, processes)


class _Run:
    """One compilation."""

    def __init__(  # noqa: PLR0917 - the parts of compile_cards
        self,
        design: CardDesign,
        layout: PaperLayout,
        profile: PrinterProfile,
        properties: FileProperties,
        out: BinaryIO,
        words_kept: int,
    ) -> None:
        self._design, self._layout, self._profile, self._properties = design, layout, profile, properties
        self._writer = Writer(design, layout, words_kept=words_kept)
        self._picture = prepare_front(design, layout)
        self._file = PdfFile(out, is_classic=properties.is_classic)
        self._slug = SlugPainter(layout, self._profile)
        self._painter = Painter(layout.sheet_height_mm)
        self._facilities: deque[str] = deque()

    def compile(self, cards: Iterable[Card], processes: int) -> Manifest:
        shared = self._writer.shared()
        if self._writer.problems:
            raise DesignError("; ".join(str(problem) for problem in self._writer.problems))
        printed: list[str] = []
        left_out: list[LeftOut] = []
        bundles: list[Bundle] = []
        with Spool() as spool:
            for position, one in enumerate(self._writer.write(self._noting_facilities(cards), processes)):
                facility = self._facilities.popleft()
                if one.problems:
                    left_out.append(LeftOut(position=position, number=one.number, problems=one.problems))
                else:
                    if not bundles or bundles[-1].facility != facility:
                        bundles.append(Bundle(facility=facility, start=len(printed)))
                    bundles[-1].count += 1
                    printed.append(one.number)
                    spool.append(one.marks)
            count = self._add_sheets(spool, bundles, printed)
        self._add_resources(shared)
        sheet = (0, 0, self._layout.sheet_width_mm * MM_TO_PT, self._layout.sheet_height_mm * MM_TO_PT)
        digest = self._file.close(box(sheet), self._catalog(), self._information())
        return Manifest(
            sha256=digest,
            size_bytes=self._file.size,
            pages=self._file.pages,
            sheets=count,
            printed=tuple(printed),
            left_out=tuple(left_out),
            warnings=tuple(warning.sentence for warning in self._picture.warnings) if self._picture else (),
        )

    def _noting_facilities(self, cards: Iterable[Card]) -> Iterator[Card]:
        for card in cards:
            self._facilities.append(card.facility)
            yield card

    def _add_sheets(self, spool: Spool, bundles: list[Bundle], printed: list[str]) -> int:
        pages = SheetPages(self._file, self._design, self._layout, self._profile)
        count = 0
        for bundle in bundles:
            if bundle.facility and self._layout.n_up > 1:
                numbers = (printed[bundle.start], printed[bundle.start + bundle.count - 1])
                pages.add_plain(divider_stream(self._painter, self._layout, bundle, numbers, self._design.title))
                count += 1
            for positions in sheets(bundle.count, self._layout.n_up, self._profile.pile_height):
                places = [None if position is None else bundle.start + position for position in positions]
                slugs = self._slug([None if place is None else printed[place] for place in places])
                pages.add([None if place is None else spool.read(place) for place in places], beside_back=slugs)
                count += 1
        return count

    def _add_resources(self, shared: bytes) -> None:
        forms = {"B": reference(self._form(shared, b""))}
        if address := self._writer.shared_address():
            forms["A"] = reference(self._form(address, b""))
        if self._picture:
            forms["P"] = reference(self._front(self._picture))
        glyphs = dict(self._writer.glyphs)
        for more in (self._slug.glyphs, self._painter.glyphs):
            for index, used in more.items():
                glyphs[index] = glyphs.get(index, set()) | used
        fonts = {f"F{index}": reference(embed(self._file, face_at(index), glyphs[index])) for index in sorted(glyphs)}
        self._file.whole(self._file.resources, syntax({"Font": fonts, "XObject": forms}))

    def _form(self, content: bytes, resources: bytes) -> int:
        number = self._file.allocate()
        layout = self._layout
        bleed = layout.bleed_mm
        edges = [-bleed, -bleed, layout.card_width_mm + bleed, layout.card_height_mm + bleed]
        self._file.stream(
            number,
            {
                "Type": name("XObject"),
                "Subtype": name("Form"),
                "BBox": Raw(box([edge * MM_TO_PT for edge in edges])),
                "Resources": Raw(resources) if resources else reference(self._file.resources),
                "Filter": name("FlateDecode"),
            },
            compress(START[self._design.ink] + content),
        )
        return number

    def _front(self, picture: Picture) -> int:
        image = self._file.allocate()
        self._file.stream(
            image,
            {
                "Type": name("XObject"),
                "Subtype": name("Image"),
                "Width": picture.width_px,
                "Height": picture.height_px,
                "BitsPerComponent": 8,
                "ColorSpace": name({"L": "DeviceGray", "RGB": "DeviceRGB", "CMYK": "DeviceCMYK"}[picture.mode]),
                **({"Decode": [1, 0] * 4} if picture.mode == "CMYK" else {}),
                "Filter": name("DCTDecode"),
            },
            picture.jpeg,
        )
        width, height = front_size_mm(self._layout)
        edge = self._layout.quiet_border_mm - self._layout.bleed_mm
        corner = [length * MM_TO_PT for length in (width, height, edge, edge)]
        content = "q {:.3f} 0 0 {:.3f} {:.3f} {:.3f} cm/I Do Q\n".format(*corner).encode()
        return self._form(content, b"<</XObject<</I %d 0 R>>>>" % image)

    def _catalog(self) -> dict[str, object]:
        return {"Lang": string(self._design.language)} | {
            key: Raw(value) for key, value in self._properties.catalog.items()
        }

    def _information(self) -> dict[str, object]:
        title = {"Title": string(self._design.title)} if self._design.title else {}
        return title | {key: Raw(value) for key, value in self._properties.information.items()}


def front_size_mm(layout: PaperLayout) -> tuple[float, float]:
    """Width and height of the front picture: trim and bleed, without the quiet border."""
    grown = 2 * (layout.bleed_mm - layout.quiet_border_mm)
    return layout.card_width_mm + grown, layout.card_height_mm + grown


def prepare_front(design: CardDesign, layout: PaperLayout) -> Picture | None:
    """The design's picture, ready for this layout; None where there is none. Raises PictureError."""
    if design.front is None or isinstance(design.front, Picture):
        return design.front
    blob = design.front if isinstance(design.front, bytes) else design.front.read_bytes()
    width, height = front_size_mm(layout)
    return prepare_picture(blob, width_mm=width, height_mm=height, colors="CMYK" if design.ink is Ink.CMYK else "RGB")
