"""Reading the ledger, and checking that its chain holds."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from petition.domain.ledger import GENESIS, EventFields, event_hash
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


def find_last_event(session: Session) -> LedgerEvent | None:
    """The newest event: whoever keeps its hash elsewhere can tell later that nothing before it was changed."""
    return session.scalars(select(LedgerEvent).order_by(LedgerEvent.id.desc()).limit(1)).one_or_none()


def find_break(session: Session) -> int | None:
    """The id of the first event that does not fit the one before it, or None where the whole chain holds."""
    previous_hash, previous_id = GENESIS, 0
    for event in iterate_ledger(session):
        fields = EventFields(
            previous_hash=previous_hash,
            event_id=event.id,
            day=event.day.isoformat(),
            kind=event.kind,
            subject=event.subject,
            actor=event.actor,
            payload=event.payload,
        )
        if event.id != previous_id + 1 or event.previous_hash != previous_hash or event.hash != event_hash(fields):
            return event.id
        previous_hash, previous_id = event.hash, event.id
    return None
