"""Checking that the ledger's chain holds: no event was changed, removed or put in between. Writes nothing."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from petition.models import LedgerEvent
from petition.queries.ledger import iterate_ledger
from petition.usecases.ledger import GENESIS, event_hash


@dataclass(frozen=True, kw_only=True)
class LedgerCheck:
    """How many events hold, the hash of the last of them, and the id at which the chain breaks, if it does.

    Whoever keeps the last hash elsewhere can tell later that nothing before it was changed, not even the whole chain.
    """

    events: int
    last_hash: str
    broken_at_id: int | None


def verify_ledger(session: Session) -> LedgerCheck:
    """Follow the chain from its beginning to its end or to the first break."""
    last_hash, last_id = GENESIS, 0
    for event in iterate_ledger(session):
        if event.id != last_id + 1 or event.previous_hash != last_hash or event.hash != _hash_again(event):
            return LedgerCheck(events=last_id, last_hash=last_hash, broken_at_id=event.id)
        last_hash, last_id = event.hash, event.id
    return LedgerCheck(events=last_id, last_hash=last_hash, broken_at_id=None)


def _hash_again(event: LedgerEvent) -> str:
    return event_hash(
        previous_hash=event.previous_hash,
        event_id=event.id,
        day=event.day.isoformat(),
        kind=event.kind,
        subject=event.subject,
        actor=event.actor,
        payload=event.payload,
    )
