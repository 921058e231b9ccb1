"""From a sealed batch to its file: from the manifest alone, once, the same bytes whoever renders."""

import json

import pypdfium2
import pytest
from sqlalchemy import select, update

from petition.adapters.files import StoredFileMissingError
from petition.domain.states import BatchState, CardState
from petition.models import Batch, Card, User
from petition.usecases.cancel_batch import CancelBatch, cancel_batch
from petition.usecases.context import Context
from petition.usecases.render_batch import FrontPictureChangedError, render_batch
from petition.usecases.seal_batch import SealBatch, seal_batch
from petition.usecases.tell_progress import BatchCancelledError, tell_progress
from tests.stories import (
    SLUG,
    approve_all,
    make_campaign,
    make_card,
    make_organisation,
    make_user,
    sign_and_confirm,
)


@pytest.fixture
def organiser(ctx: Context) -> User:
    make_organisation(ctx)
    make_campaign(ctx)
    return make_user(ctx)


def seal(ctx: Context, organiser: User, messages: list[str]) -> Batch:
    for number, message in enumerate(messages):
        sign_and_confirm(ctx, f"signer{number}@example.org", card=make_card(message))
    approve_all(ctx, organiser)
    return seal_batch(
        ctx, SealBatch(organisation_id=organiser.organisation_id, user_id=organiser.id, campaign_slug=SLUG)
    )


def get_batch(ctx: Context, batch: Batch) -> Batch:
    ctx.session.rollback()
    return ctx.session.get_one(Batch, batch.id, populate_existing=True)


def test_the_file_holds_every_card_with_its_address_and_no_surname(ctx: Context, organiser: User) -> None:
    batch = seal(ctx, organiser, [f"Greeting number {number} from Tbilisi" for number in range(5)])
    digest = render_batch(ctx, batch.id)
    rendered = get_batch(ctx, batch)
    assert (rendered.state, rendered.file_sha256, rendered.pages) == (BatchState.RENDERED, digest, 4)
    assert rendered.file_key is not None
    document = pypdfium2.PdfDocument(ctx.hands.files.read(rendered.file_key))
    text = "\n".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    for number in range(5):
        assert f"Greeting number {number}" in text
    assert text.count("Прикладск") == 5
    assert "Nino" in text
    assert "Beridze" not in text
    assert "example.org" not in text


def test_rendering_twice_changes_nothing_and_gives_the_same_bytes(ctx: Context, organiser: User) -> None:
    batch = seal(ctx, organiser, ["Hello"])
    first = render_batch(ctx, batch.id)
    version = get_batch(ctx, batch).version
    assert render_batch(ctx, batch.id) == first
    assert get_batch(ctx, batch).version == version
    with ctx.transaction() as session:
        session.execute(
            update(Batch).values(state=BatchState.SEALED, rendered_at=None, file_sha256=None, file_key=None)
        )
    assert render_batch(ctx, batch.id) == first


def test_it_tells_how_far_it_is(ctx: Context, organiser: User) -> None:
    batch = make_large(ctx, seal(ctx, organiser, ["Hello"]))
    told = [get_batch(ctx, batch).cards_done for _ in tell_progress(ctx, batch.id, range(450))]
    assert sorted(set(told)) == [0, 100, 200, 300, 400]


def test_cancelling_stops_the_press(ctx: Context, organiser: User) -> None:
    batch = make_large(ctx, seal(ctx, organiser, ["Hello"]))
    cards = tell_progress(ctx, batch.id, range(450))
    taken = [next(cards) for _ in range(150)]
    cancel_batch(
        ctx,
        CancelBatch(organisation_id=organiser.organisation_id, user_id=organiser.id, batch_public_id=batch.public_id),
    )
    with pytest.raises(BatchCancelledError):
        taken.extend(cards)
    assert len(taken) == 200


def make_large(ctx: Context, batch: Batch) -> Batch:
    """Say that the batch has many cards."""
    with ctx.transaction() as session:
        session.execute(update(Batch).values(cards_total=450))
    return batch


def test_a_card_that_cannot_be_printed_is_set_aside_and_named(ctx: Context, organiser: User) -> None:
    for number, message in enumerate(["Good", "To be spoiled", "Good too"]):
        sign_and_confirm(ctx, f"signer{number}@example.org", card=make_card(message))
    with ctx.transaction() as session:
        session.execute(
            update(Card).where(Card.message == "To be spoiled").values(message="A letter \U0001e2c0 of nobody")
        )
    approve_all(ctx, organiser)
    command = SealBatch(organisation_id=organiser.organisation_id, user_id=organiser.id, campaign_slug=SLUG)
    batch = seal_batch(ctx, command)
    render_batch(ctx, batch.id)
    left_out = json.loads(get_batch(ctx, batch).left_out)
    assert [card["number"] for card in left_out] == ["2"]
    assert "no typeface has the letter" in left_out[0]["problem"]
    states = ctx.session.execute(select(Card.state, Card.batch_id).order_by(Card.id)).all()
    assert [tuple(row) for row in states] == [
        (CardState.SEALED, batch.id),
        (CardState.ASKED, None),
        (CardState.SEALED, batch.id),
    ]


def test_a_front_picture_that_changed_stops_the_press(ctx: Context, organiser: User) -> None:
    batch = seal(ctx, organiser, ["Hello"])
    key = json.loads(batch.manifest)["front_key"]
    ctx.hands.files.put(key, b"another picture")
    with pytest.raises(FrontPictureChangedError):
        render_batch(ctx, batch.id)
    assert get_batch(ctx, batch).state is BatchState.SEALED


def test_a_cancelled_batch_loses_its_file(ctx: Context, organiser: User) -> None:
    batch = seal(ctx, organiser, ["Hello"])
    render_batch(ctx, batch.id)
    key = get_batch(ctx, batch).file_key or ""
    assert ctx.hands.files.read(key).startswith(b"%PDF")
    cancel_batch(
        ctx,
        CancelBatch(organisation_id=organiser.organisation_id, user_id=organiser.id, batch_public_id=batch.public_id),
    )
    with pytest.raises(StoredFileMissingError):
        ctx.hands.files.read(key)
    assert render_batch(ctx, batch.id) != ""
    assert get_batch(ctx, batch).state is BatchState.CANCELLED
