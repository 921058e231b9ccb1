"""What the press takes: plain values, lengths in millimetres, measured from the top left."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Rotation = Literal[0, 90, 180, 270]
"""Degrees counter-clockwise by which a card's upright direction is turned on the sheet."""


class FlipEdge(StrEnum):
    """The edge on which the printer turns the sheet between its two sides."""

    LONG = "long"
    SHORT = "short"


@dataclass(frozen=True, kw_only=True)
class PaperLayout:
    """Where cards lie on a sheet. The grid of cards is centred; gaps lie between the bleed boxes.

    `quiet_border_mm` is kept free of the picture along each edge of the card, for layouts whose cards reach the edge of
    the sheet, where printers cannot print.
    """

    name: str
    title: str
    sheet_width_mm: float
    sheet_height_mm: float
    margin_mm: float
    card_width_mm: float
    card_height_mm: float
    bleed_mm: float = 0.0
    quiet_border_mm: float = 0.0
    columns: int = 1
    rows: int = 1
    rotation: Rotation = 0
    gap_x_mm: float = 0.0
    gap_y_mm: float = 0.0
    crop_marks: bool = False
    slug: bool = False

    @property
    def n_up(self) -> int:
        """Cards on one side of a sheet."""
        return self.columns * self.rows


@dataclass(frozen=True, kw_only=True)
class PrinterProfile:
    """How one printer turns and shifts paper.

    `back_right_mm` and `back_down_mm` are read off the calibration sheet, held against the light with the front towards
    the reader: how far the cross of the back lies to the right of and below the cross of the front.
    """

    flip_edge: FlipEdge = FlipEdge.LONG
    back_right_mm: float = 0.0
    back_down_mm: float = 0.0
    pile_height: int | None = None
