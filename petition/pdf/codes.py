"""QR codes of card numbers, fast enough for one on every card's slug.

A QR code with a fixed mask is linear: XORing two codes of equal length gives the code of the XORed bits. So the codes
of single bits are made once by segno, and every further one is a few XORs of whole pictures, held as integers.
"""

from functools import lru_cache

import segno

ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
MODULES, QUIET = 21, 4
LONGEST = 16
"""Version 1 holds twenty characters at error correction level M; sixteen are whole pairs and enough for a number."""


class CodeError(ValueError):
    """A text that a slug's code cannot hold: too long, or with a letter outside A-Z, 0-9 and space $%*+-./:."""


def code_bits(text: str) -> int:
    """The code as 441 bits, row by row from the top left, 1 is dark; without its quiet zone. Raises CodeError."""
    padded = text.ljust(LONGEST)
    if len(padded) > LONGEST or any(letter not in ALPHANUMERIC for letter in padded):
        raise CodeError(f"{text!r} does not fit a slug's code: at most {LONGEST} of {ALPHANUMERIC}")
    zero, units = _basis()
    bits = zero
    for pair, units_of_pair in enumerate(units):
        value = ALPHANUMERIC.index(padded[2 * pair]) * 45 + ALPHANUMERIC.index(padded[2 * pair + 1])
        for power, unit in enumerate(units_of_pair):
            if value >> power & 1:
                bits ^= unit
    return bits


def code_stream(text: str, *, left_pt: float, bottom_pt: float, size_pt: float) -> bytes:
    """PDF operators that paint the code, with four modules of quiet zone, into a square, in the ink that is set."""
    modules, rows = code_rows(text)
    quiet_pt = size_pt * QUIET / (modules + 2 * QUIET)
    inner_pt = size_pt - 2 * quiet_pt
    row_bytes = -(-modules // 8)
    image = b"".join((row << 8 * row_bytes - modules).to_bytes(row_bytes, "big") for row in rows).hex().encode()
    place = f"{inner_pt:.3f} 0 0 {inner_pt:.3f} {left_pt + quiet_pt:.3f} {bottom_pt + quiet_pt:.3f}"
    return f"q {place} cm BI/IM true/W {modules}/H {modules}/D[1 0]/F/AHx ID ".encode() + image + b">\nEI Q\n"


def code_rows(text: str) -> tuple[int, list[int]]:
    """Modules of a side and the rows from the top, each a number whose bits are modules; of any text that QR holds."""
    try:
        bits = code_bits(text)
    except CodeError:
        matrix = segno.make_qr(text, error="m").matrix
        return len(matrix), [int("".join(str(module & 1) for module in row), 2) for row in matrix]
    mask = (1 << MODULES) - 1
    return MODULES, [bits >> MODULES * (MODULES - 1 - row) & mask for row in range(MODULES)]


@lru_cache(maxsize=1)
def _basis() -> tuple[int, tuple[tuple[int, ...], ...]]:
    """The code of sixteen zeros, and for each pair of letters and each of its eleven bits what that bit changes."""
    zero = _made_by_segno("0" * LONGEST)
    units = []
    for pair in range(LONGEST // 2):
        changed = []
        for power in range(11):
            high, low = divmod(1 << power, 45)
            letters = ALPHANUMERIC[high] + ALPHANUMERIC[low]
            text = "00" * pair + letters + "00" * (LONGEST // 2 - pair - 1)
            changed.append(_made_by_segno(text) ^ zero)
        units.append(tuple(changed))
    return zero, tuple(units)


def _made_by_segno(text: str) -> int:
    code = segno.make_qr(text, error="m", version=1, mode="alphanumeric", mask=0, boost_error=False)
    return int("".join(str(int(module & 1)) for row in code.matrix for module in row), 2)
