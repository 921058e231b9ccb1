"""`petition press`: a file of cards in, a PDF for the printer or the print shop out."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

import click

from petition.cli.press_run import Order, Printed, print_order
from petition.pdf import (
    DesignError,
    FlipEdge,
    FontMissingError,
    LayoutError,
    PictureError,
    PrinterProfile,
    list_layouts,
)
from petition.pdf.cardfile import BadLine, CardFileError
from petition.pdf.preflight_report import PrintStandard

ALL_PRINTED, UNUSABLE_INPUT, SOME_LEFT_OUT, NOT_FOR_THE_SHOP = 0, 2, 3, 4
Existing = click.Path(exists=True, dir_okay=False, path_type=Path)
Target = click.Path(dir_okay=False, path_type=Path)


@click.command("press")
@click.argument("cards", type=Existing, metavar="CARDS.jsonl")
@click.option("--front", type=Existing, help="Picture for the front: JPEG, PNG, WebP or TIFF.")
@click.option("--layout", required=True, help=f"A file in TOML, or one of: {', '.join(list_layouts())}.")
@click.option("--out", type=Target, required=True, help="Where the PDF goes.")
@click.option("--processes", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes that set text.")
@click.option("--manifest", type=Target, help="Where the list of what was printed goes, as JSON.")
@click.option(
    "--flip",
    type=click.Choice([edge.value for edge in FlipEdge]),
    default=FlipEdge.LONG.value,
    show_default=True,
    help="Edge that the printer flips on.",
)
@click.option(
    "--back-right-mm", type=float, default=0.0, help="From the calibration sheet: how far the back lies to the right."
)
@click.option(
    "--back-down-mm", type=float, default=0.0, help="From the calibration sheet: how far the back lies too low."
)
@click.option("--pile", type=click.IntRange(1), help="Most sheets that your guillotine cuts at once.")
@click.option(
    "--shop",
    type=click.Choice([one.value for one in PrintStandard]),
    help="Make a print shop's file, with preflight and job ticket beside it.",
)
def press(  # noqa: PLR0913 - one parameter an option
    *,
    cards: Path,
    front: Path | None,
    layout: str,
    out: Path,
    processes: int,
    manifest: Path | None,
    flip: str,
    back_right_mm: float,
    back_down_mm: float,
    pile: int | None,
    shop: str | None,
) -> None:
    """Print postcards: read CARDS.jsonl, write a PDF.

    Lines that cannot be printed are named with their reason and left out. Exit code: 0 all printed, 3 some left out,
    2 nothing printed because the input cannot be used, 4 printed but not fit for the shop: see the preflight report.
    """
    profile = PrinterProfile(
        flip_edge=FlipEdge(flip), back_right_mm=back_right_mm, back_down_mm=back_down_mm, pile_height=pile
    )
    order = Order(
        cards=cards,
        front=front,
        layout=layout,
        out=out,
        profile=profile,
        processes=processes,
        shop=PrintStandard(shop) if shop else None,
    )
    try:
        printed = print_order(order)
    except (CardFileError, LayoutError, PictureError, DesignError, FontMissingError, OSError) as error:
        _name_lines(error.bad_lines if isinstance(error, CardFileError) else ())
        click.echo(f"Nothing printed: {error}", err=True)
        sys.exit(UNUSABLE_INPUT)
    _tell(printed, out)
    if manifest:
        manifest.write_text(_manifest_json(printed), encoding="utf-8")
    sys.exit(_exit_code(printed))


def _exit_code(printed: Printed) -> int:
    if printed.preflight and not printed.preflight.is_passed:
        return NOT_FOR_THE_SHOP
    return SOME_LEFT_OUT if printed.bad_lines else ALL_PRINTED


def _name_lines(bad_lines: Sequence[BadLine]) -> None:
    for bad in bad_lines:
        click.echo(f"line {bad.line}: {bad.reason}", err=True)


def _tell(printed: Printed, out: Path) -> None:
    _name_lines(printed.bad_lines)
    manifest = printed.manifest
    for warning in manifest.warnings:
        click.echo(f"warning: {warning}", err=True)
    if printed.preflight and not printed.preflight.is_passed:
        click.echo(printed.preflight.as_text(), err=True)
    left_out = f", {len(printed.bad_lines)} lines left out" if printed.bad_lines else ""
    click.echo(
        f"{out}: {len(manifest.printed)} cards on {manifest.sheets} sheets, {manifest.pages} pages, "
        f"{manifest.size_bytes / 1e6:.1f} MB{left_out}"
    )


def _manifest_json(printed: Printed) -> str:
    told = asdict(replace(printed.manifest, left_out=()))
    told["left_out"] = [asdict(bad) for bad in printed.bad_lines]
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    press()
