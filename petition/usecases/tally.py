"""Changing the counters: in the transaction that changes the state, by the number of rows that changed."""

import secrets
from datetime import date

from sqlalchemy import Table
from sqlalchemy.orm import Session

from petition.adapters.database import insert_for
from petition.domain.choices import SignatureSource
from petition.models import Signature, Tally, TallyDay

SHARDS = 16
"""Rows a counter is spread over on PostgreSQL. SQLite has one writer, so one row."""


def add_to_tally(session: Session, signature: Signature, difference: int, *, day: date) -> None:
    """Add `difference` (+1 or -1) to the counters that this signature belongs to. `day` is the day of its confirmation."""
    shard = secrets.randbelow(SHARDS) if session.get_bind().dialect.name == "postgresql" else 0
    base: dict[str, int | SignatureSource] = {
        "campaign_id": signature.campaign_id,
        "source": signature.source,
        "shard": shard,
    }
    _add(session, Tally, {**base, "country_code": signature.country_code}, difference)
    _add(session, TallyDay, {**base, "day": day}, difference)


def _add(session: Session, model: type[Tally | TallyDay], key: dict[str, object], difference: int) -> None:
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101 - narrows SQLAlchemy's FromClause
    statement = insert_for(session)(table).values(**key, confirmed=difference)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=[table.c[name] for name in key], set_={"confirmed": table.c.confirmed + difference}
        )
    )
