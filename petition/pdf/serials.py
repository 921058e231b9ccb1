"""Serials of signature sheets: a last character that betrays any one wrong character and any two that changed places.

ISO/IEC 7064, MOD 37,36, over digits and capital letters; hyphens are for the eye and do not count.
"""

_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def with_check_character(serial: str) -> str:
    """The serial with its check character after a hyphen. Raises ValueError for other letters than A-Z and 0-9."""
    plain = _plain(serial)
    rest = _rest(plain)
    return f"{serial}-{_LETTERS[(37 - rest) % 36]}"


def is_valid_serial(serial: str) -> bool:
    """Whether a serial, typed or scanned, is one that was printed. Small letters and spaces are forgiven."""
    try:
        plain = _plain(serial)
    except ValueError:
        return False
    return len(plain) > 1 and (_rest(plain[:-1]) + _LETTERS.index(plain[-1])) % 36 == 1


def _plain(serial: str) -> str:
    plain = serial.upper().replace("-", "").replace(" ", "")
    if not plain or any(letter not in _LETTERS for letter in plain):
        raise ValueError(f"{serial!r} is no serial: only A to Z, 0 to 9 and hyphens are")
    return plain


def _rest(plain: str) -> int:
    rest = 36
    for letter in plain:
        rest = (rest + _LETTERS.index(letter)) % 36 or 36
        rest = rest * 2 % 37
    return rest
