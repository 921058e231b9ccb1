"""What a signature, a card and a batch can be, and which step leads where. States only move along these tables."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

State = TypeVar("State", bound=StrEnum)


class TransitionError(Exception):
    """A step that this state does not allow; carries both states as codes."""

    def __init__(self, before: StrEnum, after: StrEnum) -> None:
        super().__init__(f"{type(before).__name__}: {before} cannot become {after}")
        self.before = before
        self.after = after


class CampaignState(StrEnum):
    """A campaign collects only while open."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class SignatureState(StrEnum):
    """Only a confirmed signature counts."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"


class CardState(StrEnum):
    """A card's way from its author to the letter box."""

    UNCONFIRMED = "unconfirmed"  # its author has not pressed the button in the mail
    WAITING = "waiting"  # to be read
    ASKED = "asked"  # a colleague was asked
    APPROVED = "approved"  # may be printed
    REJECTED = "rejected"  # will not be printed, with a reason
    SEALED = "sealed"  # in a batch
    PRINTED = "printed"
    POSTED = "posted"
    WITHDRAWN = "withdrawn"


class BatchState(StrEnum):
    """A batch from its frozen manifest to the post office."""

    SEALED = "sealed"
    RENDERED = "rendered"
    PRINTED = "printed"
    POSTED = "posted"
    CANCELLED = "cancelled"  # before it was printed; its cards wait again


class MailState(StrEnum):
    """An outgoing mail: its recipient's address is kept in clear only while it may still be sent."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"  # refused for good
    DEAD = "dead"  # the mail server could not take it for days; an organiser may send it again
    SUPPRESSED = "suppressed"  # over the limit for this address; nothing leaves


SIGNATURE_STEPS: Mapping[SignatureState, frozenset[SignatureState]] = {
    SignatureState.PENDING: frozenset({SignatureState.CONFIRMED, SignatureState.WITHDRAWN}),
    SignatureState.CONFIRMED: frozenset({SignatureState.WITHDRAWN}),
    SignatureState.WITHDRAWN: frozenset({SignatureState.PENDING}),
}
_DECISIONS = frozenset({CardState.APPROVED, CardState.ASKED, CardState.REJECTED, CardState.WITHDRAWN})
CARD_STEPS: Mapping[CardState, frozenset[CardState]] = {
    CardState.UNCONFIRMED: frozenset({CardState.WAITING, CardState.WITHDRAWN}),
    CardState.WAITING: _DECISIONS,
    CardState.ASKED: _DECISIONS - {CardState.ASKED},
    CardState.APPROVED: frozenset({CardState.SEALED}) | _DECISIONS - {CardState.APPROVED},
    CardState.REJECTED: _DECISIONS - {CardState.REJECTED},
    CardState.SEALED: frozenset({CardState.PRINTED, CardState.APPROVED, CardState.ASKED}),
    CardState.PRINTED: frozenset({CardState.POSTED}),
    CardState.POSTED: frozenset(),
    CardState.WITHDRAWN: frozenset(),
}
BATCH_STEPS: Mapping[BatchState, frozenset[BatchState]] = {
    BatchState.SEALED: frozenset({BatchState.RENDERED, BatchState.CANCELLED}),
    BatchState.RENDERED: frozenset({BatchState.PRINTED, BatchState.CANCELLED}),
    BatchState.PRINTED: frozenset({BatchState.POSTED}),
    BatchState.POSTED: frozenset(),
    BatchState.CANCELLED: frozenset(),
}
CAMPAIGN_STEPS: Mapping[CampaignState, frozenset[CampaignState]] = {
    CampaignState.DRAFT: frozenset({CampaignState.OPEN}),
    CampaignState.OPEN: frozenset({CampaignState.CLOSED}),
    CampaignState.CLOSED: frozenset({CampaignState.OPEN}),
}


def step(table: Mapping[State, frozenset[State]], before: State, after: State) -> State:
    """Return `after` if the table allows it. Raises TransitionError."""
    if after not in table[before]:
        raise TransitionError(before, after)
    return after
