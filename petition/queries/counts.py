"""Comparing the counters with the rows that they count. An empty answer is the good one; nothing is changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from petition.domain.choices import SignatureSource
from petition.domain.states import SignatureState
from petition.models import Signature, Tally, TallyDay

Key = tuple[int, SignatureSource, str | date]


@dataclass(frozen=True, kw_only=True)
class CountDifference:
    """A counter that does not equal its rows. `part` is a country code, or the ISO day of the counter by days."""

    campaign_id: int
    source: SignatureSource
    part: str
    counted: int
    rows: int


def recount(session: Session) -> tuple[CountDifference, ...]:
    """Compare every counter, by country and by day, with its rows."""
    confirmed = Signature.state == SignatureState.CONFIRMED
    by_country = select(Signature.campaign_id, Signature.source, Signature.country_code, func.count()).where(confirmed)
    by_day = select(Signature.campaign_id, Signature.source, Signature.confirmed_on, func.count()).where(confirmed)
    tally = select(Tally.campaign_id, Tally.source, Tally.country_code, func.sum(Tally.confirmed))
    tally_day = select(TallyDay.campaign_id, TallyDay.source, TallyDay.day, func.sum(TallyDay.confirmed))
    return (
        *_compare(_read(session, tally), _read(session, by_country)),
        *_compare(_read(session, tally_day), _read(session, by_day)),
    )


def _read(session: Session, statement: Select[*tuple[Any, ...]]) -> dict[Key, int]:
    grouped = statement.group_by(*statement.selected_columns[:3])
    return {(campaign, source, part): int(number) for campaign, source, part, number in session.execute(grouped)}


def _compare(counted: dict[Key, int], rows: dict[Key, int]) -> Iterator[CountDifference]:
    for key in sorted(counted.keys() | rows.keys()):
        if counted.get(key, 0) != rows.get(key, 0):
            campaign_id, source, part = key
            yield CountDifference(
                campaign_id=campaign_id,
                source=source,
                part=str(part),
                counted=counted.get(key, 0),
                rows=rows.get(key, 0),
            )
