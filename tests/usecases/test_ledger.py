"""The ledger: a chain that holds, and breaks visibly when anybody edits it."""

import threading

from sqlalchemy import update
from sqlalchemy.orm import Session

from petition.models import LedgerEvent
from petition.queries.ledger import find_break, iterate_ledger
from petition.usecases.context import Context
from petition.usecases.ledger import append_event


def append(ctx: Context, number: int) -> None:
    with ctx.transaction() as session:
        append_event(session, "test.event", f"subject-{number}", actor="test", payload={"number": number})


def test_the_chain_holds(ctx: Context) -> None:
    for number in range(5):
        append(ctx, number)
    assert [event.id for event in iterate_ledger(ctx.session)] == [1, 2, 3, 4, 5]
    assert find_break(ctx.session) is None


def test_an_edited_event_breaks_the_chain_at_its_place(ctx: Context) -> None:
    for number in range(5):
        append(ctx, number)
    with ctx.transaction() as session:
        session.execute(update(LedgerEvent).where(LedgerEvent.id == 3).values(subject="somebody-else"))
    assert find_break(ctx.session) == 3


def test_a_dropped_event_breaks_the_chain(ctx: Context) -> None:
    for number in range(5):
        append(ctx, number)
    with ctx.transaction() as session:
        session.delete(session.get(LedgerEvent, 2))
    assert find_break(ctx.session) == 3


def test_writers_at_once_make_one_chain(ctx: Context) -> None:
    ctx.session.rollback()
    engine = ctx.session.get_bind()

    def write(number: int) -> None:
        with Session(engine) as session:
            append(Context(session=session, hands=ctx.hands), number)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(list(iterate_ledger(ctx.session))) == 16
    assert find_break(ctx.session) is None
