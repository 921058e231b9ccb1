"""Telling how far a batch is while the press takes its cards, and stopping the press when somebody cancelled."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from sqlalchemy import update

from petition.domain.states import BatchState
from petition.models import Batch
from petition.usecases.context import Context

STEPS = 50
SMALLEST_PAUSE = 100
"""Cards between two words about the progress, at least."""

Item = TypeVar("Item")


class BatchCancelledError(Exception):
    """Somebody cancelled the batch while it was rendered; nothing is stored."""


def tell_progress(ctx: Context, batch_id: int, cards: Sequence[Item]) -> Iterator[Item]:
    """The cards one by one; now and then stores how many were taken. Raises BatchCancelledError."""
    pause = max(SMALLEST_PAUSE, len(cards) // STEPS)
    for number, card in enumerate(cards):
        if number and number % pause == 0:
            with ctx.transaction() as session:
                told = update(Batch).where(Batch.id == batch_id, Batch.state == BatchState.SEALED)
                if not session.execute(told.values(cards_done=number).returning(Batch.id)).all():
                    raise BatchCancelledError(batch_id)
        yield card
