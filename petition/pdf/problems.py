"""Why a card cannot be printed as it is: typed, so that each door finds its own words for it.

`str()` of a problem is an English sentence for logs and the command line; it never quotes the author's text beyond the
one letter that is the matter.
"""

import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Something about one `field` of a card: text, name, place, address, greeting, signatories or signature."""

    field: str


@dataclass(frozen=True, kw_only=True)
class MissingGlyph(Problem):
    """No installed face can draw `letter`, one user-perceived character."""

    letter: str

    def __str__(self) -> str:
        """The English sentence."""
        names = ", ".join(unicodedata.name(part, f"U+{ord(part):04X}") for part in self.letter)
        return f"{self.field}: no typeface has the letter {self.letter!r} ({names})"


@dataclass(frozen=True, kw_only=True)
class BrokenText(Problem):
    """Not a text: the character at `position` (from 0) is half of a surrogate pair."""

    position: int

    def __str__(self) -> str:
        """The English sentence."""
        return f"{self.field}: the character at position {self.position + 1} is half of a broken pair"


@dataclass(frozen=True, kw_only=True)
class TooManyLines(Problem):
    """At the smallest size the text needs `lines_over` lines, or `mm_over` millimetres, more than the card has."""

    lines_over: int
    mm_over: float

    def __str__(self) -> str:
        """The English sentence."""
        return f"{self.field}: {self.lines_over} lines too many ({self.mm_over:.1f} mm)"


@dataclass(frozen=True, kw_only=True)
class AddressTooTall(Problem):
    """At the smallest size the address block is `mm_over` millimetres too tall."""

    mm_over: float

    def __str__(self) -> str:
        """The English sentence."""
        return f"{self.field}: {self.mm_over:.1f} mm too tall"


@dataclass(frozen=True, kw_only=True)
class TooWide(Problem):
    """At the smallest size line `line` (from 1) is `mm_over` millimetres too wide."""

    line: int
    mm_over: float

    def __str__(self) -> str:
        """The English sentence."""
        return f"{self.field}: line {self.line} is {self.mm_over:.1f} mm too wide"


@dataclass(frozen=True, kw_only=True)
class BrokenSignature(Problem):
    """A coordinate of the drawn signature is not a number."""

    def __str__(self) -> str:
        """The English sentence."""
        return f"{self.field}: a coordinate is not a finite number"
