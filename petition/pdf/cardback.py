"""The written side of a card: message, signature, name and place on the left, the address on the right.

Right of the rule everything but the address stays free: 74 × 40 mm for the stamp, 15 mm at the bottom for the sorting
machine's bars, 15 mm at the right edge. Lengths are points from the bottom left of the trim, unless named otherwise.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from petition.pdf.bidi import base_level, has_right_to_left
from petition.pdf.card import Card, CardDesign, Fit
from petition.pdf.characters import find_surrogate, neutralise
from petition.pdf.fitting import Box, Setting, draw, fit, short
from petition.pdf.geometry import MM_TO_PT
from petition.pdf.model import PaperLayout
from petition.pdf.paragraph import PITCH, Paragraph
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
SIGNATURE_MM = (27.0, 11.5)
NAME_SIZES_PT, PLACE_SIZES_PT, GREETING_SIZES_PT = (10, 9, 8, 7), (8.5, 7.5, 6.5), (11, 10, 9, 8)
FOOT_PT, SIGNATURE_GAP_PT = 34.0, 6.0
FOOT_LINES_KEPT = 4096
SIGNATORY_SIZES_PT, SIGNATORY_GAP_PT = (8.5, 7.5), 8.0


_SPACES_THAT_MEAN = re.compile(r"^ +| {2,}")
"""Spaces at the beginning of an address line, and several in a row: the facility wants them, lines of text drop them."""


def _keep_spaces(line: str) -> str:
    """An address line on one line, with its spaces as they were written; a no-break space is read back as a space."""
    return _SPACES_THAT_MEAN.sub(lambda spaces: "\u00a0" * len(spaces[0]), line.replace("\n", " "))


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


class _Asked(NamedTuple):
    """A text that wants to be set."""

    field: str
    text: str
    language: str
    box: Box
    sizes_pt: Sequence[float]


class CardBack:
    """Composes written sides of one design on one layout's cards. `marks` of the design are drawn once, by `shared`."""

    def __init__(self, design: CardDesign, layout: PaperLayout, typesetter: Typesetter) -> None:
        self._design = design
        self._typesetter = typesetter
        self._zones = zones_of(layout)
        self._addresses: dict[tuple[str, ...], tuple[bytes, float, tuple[Problem, ...]]] = {}
        self._foot_lines: dict[_Asked, Setting] = {}
        self._top = self._zones.top
        self.problems: list[Problem] = []
        self._greeting = self._set_greeting()
        self.problems += self._address(design.address)[2]

    def shared(self) -> bytes:
        """What every card of the batch carries: the rule and the greeting line."""
        zones = self._zones
        rule = b"%s w %s %s m %s %s l S\n" % (
            short(0.35),
            short(zones.rule),
            short(zones.bottom),
            short(zones.rule),
            short(zones.address_top),
        )
        return rule + b"BT\n" + self._greeting + b"ET\n"

    def shared_address(self) -> bytes:
        """The design's address, which cards without their own refer to as /A; empty where there is none."""
        address = self._address(self._design.address)[0]
        return b"BT\n" + address + b"ET\n" if address else b""

    def _set_greeting(self) -> bytes:
        if not self._design.greeting:
            return b""
        zones = self._zones
        box = Box(zones.column, zones.column / 2)
        asked = _Asked("greeting", self._design.greeting, self._design.language, box, GREETING_SIZES_PT)
        setting = self._fitted(asked, self.problems)
        if setting is None:
            return b""
        self._top -= setting.height_pt + 4
        return draw(setting, zones.left, zones.top, zones.column)

    def fit(self, card: Card) -> Fit:
        """How the card fits."""
        problems = list(self.problems)
        _, setting = self._compose(card, problems)
        address_size = self._address(card.address or self._design.address)[1]
        size_pt, lines = (setting.size_pt, len(setting.lines)) if setting else (0.0, 0)
        return Fit(size_pt=size_pt, lines=lines, address_size_pt=address_size, problems=tuple(problems))

    def write(self, card: Card) -> tuple[bytes, tuple[Problem, ...]]:
        """The card's marks on the page, or its problems."""
        problems: list[Problem] = []
        marks, _ = self._compose(card, problems)
        return (b"", tuple(problems)) if problems else (marks, ())

    def _compose(self, card: Card, problems: list[Problem]) -> tuple[bytes, Setting | None]:
        zones = self._zones
        pieces: list[bytes] = []
        floor, signature = self._foot(card, pieces, problems)
        if card.signatories:
            floor = self._signatories(card, floor, pieces, problems)
        box = Box(zones.column, self._top - floor)
        setting = self._fitted(_Asked("text", card.text, card.language, box, self._design.sizes_pt), problems)
        shared = b"/A Do\n" if self._design.address else b""
        if card.address and card.address != self._design.address:
            shared = b""
            address, _, address_problems = self._address(card.address)
            pieces.append(address)
            problems += address_problems
        if setting is None or problems:
            return b"", setting
        text = draw(setting, zones.left, self._top, zones.column)
        return b"%sBT\n%s%sET\n%s" % (shared, text, b"".join(pieces), signature), setting

    def _signatories(self, card: Card, floor: float, pieces: list[bytes], problems: list[Problem]) -> float:
        """Sets the names of a session card in two columns above the foot; gives the height of their top."""
        zones = self._zones
        width = (zones.column - SIGNATORY_GAP_PT) / 2
        half = -(-len(card.signatories) // 2)
        box = Box(width, self._top - floor)
        top = floor
        settings: list[Setting] = []
        for names in (card.signatories[:half], card.signatories[half:]):
            if names:
                text = "\n".join(one.replace("\n", " ") for one in names)
                setting = self._fitted(_Asked("signatories", text, card.language, box, SIGNATORY_SIZES_PT), problems)
                if setting is None:
                    return top
                settings.append(setting)
        top += max(setting.height_pt for setting in settings)
        for place, setting in enumerate(settings):
            pieces.append(draw(setting, zones.left + place * (width + SIGNATORY_GAP_PT), top, width))
        return top + 4

    def _foot(self, card: Card, pieces: list[bytes], problems: list[Problem]) -> tuple[float, bytes]:
        """Sets name and place beside the signature; gives the height at which the text must end, and the signature."""
        zones = self._zones
        left, width, floor, line, signature = zones.left, zones.column, zones.bottom, zones.bottom, b""
        if card.signature:
            wide, high = SIGNATURE_MM[0] * MM_TO_PT, SIGNATURE_MM[1] * MM_TO_PT
            width -= wide + SIGNATURE_GAP_PT
            floor += high
            signs_left = has_right_to_left(card.name) and base_level(card.name) == 1
            corner = left if signs_left else left + width + SIGNATURE_GAP_PT
            if signs_left:
                left += wide + SIGNATURE_GAP_PT
            if is_whole(card.signature):
                signature = draw_signature(card.signature, corner, line, (wide, high))
            else:
                problems.append(BrokenSignature(field="signature"))
        for field, text, sizes in (("place", card.place, PLACE_SIZES_PT), ("name", card.name, NAME_SIZES_PT)):
            if text:
                setting = self._foot_line(_Asked(field, text, card.language, Box(width, FOOT_PT), sizes), problems)
                if setting:
                    line += setting.height_pt
                    pieces.append(draw(setting, left, line, width))
        floor = max(floor, line)
        return floor + (4 if floor > zones.bottom else 0), signature

    def _foot_line(self, asked: _Asked, problems: list[Problem]) -> Setting | None:
        """A name or place, from the cache where many people share it; what has problems is never kept."""
        known = self._foot_lines.get(asked)
        if known is None:
            known = self._fitted(asked._replace(text=asked.text.replace("\n", " ")), problems)
            if known:
                if len(self._foot_lines) >= FOOT_LINES_KEPT:
                    self._foot_lines.clear()
                self._foot_lines[asked] = known
        return known

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
        if problems or not clean:
            return b"", 0.0, tuple(problems)
        paragraphs = [self._typesetter.paragraph(_keep_spaces(line), self._design.language) for line in clean]
        missing = [MissingGlyph(field="address", letter=one.missing()) for one in paragraphs if one.missing()]
        if missing:
            return b"", 0.0, (missing[0],)
        zones = self._zones
        smallest = self._design.address_sizes_pt[-1]
        for size_pt in self._design.address_sizes_pt:
            widest = max(one.width for one in paragraphs) * size_pt / 1000
            setting = fit(self._typesetter, paragraphs, Box(1e6, 1e6), (size_pt,), self._design.language)
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

    def _fitted(self, asked: _Asked, problems: list[Problem]) -> Setting | None:
        field, text, language, box, sizes = asked
        broken = find_surrogate(text)
        if broken is not None:
            problems.append(BrokenText(field=field, position=broken))
            return None
        paragraphs = self._typesetter.paragraphs(neutralise(text).strip("\n "), language)
        for paragraph in paragraphs:
            if paragraph.is_tall and (missing := paragraph.missing()):
                problems.append(MissingGlyph(field=field, letter=missing))
                return None
        setting = fit(self._typesetter, paragraphs, box, sizes, language)
        if setting.height_pt <= box.height_pt:
            return setting
        if not setting.lines:
            problems.append(TooWide(field=field, line=1, mm_over=self._letter_over_mm(paragraphs, asked)))
            return None
        over = setting.height_pt - box.height_pt
        lines = math.ceil(over / (setting.size_pt * PITCH / 1000))
        problems.append(TooManyLines(field=field, lines_over=lines, mm_over=over / MM_TO_PT))
        return None

    def _letter_over_mm(self, paragraphs: list[Paragraph], asked: _Asked) -> float:
        """How much wider than its box a single letter is at the smallest size."""
        size_pt = asked.sizes_pt[-1]
        limit = int(asked.box.width_pt * 1000 / size_pt)
        cut = [self._typesetter.split_wide(one, limit, asked.language) for one in paragraphs]
        widest = max(part.width for one in cut for part in one.parts)
        return (widest * size_pt / 1000 - asked.box.width_pt) / MM_TO_PT
