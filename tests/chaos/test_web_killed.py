"""kill -9 of the web while people sign: who was told yes is there, whole, and gets the mail."""

import random

import pytest

from petition.domain.states import MailState
from petition.usecases.context import Context
from tests.chaos.crowd import CLIENTS, Books, Crowd
from tests.chaos.house import House, assert_all_holds, count_mails, cut_connections, wait_until
from tests.chaos.rounds import ROUNDS, tell
from tests.chaos.stored import compare
from tests.conftest import ENGINES
from tests.mailserver import MailServer

KILLS = 2 * ROUNDS


def test_whoever_was_told_yes_is_kept(ctx: Context, house: House, mail_server: MailServer) -> None:
    books = Books()
    crowd = Crowd(books)
    chance = random.Random(9)  # noqa: S311 - when to kill need not be secret
    for _ in range(KILLS):
        with house.web() as web:
            goal = len(books.accepted) + chance.randint(10, 80)
            crowd.come(web)
            wait_until(lambda goal=goal: len(books.accepted) >= goal)  # type: ignore[misc]
            web.kill()
            crowd.leave()
    assert 0 < len(books.unknown) <= KILLS * CLIENTS, "kills came while somebody waited for an answer"
    assert (books.refused, books.strange) == ([], [])
    addresses = compare(ctx, house, books)
    assert_all_holds(ctx)
    with house.worker():
        wait_until(lambda: count_mails(ctx, MailState.SENT) == len(addresses))
    assert sorted(mail_server.recipients) == sorted(addresses), "each once: only the web died"
    engine = ctx.session.get_bind().dialect.name
    told = f"{len(books.accepted)} accepted, {len(addresses)} stored, {len(books.unknown)} unanswered"
    tell(f"web on {engine}: {KILLS} kills, {told}, slowest answer {books.slowest_s:.2f} s")


@pytest.mark.parametrize("database_url", [name for name in ENGINES if name == "postgresql"], indirect=True)
def test_a_database_that_comes_back_is_used_again(ctx: Context, house: House, mail_server: MailServer) -> None:
    """Its restart breaks every connection: some hear "try again", nobody who heard yes is lost, and no process is restarted."""
    books = Books()
    crowd = Crowd(books)
    url = house.environ["PETITION_DATABASE_URL"]
    with house.worker() as worker, house.web() as web:
        worker.wait_for_text("worker ready")
        crowd.come(web)
        for number in range(KILLS):
            wait_until(lambda number=number: len(books.accepted) >= 30 * (number + 1))  # type: ignore[misc]
            ctx.session.close()
            assert cut_connections(url) > 2
        wait_until(lambda: len(books.accepted) >= 30 * (KILLS + 1))
        crowd.leave()
        assert books.strange == []
        wait_until(lambda: count_mails(ctx, MailState.QUEUED) == 0)
    # A connection that breaks at COMMIT leaves open whether it was done, and then the page does not say that nothing was.
    unsure = Books(accepted=books.accepted, unknown=books.unknown + books.refused)
    addresses = compare(ctx, house, unsure)
    assert_all_holds(ctx)
    assert set(mail_server.recipients) == addresses
