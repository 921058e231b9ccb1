"""kill -9 of the worker in the midst of a large batch: another one takes over, and the paper is the same."""

import random

from sqlalchemy import insert, update

from petition.adapters import clock
from petition.adapters.tokens import new_public_id
from petition.domain.states import BatchState, CardState
from petition.models import Batch, Card, User
from petition.usecases.context import Context
from petition.usecases.render_batch import render_batch
from petition.usecases.seal_batch import SealBatch, seal_batch
from tests.chaos.house import House, assert_all_holds, wait_until
from tests.chaos.rounds import ROUNDS, tell
from tests.stories import SLUG, get_card, make_card, sign_and_confirm

CARDS = 3000 if ROUNDS == 1 else 5000


def test_a_killed_press_leaves_the_same_paper(ctx: Context, house: House, organiser: User) -> None:
    batch_id = seal_large(ctx, organiser)
    chance = random.Random(5)  # noqa: S311 - when to kill need not be secret
    told = [0]
    for _ in range(ROUNDS):
        with house.worker():  # the block ends with kill -9
            goal = chance.randint(1, CARDS // 2)
            wait_until(lambda goal=goal: note(ctx, batch_id, told) >= goal)  # type: ignore[misc]
            assert get_batch(ctx, batch_id).state is BatchState.SEALED, "killed in the midst of it"
        told.append(0)
    with house.worker():
        wait_until(lambda: is_rendered(ctx, batch_id, told))
    batch = get_batch(ctx, batch_id)
    assert (batch.cards_done, batch.cards_total) == (CARDS, CARDS)
    assert len(set(told)) > 5, "one could watch it"
    assert_all_holds(ctx)
    digest = batch.file_sha256
    assert render_undisturbed(ctx, batch_id) == digest
    engine = ctx.session.get_bind().dialect.name
    tell(f"press on {engine}: {CARDS} cards, {ROUNDS} kills, {batch.file_bytes} bytes, the same as undisturbed")


def seal_large(ctx: Context, organiser: User) -> int:
    """A sealed batch of many cards, all by one author, who could not have signed so often through the door."""
    sign_and_confirm(ctx, "author@example.org", card=make_card("Greeting number 0"))
    first = get_card(ctx)
    common = {
        "campaign_id": first.campaign_id,
        "prisoner_id": first.prisoner_id,
        "signature_id": first.signature_id,
        "state": CardState.APPROVED,
        "language": "en",
        "printed_name_choice": first.printed_name_choice,
        "printed_name": first.printed_name,
        "printed_place": first.printed_place,
        "created_on": clock.today(),
    }
    rows = [
        common | {"public_id": new_public_id(), "message": f"Greeting number {number} from Tbilisi"}
        for number in range(1, CARDS)
    ]
    with ctx.transaction() as session:
        session.execute(insert(Card), rows)
        session.execute(update(Card).values(state=CardState.APPROVED))
    command = SealBatch(organisation_id=organiser.organisation_id, user_id=organiser.id, campaign_slug=SLUG)
    return seal_batch(ctx, command).id


def get_batch(ctx: Context, batch_id: int) -> Batch:
    ctx.session.rollback()
    return ctx.session.get_one(Batch, batch_id, populate_existing=True)


def note(ctx: Context, batch_id: int, told: list[int]) -> int:
    """How far the press says it is; kept where it says something new."""
    done = get_batch(ctx, batch_id).cards_done
    if done != told[-1]:
        told.append(done)
    return done


def is_rendered(ctx: Context, batch_id: int, told: list[int]) -> bool:
    note(ctx, batch_id, told)
    return get_batch(ctx, batch_id).state is BatchState.RENDERED


def render_undisturbed(ctx: Context, batch_id: int) -> str:
    """The hash of the file that this process makes from the same manifest."""
    with ctx.transaction() as session:
        values = {"state": BatchState.SEALED, "rendered_at": None, "file_sha256": None, "file_key": None}
        session.execute(update(Batch).values(**values))
    return render_batch(ctx, batch_id)
