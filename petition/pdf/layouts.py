"""Paper layouts as TOML files: read, checked, and refused with the line and what to do.

The files beside this module are known by their names; any other file by its path. docs/press-layouts.md lists the keys.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from petition.pdf.geometry import misfit
from petition.pdf.model import PaperLayout, Rotation

KEYS: Mapping[tuple[str, str], str] = {
    ("", "title"): "text",
    ("sheet", "width_mm"): "length",
    ("sheet", "height_mm"): "length",
    ("sheet", "margin_mm"): "distance",
    ("card", "width_mm"): "length",
    ("card", "height_mm"): "length",
    ("card", "bleed_mm"): "distance",
    ("card", "quiet_border_mm"): "distance",
    ("grid", "columns"): "count",
    ("grid", "rows"): "count",
    ("grid", "rotation"): "rotation",
    ("grid", "gap_x_mm"): "distance",
    ("grid", "gap_y_mm"): "distance",
    ("marks", "crop"): "switch",
    ("marks", "slug"): "switch",
}
"""Every table and key that a layout may have, with the kind of its value."""
WANTED = {
    "text": 'a text in quotes, such as "A6, four on A4"',
    "length": "a length in millimetres from 1 to 1500",
    "distance": "a distance in millimetres from 0 to 100",
    "count": "a whole number from 1 to 64",
    "rotation": "0, 90, 180 or 270",
    "switch": "true or false",
}
REQUIRED = (("", "title"), ("sheet", "width_mm"), ("sheet", "height_mm"), ("card", "width_mm"), ("card", "height_mm"))
_TABLE = re.compile(r"\s*\[([^\[\]]+)\]")
_KEY = re.compile(r"\s*([\w-]+)\s*=")
_SYNTAX_PLACE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")


class LayoutError(Exception):
    """A layout that cannot be used; `line` counts from 1, and 0 means the file as a whole."""

    def __init__(self, *, file: str, line: int, reason: str) -> None:
        super().__init__(f"{file}, line {line}: {reason}" if line else f"{file}: {reason}")
        self.file, self.line, self.reason = file, line, reason


def list_layouts() -> tuple[str, ...]:
    """Names of the layouts that come with the press, sorted."""
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in _shelf().iterdir()))


def load_layout(name_or_path: str | Path) -> PaperLayout:
    """The layout with this name, or in this file. Raises LayoutError."""
    file = str(name_or_path)
    source: Traversable = _shelf() / f"{file}.toml" if file in list_layouts() else Path(name_or_path)
    if not source.is_file():
        known = ", ".join(list_layouts())
        raise LayoutError(
            file=file, line=0, reason=f"no layout has this name and there is no such file. Names: {known}"
        )
    try:
        text = source.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise LayoutError(file=file, line=0, reason="this is not a text in UTF-8. Save it again as UTF-8") from error
    return parse_layout(text, name=source.name.removesuffix(".toml"), file=file)


def parse_layout(text: str, *, name: str, file: str) -> PaperLayout:
    """A checked layout out of TOML text; `file` is the place that errors name. Raises LayoutError."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _SYNTAX_PLACE.search(str(error))
        line = int(found[1]) if found and found[1] else text.count("\n") + 1
        reason = f"this is not TOML: {_SYNTAX_PLACE.sub('', str(error))}. See docs/press-layouts.md"
        raise LayoutError(file=file, line=line, reason=reason) from error
    return _Sheet(file=file, lines=_key_lines(text), values=_flat(tables)).layout(name)


@dataclass(frozen=True, kw_only=True)
class _Sheet:
    """What a layout file says, with the line of each key."""

    file: str
    lines: Mapping[tuple[str, str], int]
    values: Mapping[tuple[str, str], object]

    def refusal(self, table: str, key: str, reason: str) -> LayoutError:
        line = self.lines.get((table, key)) or self.lines.get((table, ""), 0)
        where = f"[{table}] {key}" if table else key
        return LayoutError(file=self.file, line=line, reason=f"{where}: {reason}")

    def layout(self, name: str) -> PaperLayout:
        for table, key in self.values.keys() - KEYS.keys():
            known = ", ".join(wanted for place, wanted in KEYS if place == table)
            raise self.refusal(
                table,
                key,
                f"unknown here. Known: {known}" if known else "unknown table. Known: sheet, card, grid, marks",
            )
        for table, key in REQUIRED:
            if (table, key) not in self.values:
                raise self.refusal(table, key, f"missing. Add {WANTED[KEYS[table, key]]}")
        for (table, key), value in self.values.items():
            if not _suits(value, KEYS[table, key]):
                raise self.refusal(table, key, f"{value!r} cannot be used. Write {WANTED[KEYS[table, key]]}")
        layout = self.unchecked(name)
        problem = misfit(layout)
        if problem:
            raise self.refusal(*problem)
        return layout

    def unchecked(self, name: str) -> PaperLayout:
        return PaperLayout(
            name=name,
            title=str(self.values["", "title"]),
            sheet_width_mm=self.number("sheet", "width_mm"),
            sheet_height_mm=self.number("sheet", "height_mm"),
            margin_mm=self.number("sheet", "margin_mm"),
            card_width_mm=self.number("card", "width_mm"),
            card_height_mm=self.number("card", "height_mm"),
            bleed_mm=self.number("card", "bleed_mm"),
            quiet_border_mm=self.number("card", "quiet_border_mm"),
            columns=int(self.number("grid", "columns", 1)),
            rows=int(self.number("grid", "rows", 1)),
            rotation=ROTATIONS[int(self.number("grid", "rotation"))],
            gap_x_mm=self.number("grid", "gap_x_mm"),
            gap_y_mm=self.number("grid", "gap_y_mm"),
            crop_marks=bool(self.values.get(("marks", "crop"), False)),
            slug=bool(self.values.get(("marks", "slug"), False)),
        )

    def number(self, table: str, key: str, otherwise: float = 0) -> float:
        value = self.values.get((table, key), otherwise)
        return value if isinstance(value, int | float) else otherwise


ROTATIONS: Mapping[int, Rotation] = {0: 0, 90: 90, 180: 180, 270: 270}


def _suits(value: object, kind: str) -> bool:
    if kind == "text":
        return isinstance(value, str) and bool(value.strip())
    if kind == "switch":
        return isinstance(value, bool)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    if kind in {"count", "rotation"}:
        return isinstance(value, int) and (1 <= value <= 64 if kind == "count" else value in ROTATIONS)
    return 1 <= value <= 1500 if kind == "length" else 0 <= value <= 100


def _flat(tables: Mapping[str, object]) -> dict[tuple[str, str], object]:
    flat: dict[tuple[str, str], object] = {}
    for name, value in tables.items():
        if isinstance(value, dict):
            flat |= {(name, key): inner for key, inner in value.items()}
        else:
            flat["", name] = value
    return flat


def _key_lines(text: str) -> dict[tuple[str, str], int]:
    """Line of each key, and under the key "" of each table's heading. Good enough for files without nested tables."""
    lines: dict[tuple[str, str], int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if heading := _TABLE.match(line):
            table = heading[1].strip()
            lines.setdefault((table, ""), number)
        elif key := _KEY.match(line):
            lines.setdefault((table, key[1]), number)
    return lines


def _shelf() -> Traversable:
    return files("petition.pdf").joinpath("layouts")
