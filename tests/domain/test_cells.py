"""Cells that spreadsheets would run are neutralised; names stay names."""

import pytest

from petition.domain.cells import plain_cell


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+49", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x", '=HYPERLINK("http://x")'],
)
def test_a_formula_becomes_text(text: str) -> None:
    assert plain_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Nino", "O’Neill", "Anne-Marie", "عمر", "Ελένη", "a=b", "1 + 1"])
def test_a_name_stays_as_it_is(text: str) -> None:
    assert plain_cell(text) == text
