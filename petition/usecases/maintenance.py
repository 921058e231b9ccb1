"""What is due every day: entries nobody confirmed go, and the counters are compared with the rows."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select, text, update
from sqlalchemy.orm import Session

from petition.adapters import clock
from petition.domain.states import MailState, SignatureState
from petition.models import Card, OutgoingMail, Signature
from petition.queries.counts import CountDifference, recount
from petition.usecases.context import Context
from petition.usecases.ledger import append_event

KEEP_UNCONFIRMED = timedelta(days=30)
CHUNK = 500


@dataclass(frozen=True, kw_only=True)
class MaintenanceReport:
    """What was done and found."""

    purged: int
    differences: tuple[CountDifference, ...]


def run_maintenance(ctx: Context) -> MaintenanceReport:
    """Do now what is due. Running it again changes nothing more."""
    purged = purge_unconfirmed(ctx)
    forget_dead_mails(ctx)
    return MaintenanceReport(purged=purged, differences=recount(ctx.session))


def forget_dead_mails(ctx: Context) -> None:
    """Forget the addresses of mails that could not be sent for 30 days."""
    with ctx.transaction() as session:
        session.execute(
            update(OutgoingMail)
            .where(OutgoingMail.state == MailState.DEAD, OutgoingMail.created_at < clock.now() - KEEP_UNCONFIRMED)
            .values(state=MailState.FAILED, recipient=None)
        )


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


def _forget_write_ahead_log(session: Session) -> None:
    """Overwritten rows still stand in SQLite's log until it is truncated."""
    session.rollback()
    if session.get_bind().dialect.name == "sqlite":
        session.connection(execution_options={"isolation_level": "AUTOCOMMIT"}).execute(
            text("PRAGMA wal_checkpoint(TRUNCATE)")
        )
        session.rollback()
