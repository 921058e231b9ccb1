"""How the ledger's events are bound to each other."""

import hashlib
from dataclasses import astuple, dataclass

GENESIS = "0" * 64
"""What the first event is bound to."""


@dataclass(frozen=True, kw_only=True)
class EventFields:
    """What an event's hash covers, in this order. `day` is ISO 8601, `payload` canonical JSON."""

    previous_hash: str
    event_id: int
    day: str
    kind: str
    subject: str
    actor: str
    payload: str


def event_hash(fields: EventFields) -> str:
    """SHA-256, as hex, over the fields, each on its own line."""
    return hashlib.sha256("\n".join(map(str, astuple(fields))).encode()).hexdigest()
