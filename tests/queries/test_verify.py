"""`verify` finds each way in which what is stored can fall apart, and nothing where all is well."""

import pytest
from sqlalchemy import select, text

from petition.domain.states import CardState
from petition.models import Batch, Card, User
from petition.queries.verify import Finding, FindingCode, verify
from petition.usecases.cancel_batch import CancelBatch, cancel_batch
from petition.usecases.context import Context
from petition.usecases.seal_batch import SealBatch, seal_batch
from tests.histories import make_history
from tests.stories import SLUG


def findings(ctx: Context) -> list[Finding]:
    ctx.session.rollback()
    ctx.session.expire_all()
    return list(verify(ctx.session, ctx.hands.files.stream))


def codes(ctx: Context) -> list[FindingCode]:
    return [finding.code for finding in findings(ctx)]


@pytest.fixture
def story(ctx: Context) -> Batch:
    """Signatures in every state, and a batch of two cards whose stored file is known by its hash."""
    return make_history(ctx)


def test_nothing_is_found_where_all_is_well(ctx: Context, story: Batch) -> None:
    assert story.cards_total == 2
    assert findings(ctx) == []


HARM: dict[FindingCode, str] = {
    FindingCode.LEDGER_BREAKS: "UPDATE ledger_event SET actor = 'nobody' WHERE id = 3",
    FindingCode.MANIFEST_CHANGED: "UPDATE batch SET manifest = replace(manifest, 'Nino', 'Nina')",
    FindingCode.CARDS_DIFFER_FROM_MANIFEST: "UPDATE card SET number = number + 10",
    FindingCode.FILE_CHANGED: f"UPDATE batch SET file_sha256 = '{'0' * 64}'",
    FindingCode.FILE_MISSING: "UPDATE batch SET file_key = 'batches/y.pdf'",
}


@pytest.mark.parametrize("code", HARM)
def test_each_harm_is_found_alone(ctx: Context, story: Batch, code: FindingCode) -> None:
    with ctx.transaction() as session:
        session.execute(text(HARM[code]))
    assert codes(ctx) == [code]


def test_a_counter_that_lost_one_is_found_by_country_and_by_day(ctx: Context, story: Batch) -> None:
    with ctx.transaction() as session:
        session.execute(
            text(
                "UPDATE tally SET confirmed = confirmed + 1 WHERE shard = (SELECT min(shard) FROM tally WHERE confirmed > 0)"
            )
        )
    (found,) = findings(ctx)
    assert (found.code, found.subject) == (FindingCode.COUNTER_DIFFERS, f"{story.campaign_id}/online/GE")
    assert found.detail == "counter 3, rows 2"
    with ctx.transaction() as session:
        session.execute(text("DELETE FROM tally_day"))
    assert codes(ctx) == [FindingCode.COUNTER_DIFFERS] * 2


@pytest.mark.parametrize(
    ("change", "detail"),
    [
        ("state = 'pending', confirmed_on = NULL", "state pending, last event signature.confirmed"),
        ("public_id = 'nobody-knows'", "state confirmed, last event none"),
    ],
)
def test_a_state_that_the_ledger_does_not_tell_is_found(ctx: Context, story: Batch, change: str, detail: str) -> None:
    with ctx.transaction() as session:
        session.execute(text(f"UPDATE signature SET {change} WHERE id = (SELECT min(id) FROM signature)"))
        if "confirmed_on" in change:  # the counters follow, so that only the ledger disagrees
            session.execute(text("DELETE FROM tally"))
            session.execute(text("DELETE FROM tally_day"))
    found = [finding for finding in findings(ctx) if finding.code is FindingCode.SIGNATURE_WITHOUT_EVENT]
    assert [finding.detail for finding in found] == [detail]
    assert story.cards_total == 2


def test_a_card_in_two_manifests_is_found(ctx: Context, story: Batch) -> None:
    first, second = ctx.session.scalars(select(Card).where(Card.batch_id == story.id).order_by(Card.id)).all()
    with ctx.transaction() as session:
        twin = Batch(
            **{
                column.key: getattr(story, column.key)
                for column in Batch.__table__.columns
                if column.key not in {"id", "public_id", "number"}
            },
            public_id="twin",
            number=2,
        )
        session.add(twin)
        session.flush()
        session.get_one(Card, second.id, populate_existing=True).batch_id = twin.id
    found = findings(ctx)
    twice = {finding.subject for finding in found if finding.code is FindingCode.CARD_IN_TWO_BATCHES}
    assert twice == {first.public_id, second.public_id}
    assert {finding.code for finding in found} == {
        FindingCode.CARD_IN_TWO_BATCHES,
        FindingCode.CARDS_DIFFER_FROM_MANIFEST,
    }
    assert first.state is CardState.SEALED


def test_a_cancelled_batch_holds_and_its_cards_may_go_into_another(ctx: Context, story: Batch) -> None:
    organiser = ctx.session.scalars(select(User)).one()
    ids = {"organisation_id": organiser.organisation_id, "user_id": organiser.id}
    cancel_batch(ctx, CancelBatch(batch_public_id=story.public_id, **ids))
    assert findings(ctx) == []
    seal_batch(ctx, SealBatch(campaign_slug=SLUG, **ids))
    assert findings(ctx) == []
    with ctx.transaction() as session:
        session.execute(text("UPDATE batch SET manifest = 'words' WHERE state = 'cancelled'"))
    assert codes(ctx) == [FindingCode.CARDS_DIFFER_FROM_MANIFEST]
