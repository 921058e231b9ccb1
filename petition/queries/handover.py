"""What a campaign's addressee may receive of each confirmed signer, in an order that does not tell when anybody signed."""

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, Connection, String, case, collate, func, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute

from petition.domain.choices import Publicity
from petition.domain.states import SignatureState
from petition.models import Signature

CHUNK_ROWS = 2000
NAMED = (Publicity.PUBLIC, Publicity.HANDOVER)

HandoverRow = tuple[str, str, str, str]
"""Name, city, country code, source; name and city are empty where the signer chose to be counted only."""


def iterate_handover(connection: Connection, campaign_id: int) -> Iterator[Sequence[HandoverRow]]:
    """All confirmed signatures in chunks, read as they are written out, by their random public ids.

    On SQLite adding nothing to the campaign's number keeps the database from choosing that index: the one of the public ids
    gives the order without a sorted copy of all names on the disk. PostgreSQL sorts fastest by bytes.
    """
    is_sqlite = connection.dialect.name == "sqlite"
    statement = (
        select(
            _if_named(Signature.name),
            _if_named(Signature.city),
            Signature.country_code,
            type_coerce(Signature.source, String),
        )
        .where(Signature.campaign_id + 0 == campaign_id, Signature.state == SignatureState.CONFIRMED)
        .order_by(Signature.public_id if is_sqlite else collate(Signature.public_id, "C"))
    )
    result = connection.execution_options(yield_per=CHUNK_ROWS).execute(statement)
    for rows in result.partitions():
        yield [(name, city, country_code, source) for name, city, country_code, source in rows]


def _if_named(column: InstrumentedAttribute[str | None]) -> ColumnElement[str]:
    return case((Signature.publicity.in_(NAMED), func.coalesce(column, "")), else_="")
