"""What a preflight asks and answers: rules, verdicts, and a report for people and machines."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pikepdf


VERSION = "PDF/X-1a:2003"


class PrintStandard(StrEnum):
    """What the shop asked for."""

    X1A = "x1a"
    RGB = "rgb"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the finished file is measured against."""

    standard: PrintStandard
    bleed_mm: float = 3.0
    picture_dpi: float = 300.0


@dataclass(frozen=True, kw_only=True)
class Subject:
    """One opened file and what is wanted of it."""

    path: Path
    pdf: "pikepdf.Pdf"
    wanted: Wanted


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One sentence that must be true of the file. `check` yields what contradicts it: (page from 1 or 0, detail)."""

    code: str
    sentence: str
    standards: frozenset[PrintStandard]
    check: Callable[[Subject], Iterator[tuple[int, str]]]


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """A rule after the check: how often it was broken, and the first places."""

    code: str
    sentence: str
    broken: int
    places: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Report:
    """All verdicts on one file."""

    file: str
    sha256: str
    standard: PrintStandard
    pages: int
    verdicts: tuple[Verdict, ...]

    @property
    def is_passed(self) -> bool:
        """Whether no rule is broken."""
        return not any(verdict.broken for verdict in self.verdicts)

    def as_json(self) -> str:
        """The report for machines, keys in a fixed order."""
        return json.dumps({"passed": self.is_passed, **asdict(self)}, ensure_ascii=False, indent=2) + "\n"

    def as_text(self) -> str:
        """The report for people: what is broken first, and where."""
        broken = [verdict for verdict in self.verdicts if verdict.broken]
        kept = [verdict for verdict in self.verdicts if not verdict.broken]
        lines = [
            f"Preflight of {self.file}",
            f"Wanted: {self.standard.value}. Pages: {self.pages}. SHA-256: {self.sha256}",
            "",
        ]
        for verdict in broken:
            lines += [f"BROKEN  {verdict.sentence}", *(f"        {place}" for place in verdict.places)]
            if verdict.broken > len(verdict.places):
                lines.append(f"        and {verdict.broken - len(verdict.places)} more")
        lines += [f"kept    {verdict.sentence}" for verdict in kept]
        summary = (
            "Ready for the shop."
            if self.is_passed
            else f"Not ready: {len(broken)} of {len(self.verdicts)} rules broken."
        )
        return "\n".join([*lines, "", summary, ""])
