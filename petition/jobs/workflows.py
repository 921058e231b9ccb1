"""Which job runs which step. The functions are tiny: a job that runs twice finds its work done.

Job arguments are ids and counters. Each job opens its own session, so a failed one leaves nothing behind.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TypeVar

from dbos import DBOS
from sqlalchemy import Engine, text
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from petition.adapters.database import write_transaction
from petition.adapters.queue import JobName
from petition.domain.states import MailState
from petition.usecases.context import Context, Hands
from petition.usecases.maintenance import run_maintenance
from petition.usecases.render_batch import render_batch
from petition.usecases.send_mail import send_mail, send_mails
from petition.usecases.tell_progress import BatchCancelledError

log = logging.getLogger(__name__)

FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 60.0
Result = TypeVar("Result")


class JobLeftError(BaseException):
    """The worker stops while a job waits for the database.

    No `Exception`: of those the job engine notes that the job failed, of this nothing, so that the next worker takes it over.
    """


class _Runtime:
    """The process's engine and hands, set once by the worker before the first job runs."""

    engine: Engine
    hands: Hands
    is_stopping = threading.Event()


def set_runtime(engine: Engine, hands: Hands) -> None:
    """Give the jobs of this process their hands."""
    _Runtime.engine, _Runtime.hands = engine, hands


def stop_waiting() -> None:
    """Let go of jobs that wait for the database."""
    _Runtime.is_stopping.set()


def until_done(act: Callable[[Context], Result]) -> Result:
    """Do it; where the database is away or full, again and again: of a job that failed nobody would hear any more.

    Again only once the database takes what is written: a mail that was sent and could not be noted would be sent each time.
    """
    pause_s = FIRST_PAUSE_S
    is_first = True
    while True:
        try:
            with _context() as ctx:
                if not is_first:
                    _prove_writable(ctx.session)
                return act(ctx)
        except (OperationalError, InterfaceError):
            log.warning("the database was away during a job; again in %d s", pause_s)
            is_first = False
        if _Runtime.is_stopping.wait(pause_s):
            raise JobLeftError
        pause_s = min(2 * pause_s, LONGEST_PAUSE_S)


def _prove_writable(session: Session) -> None:
    """Commit a write that changes nothing. Raises OperationalError."""
    with write_transaction(session):
        session.execute(text("UPDATE alembic_version SET version_num = version_num"))


@contextmanager
def _context() -> Iterator[Context]:
    with Session(_Runtime.engine, expire_on_commit=False) as session:
        yield Context(session=session, hands=_Runtime.hands, obeys_switches=False)


@DBOS.workflow(name=JobName.SEND_MAILS)
def send_mails_job(mail_ids: list[int]) -> int:
    """Send the mails that one transaction stored."""
    states = until_done(lambda ctx: send_mails(ctx, mail_ids))
    log.info("mails from %d on: %s", mail_ids[0], ", ".join(f"{n} {state}" for state, n in states.items()))
    return states[MailState.SENT]


@DBOS.workflow(name=JobName.SEND_MAIL_AGAIN)
def send_mail_again_job(mail_id: int, attempt: int) -> str:
    """Try one delayed mail again; `attempt` only tells one try from the next."""
    state = until_done(lambda ctx: send_mail(ctx, mail_id))
    log.info("mail %d, attempt %d: %s", mail_id, attempt, state)
    return state


@DBOS.workflow(name=JobName.RENDER_BATCH)
def render_batch_job(batch_id: int) -> str:
    """Make the PDF of one sealed batch."""
    try:
        digest = until_done(lambda ctx: render_batch(ctx, batch_id))
    except BatchCancelledError:
        log.info("batch %d was cancelled", batch_id)
        return ""
    log.info("batch %d rendered", batch_id)
    return digest


@DBOS.workflow(name=JobName.DAILY)
def daily_job(scheduled_at: datetime, _context_value: object) -> None:
    """What is due every day."""
    report = until_done(run_maintenance)
    for difference in report.differences:
        log.error("counter differs from rows: campaign %d, %s", difference.campaign_id, difference.source)
    log.info("daily maintenance of %s: %d entries purged", scheduled_at.date(), report.purged)
