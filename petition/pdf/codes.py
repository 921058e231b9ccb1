"""QR codes of card numbers, fast enough for one on every card's slug.

A QR code with a fixed mask is linear: XORing two codes of equal length gives the code of the XORed bits. So the codes
of single bits are made once by segno, and every further one is a few XORs of whole pictures, held as integers.
"""

from functools import lru_cache

import segno

ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
MODULES = 21
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
    """PDF operators that paint the code, with four modules of quiet zone, into a square. Black ink only."""
    quiet_pt = size_pt * 4 / (MODULES + 8)
    inner_pt = size_pt - 2 * quiet_pt
    rows = code_bits(text)
    mask = (1 << MODULES) - 1
    image = b"".join(
        ((rows >> MODULES * (MODULES - 1 - row) & mask) << 3).to_bytes(3, "big").hex().encode()
        for row in range(MODULES)
    )
    place = f"{inner_pt:.3f} 0 0 {inner_pt:.3f} {left_pt + quiet_pt:.3f} {bottom_pt + quiet_pt:.3f}"
    head = f"q 0 0 0 1 k {place} cm BI/IM true/W {MODULES}/H {MODULES}/D[1 0]/F/AHx ID "
    return head.encode("ascii") + image + b">\nEI Q\n"


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
