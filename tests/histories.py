"""An installation with a past: signatures in every state, a sealed and a rendered batch, mails that wait."""

from hashlib import sha256

from petition.adapters import clock
from petition.adapters.tokens import Purpose
from petition.domain.states import BatchState
from petition.models import Batch
from petition.usecases.context import Context
from petition.usecases.seal_batch import SealBatch, seal_batch
from petition.usecases.sign import sign
from petition.usecases.withdraw import withdraw
from tests.stories import (
    SLUG,
    approve_all,
    get_signature,
    make_campaign,
    make_card,
    make_organisation,
    make_sign,
    make_user,
    sign_and_confirm,
)

PAPER = b"%PDF paper" * 1000


def make_history(ctx: Context) -> Batch:
    """Two confirmed authors in a rendered batch, one who withdrew, one who has not confirmed. Returns the batch."""
    make_organisation(ctx)
    make_campaign(ctx)
    organiser = make_user(ctx)
    for number in range(2):
        sign_and_confirm(ctx, f"author{number}@example.org", card=make_card())
    approve_all(ctx, organiser)
    batch = seal_batch(
        ctx, SealBatch(organisation_id=organiser.organisation_id, user_id=organiser.id, campaign_slug=SLUG)
    )
    sign_and_confirm(ctx, "gone@example.org")
    gone = get_signature(ctx)
    withdraw(ctx, ctx.hands.tokens.make(Purpose.WITHDRAW, gone.public_id, gone.version))
    sign(ctx, make_sign(ctx, "pending@example.org"))
    sign(ctx, make_sign(ctx, "author0@example.org"))  # again: an event that changes no state
    return _store_paper(ctx, batch.id)


def _store_paper(ctx: Context, batch_id: int) -> Batch:
    """Stand in for the press, which needs its fonts: any bytes, and their hash."""
    key = "batches/paper.pdf"
    ctx.hands.files.put(key, PAPER)
    with ctx.transaction() as session:
        batch = session.get_one(Batch, batch_id, populate_existing=True)
        batch.state, batch.rendered_at = BatchState.RENDERED, clock.now()
        batch.file_key, batch.file_sha256 = key, sha256(PAPER).hexdigest()
    return batch
