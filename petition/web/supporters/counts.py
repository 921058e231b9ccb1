"""The public count in words and in JSON; countries with few signatures show no number."""

from dataclasses import dataclass

from flask_babel import format_number, gettext

from petition.domain.choices import SignatureSource
from petition.domain.public_counts import SMALLEST_SHOWN, country_shares
from petition.queries.campaigns import PublicCount
from petition.web.shared.countries import sort_key
from petition.web.shared.locale import current_language, current_locale


@dataclass(frozen=True, kw_only=True)
class CountryChip:
    """A country by its name, with its number in words."""

    name: str
    words: str


def country_chips(count: PublicCount) -> list[CountryChip]:
    """The countries in the order of the reader's alphabet."""
    names, language = current_locale().territories, current_language()
    few = gettext("fewer than %(number)s", number=format_number(SMALLEST_SHOWN))
    chips = [
        CountryChip(
            name=names.get(share.country_code, share.country_code),
            words=few if share.signatures is None else format_number(share.signatures),
        )
        for share in country_shares(count.by_country)
    ]
    return sorted(chips, key=lambda chip: sort_key(chip.name, language))


def sum_in_words(count: PublicCount) -> str:
    """How the total is made up, as in "1,147 online + 80 on paper = 1,227"; empty where all signed online."""
    words = {
        SignatureSource.ONLINE: gettext(
            "%(number)s online", number=format_number(count.by_source[SignatureSource.ONLINE])
        ),
        SignatureSource.PAPER: gettext(
            "%(number)s on paper", number=format_number(count.by_source[SignatureSource.PAPER])
        ),
        SignatureSource.WITNESSED: gettext(
            "%(number)s before a witness", number=format_number(count.by_source[SignatureSource.WITNESSED])
        ),
    }
    parts = [words[source] for source, number in count.by_source.items() if number]
    if set(count.by_source) >= {SignatureSource.ONLINE} and count.total == count.by_source[SignatureSource.ONLINE]:
        return ""
    return " + ".join(parts) + f" = {format_number(count.total)}"


def count_fields(slug: str, count: PublicCount) -> dict[str, object]:
    """What `count.json` tells. Its names are part of the public interface."""
    shares = country_shares(count.by_country)
    return {
        "campaign": slug,
        "total": count.total,
        "by_source": {str(source): number for source, number in count.by_source.items()},
        "countries": len(shares),
        "by_country": {s.country_code: s.signatures for s in shares if s.signatures is not None},
        "fewer_than_10": sorted(s.country_code for s in shares if s.signatures is None),
    }
