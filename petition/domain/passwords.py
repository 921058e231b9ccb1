"""What an organiser's password must be: long. Length protects; rules about digits and signs do not (NIST SP 800-63B, 3.1.1)."""

import unicodedata

MIN_CHARACTERS = 15
MAX_CHARACTERS = 256


def normal_password(password: str) -> str:
    """The password as it is hashed and compared: the same letters typed on two keyboards are the same password (NFKC)."""
    return unicodedata.normalize("NFKC", password)
