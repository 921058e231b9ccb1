"""From reading cards to the post office: no card twice, no step skipped."""

import threading
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from petition.domain.choices import RejectionReason
from petition.domain.manifest import manifest_sha256, parse_manifest
from petition.domain.states import BatchState, CardState, TransitionError
from petition.models import Batch, Card, User
from petition.usecases.cancel_batch import CancelBatch, cancel_batch
from petition.usecases.context import Context
from petition.usecases.moderate import CardChangedError, Moderate, ReasonMissingError, moderate
from petition.usecases.record_print import (
    BatchNotFoundError,
    RecordPosting,
    RecordPrint,
    record_posting,
    record_print,
)
from petition.usecases.seal_batch import NothingToSealError, SealBatch, seal_batch
from tests.stories import (
    SLUG,
    approve_all,
    get_card,
    make_campaign,
    make_card,
    make_organisation,
    make_user,
    sign_and_confirm,
)


@pytest.fixture
def organiser(ctx: Context) -> User:
    """An organiser with three cards to read."""
    make_organisation(ctx)
    make_campaign(ctx)
    for number in range(3):
        sign_and_confirm(ctx, f"signer{number}@example.org", card=make_card(f"Greeting {number}"))
    return make_user(ctx)


def decide(organiser: User, card: Card, decision: CardState, reason: RejectionReason | None = None) -> Moderate:
    return Moderate(
        organisation_id=organiser.organisation_id,
        user_id=organiser.id,
        card_public_id=card.public_id,
        version=card.version,
        decision=decision,
        reason=reason,
    )


def seal(organiser: User) -> SealBatch:
    return SealBatch(organisation_id=organiser.organisation_id, user_id=organiser.id, campaign_slug=SLUG)


def cancel(organiser: User, batch: Batch) -> CancelBatch:
    return CancelBatch(organisation_id=organiser.organisation_id, user_id=organiser.id, batch_public_id=batch.public_id)


def test_a_decision_on_a_card_that_changed_is_refused(ctx: Context, organiser: User) -> None:
    stale = decide(organiser, get_card(ctx), CardState.APPROVED)
    moderate(ctx, replace(stale, decision=CardState.ASKED))
    with pytest.raises(CardChangedError):
        moderate(ctx, stale)
    assert get_card(ctx).state is CardState.ASKED


def test_another_organisations_card_cannot_be_decided(ctx: Context, organiser: User) -> None:
    make_organisation(ctx, "other-house")
    stranger = make_user(ctx, "boris@example.org", "other-house")
    with pytest.raises(CardChangedError):
        moderate(ctx, decide(stranger, get_card(ctx), CardState.APPROVED))


def test_not_printing_needs_a_reason(ctx: Context, organiser: User) -> None:
    with pytest.raises(ReasonMissingError):
        moderate(ctx, decide(organiser, get_card(ctx), CardState.REJECTED))
    moderate(ctx, decide(organiser, get_card(ctx), CardState.REJECTED, RejectionReason.INSULT))
    assert get_card(ctx).rejection_reason is RejectionReason.INSULT


def test_nothing_approved_means_nothing_to_seal(ctx: Context, organiser: User) -> None:
    with pytest.raises(NothingToSealError):
        seal_batch(ctx, seal(organiser))


def test_a_sealed_batch_is_frozen_in_order_with_its_hash(ctx: Context, organiser: User) -> None:
    approve_all(ctx, organiser)
    batch = seal_batch(ctx, seal(organiser))
    manifest = parse_manifest(batch.manifest)
    assert manifest_sha256(batch.manifest) == batch.manifest_sha256
    assert [card.text for card in manifest.cards] == ["Greeting 0", "Greeting 1", "Greeting 2"]
    assert [card.number for card in manifest.cards] == [1, 2, 3]
    assert manifest.cards[0].address[0] == "Примерному Узнику"
    assert "example.org" not in batch.manifest
    assert "Beridze" not in batch.manifest


def test_two_organisers_who_seal_at_once_get_one_batch(ctx: Context, organiser: User) -> None:
    approve_all(ctx, organiser)
    command = seal(organiser)
    ctx.session.rollback()
    engine = ctx.session.get_bind()
    outcomes: list[str] = []
    barrier = threading.Barrier(6)

    def seal_once() -> None:
        with Session(engine, expire_on_commit=False) as session:
            barrier.wait()
            try:
                seal_batch(Context(session=session, hands=ctx.hands), command)
                outcomes.append("sealed")
            except NothingToSealError:
                outcomes.append("nothing")

    threads = [threading.Thread(target=seal_once) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["nothing"] * 5 + ["sealed"]
    assert len(ctx.session.scalars(select(Batch)).all()) == 1
    assert {card.batch_id for card in ctx.session.scalars(select(Card))} == {1}


def test_a_cancelled_batch_gives_its_cards_back_with_their_numbers(ctx: Context, organiser: User) -> None:
    approve_all(ctx, organiser)
    batch = seal_batch(ctx, seal(organiser))
    cancelled = cancel_batch(ctx, cancel(organiser, batch))
    assert (cancelled.state, cancelled.manifest) == (BatchState.CANCELLED, "")
    assert get_card(ctx).state is CardState.APPROVED
    again = seal_batch(ctx, seal(organiser))
    assert [card.number for card in parse_manifest(again.manifest).cards] == [1, 2, 3]
    assert again.number == 2


def test_a_batch_is_cancelled_once(ctx: Context, organiser: User) -> None:
    approve_all(ctx, organiser)
    batch = seal_batch(ctx, seal(organiser))
    cancel_batch(ctx, cancel(organiser, batch))
    with pytest.raises(TransitionError):
        cancel_batch(ctx, cancel(organiser, batch))


def test_printed_only_after_rendered_and_posted_only_after_printed(ctx: Context, organiser: User) -> None:
    approve_all(ctx, organiser)
    batch = seal_batch(ctx, seal(organiser))
    fields = {"organisation_id": organiser.organisation_id, "user_id": organiser.id, "batch_public_id": batch.public_id}
    posting = RecordPosting(**fields, posted_on=date(2026, 8, 4), posted_from="Vilnius")
    with pytest.raises(TransitionError):
        record_print(ctx, RecordPrint(**fields))
    with pytest.raises(TransitionError):
        record_posting(ctx, posting)
    assert get_card(ctx).state is CardState.SEALED


def test_another_organisations_batch_looks_like_none(ctx: Context, organiser: User) -> None:
    approve_all(ctx, organiser)
    batch = seal_batch(ctx, seal(organiser))
    with pytest.raises(BatchNotFoundError):
        record_print(ctx, RecordPrint(organisation_id=999, user_id=1, batch_public_id=batch.public_id))
    assert batch.state is BatchState.SEALED
