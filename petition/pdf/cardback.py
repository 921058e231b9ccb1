"""The written side of a card: message, signature, name and place on the left, the address on the right.

Right of the rule everything but the address stays free: 74 × 40 mm for the stamp, 15 mm at the bottom for the sorting
machine's bars, 15 mm at the right edge. Lengths are points from the bottom left of the trim, unless named otherwise.
"""

from dataclasses import dataclass

from petition.pdf.card import Card, CardDesign, Fit
from petition.pdf.characters import find_surrogate, neutralise
from petition.pdf.fitting import Box, Setting, draw, fit, short
from petition.pdf.geometry import MM_TO_PT
from petition.pdf.model import PaperLayout
from petition.pdf.problems import (
    AddressTooTall,
    BrokenSignature,
    BrokenText,
    MissingGlyph,
    Problem,
    TooManyLines,
    TooWide,
)
from petition.pdf.signature import draw_signature, is_whole
from petition.pdf.typesetter import Typesetter

SAFE_MM = 5.0
FRANKING_WIDTH_MM, FRANKING_HEIGHT_MM = 74.0, 40.0
CODING_HEIGHT_MM = ADDRESS_EDGE_MM = 15.0
GUTTER_MM = 4.0
SIGNATURE_MM = (45.0, 12.0)
NAME_SIZES_PT, PLACE_SIZES_PT, GREETING_SIZES_PT = (10, 9, 8, 7), (8.5, 7.5, 6.5), (11, 10, 9, 8)
NAME_HEIGHT_MM, PLACE_HEIGHT_MM = 4.6, 4.0


@dataclass(frozen=True, kw_only=True)
class CardZones:
    """Where things lie on a card of one size, in points."""

    left: float
    top: float
    bottom: float
    column: float
    rule: float
    address_left: float
    address_top: float
    address: Box


def zones_of(layout: PaperLayout) -> CardZones:
    """The zones of this layout's card."""
    safe = max(SAFE_MM, layout.quiet_border_mm)
    rule = min(layout.card_width_mm / 2, layout.card_width_mm - FRANKING_WIDTH_MM)
    address_left = rule + GUTTER_MM + 1
    return CardZones(
        left=safe * MM_TO_PT,
        top=(layout.card_height_mm - safe) * MM_TO_PT,
        bottom=safe * MM_TO_PT,
        column=(rule - GUTTER_MM - safe) * MM_TO_PT,
        rule=rule * MM_TO_PT,
        address_left=address_left * MM_TO_PT,
        address_top=(layout.card_height_mm - FRANKING_HEIGHT_MM) * MM_TO_PT,
        address=Box(
            width_pt=(layout.card_width_mm - ADDRESS_EDGE_MM - address_left) * MM_TO_PT,
            height_pt=(layout.card_height_mm - FRANKING_HEIGHT_MM - CODING_HEIGHT_MM) * MM_TO_PT,
        ),
    )


@dataclass(frozen=True, kw_only=True)
class WrittenCard:
    """A card's own marks on the page, empty where it has problems, and how it fits."""

    marks: bytes
    fit: Fit


class CardBack:
    """Composes written sides of one design on one layout's cards. `marks` of the design are drawn once, by `shared`."""

    def __init__(self, design: CardDesign, layout: PaperLayout, typesetter: Typesetter) -> None:
        self._design = design
        self._typesetter = typesetter
        self._zones = zones_of(layout)
        self._addresses: dict[tuple[str, ...], tuple[bytes, float, tuple[Problem, ...]]] = {}
        self._top = self._zones.top
        self.problems: list[Problem] = []
        self._greeting = self._set_greeting()

    def shared(self) -> bytes:
        """What every card of the batch carries: the rule, the greeting line, the design's address."""
        zones = self._zones
        rule = b"%s w %s %s m %s %s l S\n" % (
            short(0.35), short(zones.rule), short(zones.bottom), short(zones.rule), short(zones.address_top)
        )
        address, _, _ = self._address(self._design.address)
        return rule + b"BT\n" + self._greeting + address + b"ET\n"

    def _set_greeting(self) -> bytes:
        if not self._design.greeting:
            return b""
        zones = self._zones
        box = Box(width_pt=zones.column, height_pt=zones.column / 2)
        setting = self._fitted("greeting", self._design.greeting, self._design.language, box, GREETING_SIZES_PT, self.problems)
        if setting is None:
            return b""
        self._top -= setting.height_pt + 4
        return draw(setting, zones.left, zones.top, zones.column)

    def write(self, card: Card) -> WrittenCard:
        """The card's marks, or its problems."""
        problems: list[Problem] = []
        zones = self._zones
        floor = zones.bottom
        pieces: list[bytes] = []
        signature = b""
        if card.place:
            floor = self._foot("place", card.place, card.language, floor, PLACE_SIZES_PT, pieces, problems)
        if card.name:
            floor = self._foot("name", card.name, card.language, floor, NAME_SIZES_PT, pieces, problems)
        if card.signature:
            if is_whole(card.signature):
                height = SIGNATURE_MM[1] * MM_TO_PT
                box = (min(zones.column, SIGNATURE_MM[0] * MM_TO_PT), height)
                signature = draw_signature(card.signature, zones.left, floor + 1, box)
                floor += height + 2
            else:
                problems.append(BrokenSignature(field="signature"))
        if pieces or signature:
            floor += 4
        box = Box(width_pt=zones.column, height_pt=self._top - floor)
        setting = self._fitted("text", card.text, card.language, box, self._design.sizes_pt, problems)
        address_size = self._design_address_size()
        if card.address and card.address != self._design.address:
            address, address_size, address_problems = self._address(card.address)
            pieces.append(address)
            problems += address_problems
        size_pt, lines = (setting.size_pt, len(setting.lines)) if setting else (0.0, 0)
        found = Fit(size_pt=size_pt, lines=lines, address_size_pt=address_size, problems=tuple(problems))
        if setting is None or problems:
            return WrittenCard(marks=b"", fit=found)
        text = draw(setting, zones.left, self._top, zones.column)
        return WrittenCard(marks=b"BT\n%s%sET\n%s" % (text, b"".join(pieces), signature), fit=found)

    def _foot(self, field, text, language, floor, sizes, pieces, problems):
        zones = self._zones
        box = Box(width_pt=zones.column, height_pt=12 * MM_TO_PT)
        setting = self._fitted(field, text.replace("\n", " "), language, box, sizes, problems)
        if setting is None:
            return floor
        pieces.append(draw(setting, zones.left, floor + setting.height_pt, zones.column))
        return floor + setting.height_pt

    def _design_address_size(self) -> float:
        return self._address(self._design.address)[1]

    def _address(self, lines: tuple[str, ...]) -> tuple[bytes, float, tuple[Problem, ...]]:
        known = self._addresses.get(lines)
        if known is None:
            if len(self._addresses) >= 1024:
                self._addresses.clear()
            known = self._addresses[lines] = self._set_address(lines)
        return known

    def _set_address(self, lines: tuple[str, ...]) -> tuple[bytes, float, tuple[Problem, ...]]:
        problems: list[Problem] = []
        clean = [self._clean("address", line, problems) for line in lines]
        if problems or not any(clean):
            return b"", 0.0, tuple(problems)
        paragraphs = [self._typesetter.paragraph(line.replace("\n", " "), self._design.language) for line in clean]
        missing = [MissingGlyph(field="address", letter=one.missing()) for one in paragraphs if one.missing()]
        if missing:
            return b"", 0.0, (missing[0],)
        zones = self._zones
        smallest = self._design.address_sizes_pt[-1]
        for size_pt in self._design.address_sizes_pt:
            widest = max(one.width for one in paragraphs) * size_pt / 1000
            setting = fit(self._typesetter, paragraphs, Box(width_pt=1e6, height_pt=1e6), (size_pt,), self._design.language)
            if widest <= zones.address.width_pt and setting.height_pt <= zones.address.height_pt:
                marks = draw(setting, zones.address_left, zones.address_top, zones.address.width_pt)
                return marks, size_pt, ()
        if setting.height_pt > zones.address.height_pt:
            over = (setting.height_pt - zones.address.height_pt) / MM_TO_PT
            problems.append(AddressTooTall(field="address", mm_over=over))
        for number, one in enumerate(paragraphs, 1):
            over = (one.width * smallest / 1000 - zones.address.width_pt) / MM_TO_PT
            if over > 0:
                problems.append(TooWide(field="address", line=number, mm_over=over))
        return b"", 0.0, tuple(problems)

    def _clean(self, field: str, text: str, problems: list[Problem]) -> str:
        broken = find_surrogate(text)
        if broken is not None:
            problems.append(BrokenText(field=field, position=broken))
            return ""
        return neutralise(text)

    def _fitted(self, field, text, language, box, sizes, problems) -> Setting | None:
        broken = find_surrogate(text)
        if broken is not None:
            problems.append(BrokenText(field=field, position=broken))
            return None
        paragraphs = self._typesetter.paragraphs(neutralise(text).strip("\n "), language)
        for paragraph in paragraphs:
            if missing := paragraph.missing():
                problems.append(MissingGlyph(field=field, letter=missing))
                return None
        setting = fit(self._typesetter, paragraphs, box, sizes, language)
        if setting.height_pt > box.height_pt:
            over = setting.height_pt - box.height_pt
            pitch = setting.size_pt * 1.22
            problems.append(TooManyLines(field=field, lines_over=max(1, round(over / pitch + 0.49)), mm_over=over / MM_TO_PT))
            return None
        return setting
