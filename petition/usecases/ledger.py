"""Appending to the ledger, inside the transaction of the act that it tells of."""

import json
from collections.abc import Mapping

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from petition.adapters import clock
from petition.domain.ledger import GENESIS, EventFields, event_hash
from petition.models import LedgerEvent

_LEDGER_LOCK = 0x9E717104
"""Any constant: writers on PostgreSQL append one after another; on SQLite there is only one writer anyway."""


def append_event(
    session: Session, kind: str, subject: str, *, actor: str, payload: Mapping[str, str | int] | None = None
) -> None:
    """Append an event about a public id. Call it last in the transaction: on PostgreSQL it takes the ledger's lock."""
    session.flush()
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LEDGER_LOCK})
    last = session.execute(select(LedgerEvent.id, LedgerEvent.hash).order_by(LedgerEvent.id.desc()).limit(1)).first()
    event_id, previous_hash = (last.id + 1, last.hash) if last else (1, GENESIS)
    day = clock.today()
    body = json.dumps(dict(payload or {}), sort_keys=True, separators=(",", ":"))
    fields = EventFields(
        previous_hash=previous_hash,
        event_id=event_id,
        day=day.isoformat(),
        kind=kind,
        subject=subject,
        actor=actor,
        payload=body,
    )
    session.add(
        LedgerEvent(
            id=event_id,
            day=day,
            kind=kind,
            subject=subject,
            actor=actor,
            payload=body,
            previous_hash=previous_hash,
            hash=event_hash(fields),
        )
    )
    session.flush()
