"""`petition calibrate` and `petition test-page`: two sheets for a printer that nobody knows yet."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import click

from petition.pdf import LayoutError, PaperLayout, list_layouts, load_layout
from petition.pdf.calibration import print_calibration, print_test_page

LAYOUT = click.option(
    "--layout", required=True, help=f"Its sheet is used: a file in TOML, or one of: {', '.join(list_layouts())}."
)
OUT = click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Where the PDF goes.")


@click.command("calibrate")
@LAYOUT
@OUT
def calibrate(*, layout: str, out: Path) -> None:
    """Make a sheet that shows where the printer puts the back against the front.

    Print it on both sides, hold it against the light with side 1 towards you, and read two numbers: how far the cross
    of side 2 lies to the right of and below the zero. Give them to `petition press` as --back-right-mm and
    --back-down-mm.
    """
    _write(layout, out, lambda found, stream: print_calibration(found, stream, title="Calibration"))


@click.command("test-page")
@LAYOUT
@OUT
def test_page(*, layout: str, out: Path) -> None:
    """Make a page that shows how near to the edge the printer prints, and whether it keeps the size."""
    _write(layout, out, lambda found, stream: print_test_page(found, stream, title="Test page"))


def _write(layout: str, out: Path, draw: Callable[[PaperLayout, BinaryIO], str]) -> None:
    try:
        found = load_layout(layout)
    except LayoutError as error:
        click.echo(f"Nothing printed: {error}", err=True)
        sys.exit(2)
    with out.open("wb") as stream:
        draw(found, stream)
    click.echo(f"{out}: done")
