"""What the public may learn of countries: small numbers are hidden, for behind a small number stands a person."""

from collections.abc import Mapping
from dataclasses import dataclass

SMALLEST_SHOWN = 10
"""A country with fewer confirmed signatures shows no number."""


@dataclass(frozen=True, kw_only=True)
class CountryShare:
    """A country that people signed from. `signatures` is None where they are fewer than `SMALLEST_SHOWN`."""

    country_code: str
    signatures: int | None


def country_shares(by_country: Mapping[str, int]) -> tuple[CountryShare, ...]:
    """Every country with a signature, in no promised order."""
    return tuple(
        CountryShare(country_code=code, signatures=number if number >= SMALLEST_SHOWN else None)
        for code, number in by_country.items()
        if number > 0
    )
