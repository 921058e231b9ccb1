"""`petition press`: a file of cards in, a PDF for the printer or the print shop out."""

import json
import sys
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import click

from petition.pdf import (
    CardDesign,
    DesignError,
    FlipEdge,
    FontMissingError,
    Ink,
    LayoutError,
    Manifest,
    PaperLayout,
    PictureError,
    PrinterProfile,
    compile_cards,
    list_layouts,
    load_layout,
)
from petition.pdf.cardfile import BadLine, CardFile, CardFileError
from petition.pdf.preflight import preflight
from petition.pdf.preflight_report import PrintStandard, Wanted
from petition.pdf.shop import PrintedFile, make_ticket, shop_properties

ALL_PRINTED, UNUSABLE_INPUT, SOME_LEFT_OUT = 0, 2, 3
Existing = click.Path(exists=True, dir_okay=False, path_type=Path)
Target = click.Path(dir_okay=False, path_type=Path)


@dataclass(frozen=True, kw_only=True)
class Order:
    """What was asked for on the command line."""

    cards: Path
    front: Path | None
    layout: str
    out: Path
    profile: PrinterProfile
    processes: int
    shop: PrintStandard | None


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
    2 nothing printed because the input cannot be used.
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
        printed, bad_lines = run(order)
    except (CardFileError, LayoutError, PictureError, DesignError, FontMissingError) as error:
        click.echo(f"Nothing printed: {error}", err=True)
        sys.exit(UNUSABLE_INPUT)
    _tell(printed, bad_lines, out)
    if manifest:
        manifest.write_text(_manifest_json(printed, bad_lines), encoding="utf-8")
    sys.exit(SOME_LEFT_OUT if bad_lines else ALL_PRINTED)


def run(order: Order) -> tuple[Manifest, list[BadLine]]:
    """Prints what can be printed. The PDF appears under its name only when it is whole."""
    layout = load_layout(order.layout)
    unfinished = order.out.with_name(f".{order.out.name}.part")
    try:
        with order.cards.open("rb") as stream:
            source = CardFile(stream)
            heading = source.heading
            design = CardDesign(
                front=order.front,
                title=heading.title,
                greeting=heading.greeting,
                language=heading.language,
                address=heading.address,
                ink=Ink.CMYK if order.shop is PrintStandard.X1A else Ink.GRAY,
            )
            properties = shop_properties(order.shop) if order.shop else None
            printed = compile_cards(
                source,
                design,
                layout,
                unfinished,
                profile=order.profile,
                processes=order.processes,
                properties=properties,
            )
            bad_lines = source.bad_lines + [
                BadLine(line=source.lines[one.position], reason="; ".join(str(problem) for problem in one.problems))
                for one in printed.left_out
            ]
        bad_lines.sort(key=lambda bad: bad.line)
        if not printed.printed:
            _name_lines(bad_lines)
            raise CardFileError("no card can be printed")
        unfinished.replace(order.out)
    finally:
        unfinished.unlink(missing_ok=True)
    if order.shop:
        _add_shop_papers(order, printed, layout, heading.title)
    return printed, bad_lines


def _add_shop_papers(order: Order, printed: Manifest, layout: PaperLayout, title: str) -> None:
    """Writes preflight report and job ticket beside the PDF."""
    standard = order.shop or PrintStandard.X1A
    file = PrintedFile(name=order.out.name, sha256=printed.sha256, cards=len(printed.printed), pages=printed.pages)
    ticket = make_ticket(title, file, layout, standard)
    report = preflight(order.out, Wanted(standard=standard, bleed_mm=layout.bleed_mm))
    for suffix, text in (
        (".ticket.txt", ticket.as_text()),
        (".ticket.json", ticket.as_json()),
        (".preflight.txt", report.as_text()),
        (".preflight.json", report.as_json()),
    ):
        order.out.with_suffix(suffix).write_text(text, encoding="utf-8")
    if not report.is_passed:
        click.echo(report.as_text(), err=True)


def _name_lines(bad_lines: list[BadLine]) -> None:
    for bad in bad_lines:
        click.echo(f"line {bad.line}: {bad.reason}", err=True)


def _tell(printed: Manifest, bad_lines: list[BadLine], out: Path) -> None:
    _name_lines(bad_lines)
    for warning in printed.warnings:
        click.echo(f"warning: {warning}", err=True)
    left_out = f", {len(bad_lines)} lines left out" if bad_lines else ""
    click.echo(
        f"{out}: {len(printed.printed)} cards on {printed.sheets} sheets, {printed.pages} pages, "
        f"{printed.size_bytes / 1e6:.1f} MB{left_out}"
    )


def _manifest_json(printed: Manifest, bad_lines: list[BadLine]) -> str:
    told = asdict(replace(printed, left_out=()))
    told["left_out"] = [asdict(bad) for bad in bad_lines]
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    press()
