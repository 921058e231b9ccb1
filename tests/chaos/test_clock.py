"""A machine whose clock is wrong: links stay good as long as they were promised, and the web goes on."""

import sys
from collections import Counter
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from petition.adapters.tokens import MAX_AGE, Purpose
from petition.domain.states import MailState, SignatureState
from petition.models import Signature
from petition.usecases.context import Context
from tests.chaos.crowd import SIGN, ask, fill_in
from tests.chaos.house import House, assert_all_holds, count_mails, wait_until
from tests.chaos.rounds import ROUNDS, tell
from tests.conftest import ENGINES
from tests.mailserver import MailServer, text_of

HOUR_S = 3600
DAY_S = 24 * HOUR_S
LIFE_S = MAX_AGE[Purpose.CONFIRM].total_seconds()
MOVED = """
import sys, time, time_machine
time_machine.travel(time.time() + float(sys.argv.pop(1))).start()
from petition.cli import main
main()
"""
"""`petition` with a clock that is wrong by the first argument, in seconds; it goes on from there."""


JUMPS_S = (
    [-400 * DAY_S, 20 * DAY_S] if ROUNDS == 1 else [-400 * DAY_S, -2 * DAY_S, -HOUR_S, HOUR_S, 20 * DAY_S, 29 * DAY_S]
)


@pytest.mark.parametrize("database_url", ENGINES[:1] if ROUNDS == 1 else ENGINES, indirect=True)
def test_links_outlive_a_clock_that_jumps(ctx: Context, house: House, mail_server: MailServer) -> None:
    with house.web() as web, house.worker():
        for number in range(len(JUMPS_S)):
            assert ask(web, SIGN, fill_in(web, f"before{number}@example.org")).is_taken
        wait_until(lambda: count_mails(ctx, MailState.SENT) == len(JUMPS_S))
    for number, wrong_s in enumerate(JUMPS_S):
        moved = (sys.executable, "-c", MOVED, str(wrong_s))
        with house.web(command=moved) as web, house.worker(command=moved):
            assert ask(web, find_path(mail_server, f"before{number}@example.org", "/confirm/"), {}).status == 303
            assert ask(web, SIGN, fill_in(web, f"meanwhile{number}@example.org")).is_taken
            wait_until(lambda: count_mails(ctx, MailState.QUEUED) == 0)
    with house.web() as web:  # the clock is right again
        for number, wrong_s in enumerate(JUMPS_S):
            path = find_path(mail_server, f"meanwhile{number}@example.org", "/confirm/")
            # What was written by a clock that was slow by more than a link's life looks too old: its owner signs again.
            assert ask(web, path, {}).status == (303 if wrong_s > -LIFE_S else 410)
    ctx.session.rollback()
    states = Counter(ctx.session.scalars(select(Signature.state)))
    too_old = sum(wrong_s <= -LIFE_S for wrong_s in JUMPS_S)
    assert states[SignatureState.PENDING] == too_old
    assert states[SignatureState.CONFIRMED] == 2 * len(JUMPS_S) - too_old
    assert_all_holds(ctx)
    tell(
        f"clock on {ctx.session.get_bind().dialect.name}: {len(JUMPS_S)} jumps, the links of before and meanwhile are good"
    )


def find_path(server: MailServer, recipient: str, door: str) -> str:
    """The path of the link to this door in the mail to this address."""
    text = text_of(server.messages[server.recipients.index(recipient)])
    return next(urlsplit(line).path for line in text.splitlines() if door in line)
