"""What one card says, how all cards of a batch look, and what came of printing them.

Lengths are millimetres from the top left of the trimmed card, type sizes are points.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from petition.pdf.pictures import Picture
from petition.pdf.problems import Problem

Stroke = tuple[tuple[float, float], ...]
"""One pen stroke: points in any square grid, x to the right and y downwards."""


class Ink(StrEnum):
    """Colour space of all that the press draws; pictures keep their own."""

    GRAY = "gray"
    CMYK = "cmyk"


@dataclass(frozen=True, kw_only=True)
class Card:
    """One card as its author wrote it.

    `address` is set verbatim, one line each; empty means the design's. `signature` is the drawn one. `signatories` are
    the names of a session card, in the order of printing, the notable first. Where `facility` changes from one card
    to the next, a sheet that names it comes between.
    """

    number: str
    text: str
    name: str = ""
    place: str = ""
    language: str = "en"
    address: tuple[str, ...] = ()
    signature: tuple[Stroke, ...] = ()
    signatories: tuple[str, ...] = ()
    facility: str = ""


@dataclass(frozen=True, kw_only=True)
class CardDesign:
    """How all cards of one batch look.

    `front` is a picture file, its bytes, or what `prepare_picture` made of it; None leaves the front white. `title`
    goes into the file's properties, never on the card. The lines of `address` are those of every card that brings none.
    """

    front: Picture | Path | bytes | None = None
    title: str = ""
    greeting: str = ""
    language: str = "en"
    address: tuple[str, ...] = ()
    ink: Ink = Ink.GRAY
    sizes_pt: tuple[float, ...] = (12, 11, 10, 9, 8)
    address_sizes_pt: tuple[float, ...] = (11, 10.5, 10)


@dataclass(frozen=True, kw_only=True)
class Fit:
    """How a card fits: the type size of its message and address in points, its lines, or what stands in the way."""

    size_pt: float
    lines: int
    address_size_pt: float
    problems: tuple[Problem, ...] = ()

    @property
    def is_printable(self) -> bool:
        """Whether the card can be printed as it is."""
        return not self.problems


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """A card that was not printed, by its place in the input (from 0), and why."""

    position: int
    number: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What was printed. `printed` lists card numbers in the order of the finished pile; `pages` are sides."""

    sha256: str
    size_bytes: int
    pages: int
    sheets: int
    printed: tuple[str, ...]
    left_out: tuple[LeftOut, ...] = ()
    warnings: tuple[str, ...] = field(default=())
