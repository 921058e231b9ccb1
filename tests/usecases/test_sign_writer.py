"""Group commit: everybody gets an own answer after the commit, and one bad signature spoils no other."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError, StatementError

from petition.adapters.database import make_engine
from petition.models import LedgerEvent, OutgoingMail, Signature
from petition.queries.ledger import find_break
from petition.usecases.context import Context
from petition.usecases.sign import CampaignNotOpenError
from petition.usecases.sign_writer import SignWriter
from tests.stories import make_campaign, make_organisation, make_sign


@pytest.fixture
def writer(ctx: Context, database_url: str) -> Iterator[SignWriter]:
    make_organisation(ctx)
    make_campaign(ctx)
    engine = make_engine(database_url)
    yield SignWriter(engine, ctx.hands)
    engine.dispose()


def count(ctx: Context, model: type[object]) -> int:
    ctx.session.rollback()
    return ctx.session.scalar(select(func.count()).select_from(model)) or 0


def test_two_hundred_people_at_once_are_all_stored_in_fewer_transactions(ctx: Context, writer: SignWriter) -> None:
    commands = [make_sign(ctx, f"signer{number}@example.org") for number in range(200)]
    ctx.session.rollback()
    with ThreadPoolExecutor(32) as people:
        assert list(people.map(writer.sign, commands)) == [None] * 200
    assert count(ctx, Signature) == count(ctx, OutgoingMail) == 200
    assert find_break(ctx.session) is None
    requested = select(func.count()).select_from(LedgerEvent).where(LedgerEvent.kind == "signature.requested")
    assert ctx.session.scalar(requested) == 200


def test_one_address_many_times_at_once_is_one_row(ctx: Context, writer: SignWriter) -> None:
    command = make_sign(ctx)
    ctx.session.rollback()
    with ThreadPoolExecutor(32) as people:
        list(people.map(writer.sign, [command] * 100))
    assert count(ctx, Signature) == 1
    assert count(ctx, OutgoingMail) == 100


def test_a_refused_signature_refuses_no_other(ctx: Context, writer: SignWriter) -> None:
    good = [make_sign(ctx, f"signer{number}@example.org") for number in range(20)]
    commands = good[:10] + [replace(good[0], campaign_slug="nothing-here")] + good[10:]
    ctx.session.rollback()

    def refused(index: int) -> bool:
        try:
            writer.sign(commands[index])
        except CampaignNotOpenError:
            return True
        return False

    with ThreadPoolExecutor(21) as people:
        assert [index for index, was in enumerate(people.map(refused, range(21))) if was] == [10]
    assert count(ctx, Signature) == 20


def test_a_signature_that_the_database_cannot_take_spoils_no_other(ctx: Context, writer: SignWriter) -> None:
    good = [make_sign(ctx, f"signer{number}@example.org") for number in range(20)]
    bad = replace(good[0], email="bad@example.org", campaign_text_id=999_999)
    ctx.session.rollback()

    def failed(command: object) -> bool:
        try:
            writer.sign(command)  # type: ignore[arg-type] # a list of two types
        except (DBAPIError, StatementError):
            return True
        return False

    with ThreadPoolExecutor(21) as people:
        assert sum(people.map(failed, [*good[:10], bad, *good[10:]])) == 1
    assert count(ctx, Signature) == 20
