"""Marking a batch as printed, then as posted: deliberate steps that cannot be taken twice."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from petition.adapters import clock
from petition.domain.states import BATCH_STEPS, BatchState, CardState, step
from petition.models import Batch, Campaign, Card
from petition.usecases.context import Context
from petition.usecases.ledger import append_event


class BatchNotFoundError(Exception):
    """No such batch, or not this organisation's: the two look the same."""


@dataclass(frozen=True, kw_only=True)
class RecordPrint:
    """The sheets of a batch came out of the printer."""

    organisation_id: int
    user_id: int
    batch_public_id: str


@dataclass(frozen=True, kw_only=True)
class RecordPosting:
    """The cards of a batch were given to the post in a city on a day."""

    organisation_id: int
    user_id: int
    batch_public_id: str
    posted_on: date
    posted_from: str


def record_print(ctx: Context, command: RecordPrint) -> Batch:
    """Mark as printed. Raises BatchNotFoundError, TransitionError."""
    with ctx.transaction() as session:
        batch = lock_batch(session, command.organisation_id, command.batch_public_id)
        batch.printed_at = clock.now()
        _advance(session, batch, BatchState.PRINTED, CardState.SEALED, CardState.PRINTED)
        append_event(session, "batch.printed", batch.public_id, actor=f"user:{command.user_id}")
    return batch


def record_posting(ctx: Context, command: RecordPosting) -> Batch:
    """Mark as posted. Raises BatchNotFoundError, TransitionError."""
    with ctx.transaction() as session:
        batch = lock_batch(session, command.organisation_id, command.batch_public_id)
        batch.posted_on, batch.posted_from = command.posted_on, command.posted_from
        _advance(session, batch, BatchState.POSTED, CardState.PRINTED, CardState.POSTED)
        payload = {"on": command.posted_on.isoformat()}
        append_event(session, "batch.posted", batch.public_id, actor=f"user:{command.user_id}", payload=payload)
    return batch


def lock_batch(session: Session, organisation_id: int, public_id: str) -> Batch:
    """The batch of this organisation, locked until the transaction ends. Raises BatchNotFoundError."""
    statement = (
        select(Batch)
        .join(Campaign)
        .where(Batch.public_id == public_id, Campaign.organisation_id == organisation_id)
        .with_for_update(of=Batch)
    )
    batch = session.scalars(statement).one_or_none()
    if batch is None:
        raise BatchNotFoundError(public_id)
    return batch


def _advance(session: Session, batch: Batch, after: BatchState, card_before: CardState, card_after: CardState) -> None:
    """Move the batch and its cards. The instant that pairs the new state is set before: both are written at once."""
    batch.state = step(BATCH_STEPS, batch.state, after)
    batch.version += 1
    session.execute(
        update(Card)
        .where(Card.batch_id == batch.id, Card.state == card_before)
        .values(state=card_after, version=Card.version + 1)
        .execution_options(synchronize_session="fetch")
    )
