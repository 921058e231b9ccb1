"""One run of the press for the command line: cards from a file, the PDF and its papers into files."""

from dataclasses import dataclass
from pathlib import Path

from petition.pdf import (
    CardDesign,
    Ink,
    LayoutError,
    Manifest,
    PaperLayout,
    PrinterProfile,
    compile_cards,
    load_layout,
)
from petition.pdf.cardfile import BadLine, CardFile, CardFileError, Heading
from petition.pdf.geometry import is_one_card
from petition.pdf.preflight_report import PrintStandard, Report, Wanted
from petition.pdf.shop import PrintedFile, make_ticket, shop_properties


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


@dataclass(frozen=True, kw_only=True)
class Printed:
    """What came of it. `bad_lines` are in the order of the file; `preflight` is there for a shop's file."""

    manifest: Manifest
    bad_lines: tuple[BadLine, ...]
    preflight: Report | None


def print_order(order: Order) -> Printed:
    """Prints what can be printed. The PDF appears under its name only when it is whole.

    Raises CardFileError, LayoutError, PictureError, DesignError, FontMissingError and OSError.
    """
    layout = _load_layout(order)
    unfinished = order.out.with_name(f".{order.out.name}.part")
    try:
        with order.cards.open("rb") as stream:
            source = CardFile(stream)
            manifest = compile_cards(
                source,
                _design(order, source.heading),
                layout,
                unfinished,
                profile=PrinterProfile() if order.shop else order.profile,
                processes=order.processes,
                properties=shop_properties(order.shop) if order.shop else None,
            )
        bad_lines = _bad_lines(source, manifest)
        if not manifest.printed:
            raise CardFileError("no card can be printed", bad_lines)
        unfinished.replace(order.out)
    finally:
        unfinished.unlink(missing_ok=True)
    report = _add_shop_papers(order, manifest, layout, source.heading.title) if order.shop else None
    return Printed(manifest=manifest, bad_lines=bad_lines, preflight=report)


def _load_layout(order: Order) -> PaperLayout:
    layout = load_layout(order.layout)
    if order.shop and not is_one_card(layout):
        reason = "print shops impose by themselves and want one card a page. Choose a6-shop or a5-shop"
        raise LayoutError(file=order.layout, line=0, reason=reason)
    return layout


def _design(order: Order, heading: Heading) -> CardDesign:
    return CardDesign(
        front=order.front,
        title=heading.title,
        greeting=heading.greeting,
        language=heading.language,
        address=heading.address,
        ink=Ink.CMYK if order.shop is PrintStandard.X1A else Ink.GRAY,
    )


def _bad_lines(source: CardFile, manifest: Manifest) -> tuple[BadLine, ...]:
    left_out = [
        BadLine(line=source.lines[one.position], reason="; ".join(str(problem) for problem in one.problems))
        for one in manifest.left_out
    ]
    return tuple(sorted([*source.bad_lines, *left_out], key=lambda bad: bad.line))


def _add_shop_papers(order: Order, manifest: Manifest, layout: PaperLayout, title: str) -> Report:
    """Writes preflight report and job ticket beside the PDF, for people and for machines."""
    from petition.pdf.preflight import preflight  # noqa: PLC0415 - its reader of PDF takes memory that only this needs

    standard = order.shop or PrintStandard.X1A
    file = PrintedFile(name=order.out.name, sha256=manifest.sha256, cards=len(manifest.printed), pages=manifest.pages)
    ticket = make_ticket(title, file, layout, standard)
    report = preflight(order.out, Wanted(standard=standard, bleed_mm=layout.bleed_mm))
    for suffix, text in (
        (".ticket.txt", ticket.as_text()),
        (".ticket.json", ticket.as_json()),
        (".preflight.txt", report.as_text()),
        (".preflight.json", report.as_json()),
    ):
        order.out.with_suffix(suffix).write_text(text, encoding="utf-8")
    return report
