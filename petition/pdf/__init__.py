"""The press: paper in, bytes out. Knows no Flask and no database; docs/press.md shows how to use it."""

from petition.pdf.card import Card, CardDesign, Fit, Ink, LeftOut, Manifest
from petition.pdf.checking import CardNotPrintableError, Side, check_fit, render_preview_png
from petition.pdf.compiler import DesignError, FileProperties, compile_cards
from petition.pdf.faces import FontMissingError
from petition.pdf.layouts import LayoutError, list_layouts, load_layout
from petition.pdf.model import FlipEdge, PaperLayout, PrinterProfile
from petition.pdf.pictures import Picture, PictureError, prepare_picture
from petition.pdf.problems import (
    AddressTooTall,
    BrokenSignature,
    BrokenText,
    MissingGlyph,
    Problem,
    TooManyLines,
    TooWide,
)
from petition.pdf.session import SessionError, split_session

__all__ = [
    "AddressTooTall",
    "BrokenSignature",
    "BrokenText",
    "Card",
    "CardDesign",
    "CardNotPrintableError",
    "DesignError",
    "FileProperties",
    "Fit",
    "FlipEdge",
    "FontMissingError",
    "Ink",
    "LayoutError",
    "LeftOut",
    "Manifest",
    "MissingGlyph",
    "PaperLayout",
    "Picture",
    "PictureError",
    "PrinterProfile",
    "Problem",
    "SessionError",
    "Side",
    "TooManyLines",
    "TooWide",
    "check_fit",
    "compile_cards",
    "list_layouts",
    "load_layout",
    "prepare_picture",
    "render_preview_png",
    "split_session",
]
