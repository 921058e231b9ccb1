"""Appending to the ledger, inside the transaction of the act that it tells of."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from petition.adapters import clock
from petition.domain.ledger import GENESIS, EventFields, event_hash
from petition.models import LedgerEvent

_LEDGER_LOCK = 0x9E717104
"""Any constant: writers on PostgreSQL append one after another; on SQLite there is only one writer anyway."""


@dataclass(frozen=True, kw_only=True)
class NewEvent:
    """What happened to the thing with this public id. `actor` is a code such as `signer` or `user:7`; no personal data."""

    kind: str
    subject: str
    actor: str
    payload: Mapping[str, str | int] = field(default_factory=dict)


def append_event(
    session: Session, kind: str, subject: str, *, actor: str, payload: Mapping[str, str | int] | None = None
) -> None:
    """Append one event. Call it last in the transaction: on PostgreSQL it takes the ledger's lock."""
    append_events(session, [NewEvent(kind=kind, subject=subject, actor=actor, payload=payload or {})])


def append_events(session: Session, events: Sequence[NewEvent]) -> None:
    """Append events in order. Call it last in the transaction: on PostgreSQL it takes the ledger's lock."""
    if not events:
        return
    session.flush()
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LEDGER_LOCK})
    last = session.execute(select(LedgerEvent.id, LedgerEvent.hash).order_by(LedgerEvent.id.desc()).limit(1)).first()
    event_id, previous_hash = (last.id, last.hash) if last else (0, GENESIS)
    day = clock.today()
    rows = []
    for event in events:
        event_id += 1
        fields = EventFields(
            previous_hash=previous_hash,
            event_id=event_id,
            day=day.isoformat(),
            kind=event.kind,
            subject=event.subject,
            actor=event.actor,
            payload=json.dumps(dict(event.payload), sort_keys=True, separators=(",", ":")),
        )
        digest = event_hash(fields)
        row = {**vars(fields), "id": event_id, "day": day, "hash": digest}
        del row["event_id"]
        rows.append(row)
        previous_hash = digest
    session.execute(insert(LedgerEvent), rows)
