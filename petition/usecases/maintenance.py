"""What is due every day: entries nobody confirmed go, and the counters are compared with the rows."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from petition.adapters import clock
from petition.domain.choices import SignatureSource
from petition.domain.states import SignatureState
from petition.models import Card, Signature, Tally
from petition.usecases.context import Context
from petition.usecases.ledger import append_event

KEEP_UNCONFIRMED = timedelta(days=30)
CHUNK = 500


@dataclass(frozen=True, kw_only=True)
class CountDifference:
    """A counter that does not equal its rows."""

    campaign_id: int
    source: SignatureSource
    country_code: str
    counted: int
    rows: int


@dataclass(frozen=True, kw_only=True)
class MaintenanceReport:
    """What was done and found."""

    purged: int
    differences: tuple[CountDifference, ...]


def run_maintenance(ctx: Context) -> MaintenanceReport:
    """Do now what is due. Running it again changes nothing more."""
    return MaintenanceReport(purged=purge_unconfirmed(ctx), differences=recount(ctx.session))


def purge_unconfirmed(ctx: Context) -> int:
    """Erase what nobody confirmed within 30 days, with its mails, cards and contacts. Returns the number of entries."""
    oldest = clock.today() - KEEP_UNCONFIRMED
    total = 0
    while True:
        with ctx.transaction() as session:
            due = select(Signature.id).where(Signature.state == SignatureState.PENDING, Signature.signed_on < oldest)
            ids = session.scalars(due.limit(CHUNK)).all()
            if not ids:
                break
            session.execute(delete(Card).where(Card.signature_id.in_(ids)))
            session.execute(delete(Signature).where(Signature.id.in_(ids)))
            append_event(session, "signatures.purged", "all", actor="clock", payload={"entries": len(ids)})
        total += len(ids)
    if total:
        _forget_write_ahead_log(ctx.session)
    return total


def recount(session: Session) -> tuple[CountDifference, ...]:
    """Compare every counter with its rows; an empty answer is the good one. Changes nothing."""
    rows = select(Signature.campaign_id, Signature.source, Signature.country_code, func.count())
    rows = rows.where(Signature.state == SignatureState.CONFIRMED)
    counted = select(Tally.campaign_id, Tally.source, Tally.country_code, func.sum(Tally.confirmed))
    by_rows = {(c, s, k): int(n) for c, s, k, n in session.execute(rows.group_by(*rows.selected_columns[:3]))}
    by_tally = {(c, s, k): int(n) for c, s, k, n in session.execute(counted.group_by(*counted.selected_columns[:3]))}
    return tuple(
        CountDifference(
            campaign_id=key[0],
            source=key[1],
            country_code=key[2],
            counted=by_tally.get(key, 0),
            rows=by_rows.get(key, 0),
        )
        for key in sorted(by_rows.keys() | by_tally.keys())
        if by_rows.get(key, 0) != by_tally.get(key, 0)
    )


def _forget_write_ahead_log(session: Session) -> None:
    """Overwritten rows still stand in SQLite's log until it is truncated."""
    session.rollback()
    if session.get_bind().dialect.name == "sqlite":
        session.connection(execution_options={"isolation_level": "AUTOCOMMIT"}).execute(
            text("PRAGMA wal_checkpoint(TRUNCATE)")
        )
        session.rollback()
