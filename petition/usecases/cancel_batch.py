"""Cancelling a batch before it is printed: its cards wait again as approved, its file and its manifest's words go."""

from dataclasses import dataclass

from sqlalchemy import select, update

from petition.domain.states import BATCH_STEPS, BatchState, CardState, step
from petition.models import Batch, Campaign, Card
from petition.usecases.context import Context
from petition.usecases.ledger import append_event
from petition.usecases.record_print import BatchNotFoundError


@dataclass(frozen=True, kw_only=True)
class CancelBatch:
    """Undo the sealing of a batch that nobody has printed."""

    organisation_id: int
    user_id: int
    batch_public_id: str


def cancel_batch(ctx: Context, command: CancelBatch) -> Batch:
    """Raises BatchNotFoundError, TransitionError where it was printed."""
    with ctx.transaction() as session:
        statement = (
            select(Batch)
            .join(Campaign)
            .where(Batch.public_id == command.batch_public_id, Campaign.organisation_id == command.organisation_id)
            .with_for_update(of=Batch)
        )
        batch = session.scalars(statement).one_or_none()
        if batch is None:
            raise BatchNotFoundError(command.batch_public_id)
        batch.state = step(BATCH_STEPS, batch.state, BatchState.CANCELLED)
        batch.version += 1
        batch.manifest = ""
        session.execute(
            update(Card)
            .where(Card.batch_id == batch.id)
            .values(state=CardState.APPROVED, batch_id=None, position=None, version=Card.version + 1)
            .execution_options(synchronize_session="fetch")
        )
        append_event(session, "batch.cancelled", batch.public_id, actor=f"user:{command.user_id}")
        file_key = batch.file_key
    if file_key is not None:
        ctx.hands.files.delete(file_key)
    return batch
