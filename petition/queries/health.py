"""How the service fares, in numbers that tell of nobody."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, column, func, insert, select, table
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from petition.adapters import clock
from petition.domain.states import CampaignState, MailState
from petition.models import Campaign, OutgoingMail, Role, Tally

WRITE_WITHIN_MS = 2000
"""How long a check waits for SQLite's one writer; a request waits longer."""
_WAITING = ("ENQUEUED", "DELAYED", "PENDING")
"""States of the job engine: to be taken, to be taken later, under way."""
_PROBE = "readiness-probe"


@dataclass(frozen=True, kw_only=True)
class Health:
    """What was found. `oldest_mail_s` is the age in seconds of the mail that waits longest, 0 where none does."""

    is_writable: bool
    oldest_mail_s: int
    jobs_waiting: Mapping[str, int]


def read_health(session: Session) -> Health:
    """Try to write, and look at the queues. Where the database cannot even be read, nothing is known but that."""
    if not can_write(session):
        return Health(is_writable=False, oldest_mail_s=0, jobs_waiting={})
    return Health(is_writable=True, oldest_mail_s=find_oldest_mail_s(session), jobs_waiting=count_jobs(session))


def can_write(session: Session) -> bool:
    """Write a row inside a savepoint and take it back. False where the database is away, locked or read-only."""
    session.rollback()
    engine = session.get_bind().engine
    try:
        with engine.connect() as connection, _waiting_at_most(connection, WRITE_WITHIN_MS):
            connection.execution_options(petition_write=True)
            with connection.begin() as transaction, connection.begin_nested() as savepoint:
                connection.execute(insert(Role).values(name=_PROBE, description=""))
                savepoint.rollback()
                transaction.rollback()
    except DBAPIError:
        return False
    return True


@contextmanager
def _waiting_at_most(connection: Connection, milliseconds: int) -> Iterator[None]:
    """On SQLite, wait less for the one writer than a request does; the pooled connection gets its own patience back."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.cursor()
    (before,) = driver.execute("PRAGMA busy_timeout").fetchone()
    driver.execute(f"PRAGMA busy_timeout={milliseconds}")
    try:
        yield
    finally:
        driver.execute(f"PRAGMA busy_timeout={before}")


def find_oldest_mail_s(session: Session) -> int:
    """Seconds since the mail that waits longest was stored, 0 where none waits."""
    oldest = session.scalar(select(func.min(OutgoingMail.created_at)).where(OutgoingMail.state == MailState.QUEUED))
    return 0 if oldest is None else max(0, int((clock.now() - oldest).total_seconds()))


def count_jobs(session: Session) -> Mapping[str, int]:
    """Jobs that wait or are under way, by queue."""
    schema = "dbos" if session.get_bind().dialect.name == "postgresql" else None
    status = table("workflow_status", column("queue_name"), column("status"), schema=schema)
    statement = select(status.c.queue_name, func.count()).where(status.c.status.in_(_WAITING))
    found = session.execute(statement.group_by(status.c.queue_name))
    return {str(queue): int(number) for queue, number in found if queue is not None}


def count_confirmed(session: Session) -> Mapping[str, int]:
    """Confirmed signatures by campaign, as anybody can read them on its page; drafts have no page."""
    statement = select(Campaign.slug, func.coalesce(func.sum(Tally.confirmed), 0)).outerjoin(
        Tally, Tally.campaign_id == Campaign.id
    )
    statement = statement.where(Campaign.state != CampaignState.DRAFT).group_by(Campaign.slug)
    return {slug: int(number) for slug, number in session.execute(statement.order_by(Campaign.slug))}
