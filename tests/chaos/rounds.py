"""How long the faults go on: one round in `make test`, many in `make chaos`."""

import os
from pathlib import Path

FIGURES = os.environ.get("PETITION_TEST_CHAOS_FIGURES", "")
ROUNDS = int(os.environ.get("PETITION_TEST_CHAOS_ROUNDS", "1"))
WITHIN_S = 90.0
"""A wait longer than this is a failure."""


def tell(words: str) -> None:
    """Add a line of figures to the file that PETITION_TEST_CHAOS_FIGURES names; `make chaos` shows it."""
    if FIGURES:
        with Path(FIGURES).open("a", encoding="utf-8") as file:
            file.write(words + "\n")
