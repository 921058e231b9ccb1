"""Reading the ledger, and checking that its chain holds."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from petition.models import LedgerEvent

CHUNK = 1000


def iterate_ledger(session: Session, *, after_id: int = 0) -> Iterator[LedgerEvent]:
    """All events after an id, in order, read in chunks."""
    while True:
        statement = select(LedgerEvent).where(LedgerEvent.id > after_id).order_by(LedgerEvent.id).limit(CHUNK)
        events = session.scalars(statement).all()
        yield from events
        if len(events) < CHUNK:
            return
        after_id = events[-1].id
        session.expunge_all()
