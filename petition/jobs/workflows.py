"""Which job runs which step. The functions are tiny: a job that runs twice finds its work done.

Job arguments are ids and counters. Each job opens its own session, so a failed one leaves nothing behind.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from dbos import DBOS
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from petition.adapters.queue import JobName
from petition.domain.states import MailState
from petition.usecases.context import Context, Hands
from petition.usecases.maintenance import run_maintenance
from petition.usecases.render_batch import render_batch
from petition.usecases.send_mail import send_mail, send_mails
from petition.usecases.tell_progress import BatchCancelledError

log = logging.getLogger(__name__)


class _Runtime:
    """The process's engine and hands, set once by the worker before the first job runs."""

    engine: Engine
    hands: Hands


def set_runtime(engine: Engine, hands: Hands) -> None:
    """Give the jobs of this process their hands."""
    _Runtime.engine, _Runtime.hands = engine, hands


@contextmanager
def _context() -> Iterator[Context]:
    with Session(_Runtime.engine, expire_on_commit=False) as session:
        yield Context(session=session, hands=_Runtime.hands, obeys_switches=False)


@DBOS.workflow(name=JobName.SEND_MAILS)
def send_mails_job(mail_ids: list[int]) -> int:
    """Send the mails that one transaction stored."""
    with _context() as ctx:
        states = send_mails(ctx, mail_ids)
    log.info("mails from %d on: %s", mail_ids[0], ", ".join(f"{n} {state}" for state, n in states.items()))
    return states[MailState.SENT]


@DBOS.workflow(name=JobName.SEND_MAIL_AGAIN)
def send_mail_again_job(mail_id: int, attempt: int) -> str:
    """Try one delayed mail again; `attempt` only tells one try from the next."""
    with _context() as ctx:
        state = send_mail(ctx, mail_id)
    log.info("mail %d, attempt %d: %s", mail_id, attempt, state)
    return state


@DBOS.workflow(name=JobName.RENDER_BATCH)
def render_batch_job(batch_id: int) -> str:
    """Make the PDF of one sealed batch."""
    try:
        with _context() as ctx:
            digest = render_batch(ctx, batch_id)
    except BatchCancelledError:
        log.info("batch %d was cancelled", batch_id)
        return ""
    log.info("batch %d rendered", batch_id)
    return digest


@DBOS.workflow(name=JobName.DAILY)
def daily_job(scheduled_at: datetime, _context_value: object) -> None:
    """What is due every day."""
    with _context() as ctx:
        report = run_maintenance(ctx)
    for difference in report.differences:
        log.error("counter differs from rows: campaign %d, %s", difference.campaign_id, difference.source)
    log.info("daily maintenance of %s: %d entries purged", scheduled_at.date(), report.purged)
