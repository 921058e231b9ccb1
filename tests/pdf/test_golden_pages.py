"""Pages look as they did when somebody last looked at them.

After a wanted change run this file with PETITION_GOLDEN=renew in the environment, look at the pictures, and commit.
"""

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest
from paper_tools import render
from PIL import Image, ImageChops, ImageFilter, ImageStat
from test_paper import ADDRESS, PETITION, design, entries
from test_press_command import CAMPAIGN, call, card_line, front_picture, write_lines

from petition.pdf import load_layout
from petition.pdf.calibration import print_calibration
from petition.pdf.labels import LABEL_SHEETS, print_labels
from petition.pdf.roll import print_roll
from petition.pdf.signature_sheets import print_signature_sheets

GOLDEN = Path(__file__).parents[1] / "golden" / "press"
DPI = 60
UNSEEN = 24
"""Grey levels that rendering may differ by after blurring, without anybody seeing it."""


def cards(layout: str) -> Callable[[Path], object]:
    def write(out: Path) -> None:
        source = write_lines(out.with_suffix(".jsonl"), CAMPAIGN, *(card_line(number) for number in range(7)))
        assert (
            call(source, "--front", front_picture(out.with_suffix(".jpg")), "--layout", layout, "--out", out).exit_code
            == 0
        )

    return write


def paper(draw: Callable[[BinaryIO], object]) -> Callable[[Path], object]:
    def write(out: Path) -> None:
        stream = io.BytesIO()
        draw(stream)
        out.write_bytes(stream.getvalue())

    return write


PAPERS: dict[str, tuple[Callable[[Path], object], int]] = {
    "office-front": (cards("office-4up-a4"), 0),
    "office-back": (cards("office-4up-a4"), 1),
    "a6-2up-back": (cards("a6-2up-a4"), 1),
    "sra3-back": (cards("a6-6up-sra3"), 1),
    "shop-back": (cards("a6-shop"), 1),
    "butted-front": (cards("a6-4up-a4"), 0),
    "roll": (paper(lambda out: print_roll(PETITION, entries(90), out)), 1),
    "signature-sheet": (paper(lambda out: print_signature_sheets(design(), ["SOL26-0001"], out)), 0),
    "labels": (paper(lambda out: print_labels([ADDRESS] * 21, LABEL_SHEETS["L7160"], out, title="L")), 0),
    "calibration": (paper(lambda out: print_calibration(load_layout("office-4up-a4"), out, title="C")), 0),
}


@pytest.mark.parametrize("name", PAPERS)
def test_the_page_looks_as_it_did(tmp_path: Path, name: str) -> None:
    write, page = PAPERS[name]
    out = tmp_path / "paper.pdf"
    write(out)
    seen = render(out, page, DPI).image
    golden = GOLDEN / f"{name}.png"
    if os.environ.get("PETITION_GOLDEN") == "renew":
        golden.parent.mkdir(parents=True, exist_ok=True)
        seen.quantize(16).save(golden, optimize=True)
    known = Image.open(golden).convert("L")
    assert seen.size == known.size
    blur = ImageFilter.BoxBlur(2)
    difference = ImageChops.difference(seen.filter(blur), known.filter(blur))
    assert ImageStat.Stat(difference).extrema[0][1] <= UNSEEN, f"{name} looks different: see {out}"


def test_a_shift_of_a_millimetre_would_be_seen() -> None:
    known = Image.open(GOLDEN / "office-back.png").convert("L")
    blur = ImageFilter.BoxBlur(2)
    moved = ImageChops.offset(known, round(1 / 25.4 * DPI), 0)
    difference = ImageChops.difference(moved.filter(blur), known.filter(blur))
    assert ImageStat.Stat(difference).extrema[0][1] > UNSEEN
