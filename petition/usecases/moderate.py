"""An organiser has read a card: print it, ask a colleague, or do not print it, with a reason."""

from dataclasses import dataclass

from sqlalchemy import select

from petition.adapters import clock
from petition.domain.choices import RejectionReason
from petition.domain.states import CARD_STEPS, CardState, step
from petition.models import Card
from petition.usecases.context import Context
from petition.usecases.ledger import append_event


class CardChangedError(Exception):
    """Somebody else decided, or the author withdrew, since the page was shown. The card is left as it is."""


class ReasonMissingError(ValueError):
    """Not printing a card needs a reason."""


@dataclass(frozen=True, kw_only=True)
class Moderate:
    """One decision on one card as it was shown, in `version`."""

    organisation_id: int
    user_id: int
    card_public_id: str
    version: int
    decision: CardState
    reason: RejectionReason | None = None


def moderate(ctx: Context, command: Moderate) -> Card:
    """Store the decision. Raises CardChangedError, ReasonMissingError, TransitionError."""
    if command.decision is CardState.REJECTED and command.reason is None:
        raise ReasonMissingError("choose a reason")
    with ctx.transaction() as session:
        card = session.scalars(
            select(Card).where(Card.public_id == command.card_public_id).with_for_update()
        ).one_or_none()
        if card is None or card.campaign.organisation_id != command.organisation_id or card.version != command.version:
            raise CardChangedError(command.card_public_id)
        before = card.state
        card.state = step(CARD_STEPS, before, command.decision)
        card.rejection_reason = command.reason if command.decision is CardState.REJECTED else None
        card.version += 1
        card.moderated_at = clock.now()
        card.moderated_by_id = command.user_id
        append_event(
            session,
            "card.moderated",
            card.public_id,
            actor=f"user:{command.user_id}",
            payload={"before": before, "after": card.state, "reason": card.rejection_reason or ""},
        )
    return card
