"""Cancelling a batch before it is printed: its cards wait again as approved, its file and its manifest's words go."""

from dataclasses import dataclass

from sqlalchemy import update

from petition.domain.states import BATCH_STEPS, BatchState, CardState, step
from petition.models import Batch, Card
from petition.usecases.context import Context
from petition.usecases.ledger import append_event
from petition.usecases.record_print import lock_batch


@dataclass(frozen=True, kw_only=True)
class CancelBatch:
    """Undo the sealing of a batch that nobody has printed."""

    organisation_id: int
    user_id: int
    batch_public_id: str


def cancel_batch(ctx: Context, command: CancelBatch) -> Batch:
    """Raises BatchNotFoundError, TransitionError where it was printed."""
    with ctx.transaction() as session:
        batch = lock_batch(session, command.organisation_id, command.batch_public_id)
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
