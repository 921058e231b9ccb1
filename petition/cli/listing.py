"""Listings: aligned columns for people, one JSON array for scripts."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TypeVar

import click

Row = Mapping[str, str | int | bool | date | Sequence[str] | None]
Command = TypeVar("Command", bound=Callable[..., object])


def json_option(command: Command) -> Command:
    """`--json`, which every listing has."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON array, for scripts.")(command)


def print_rows(rows: Sequence[Row], *, as_json: bool) -> None:
    """Print rows that all have the same keys."""
    if as_json:
        click.echo(json.dumps([dict(row) for row in rows], ensure_ascii=False, indent=2, default=_plain))
    elif rows:
        _print_table([list(rows[0]), *([_cell(value) for value in row.values()] for row in rows)])


def _print_table(lines: Sequence[Sequence[str]]) -> None:
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    for line in lines:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple)):
        return ",".join(value)
    return "-" if value is None else str(value)


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
