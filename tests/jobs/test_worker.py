"""The worker as a real process, killed for real: what was accepted is stored, counted once and mailed at least once."""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from dbos import DBOSClient
from sqlalchemy import func, select, text

from petition.adapters import clock
from petition.adapters.queue import APPLICATION_NAME, JsonSerializer
from petition.domain.states import BatchState, MailState
from petition.jobs.worker import MAIL_JOBS_AT_ONCE, forget_finished
from petition.models import Batch, OutgoingMail, User
from petition.usecases.context import Context
from petition.usecases.seal_batch import SealBatch, seal_batch
from petition.usecases.sign import sign_many
from tests.mailserver import MailServer
from tests.services import wait_for
from tests.stories import (
    SLUG,
    approve_all,
    jobs_table,
    make_campaign,
    make_card,
    make_organisation,
    make_sign,
    make_user,
    sign_and_confirm,
)

DEADLINE_S = 40


@pytest.fixture
def server() -> Iterator[MailServer]:
    server = MailServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def environ(tmp_path: Path, database_url: str, server: MailServer) -> dict[str, str]:
    """The environment of a worker of this installation."""
    return os.environ | {
        "PETITION_DATA_DIR": str(tmp_path / "var"),
        "PETITION_SECRETS_DIR": str(tmp_path / "secrets"),
        "PETITION_DATABASE_URL": database_url,
        "PETITION_BASE_URL": "http://localhost",
        "PETITION_SECRET_KEYS": "k" * 40,
        "PETITION_SMTP_URL": server.url,
    }


@pytest.fixture
def organiser(ctx: Context) -> User:
    make_organisation(ctx)
    make_campaign(ctx)
    return make_user(ctx)


def start_worker(environ: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    with log.open("ab") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "petition.cli", "worker"], env=environ, stdout=output, stderr=output
        )


@contextmanager
def worker(environ: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    process = start_worker(environ, log)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_until(is_done: Callable[[], bool]) -> None:
    """Look again and again until it is so; fail after a while."""
    wait_for(lambda: is_done() or None, within_s=DEADLINE_S)


def count_mails(ctx: Context, state: MailState) -> int:
    ctx.session.rollback()
    return ctx.session.scalar(select(func.count()).where(OutgoingMail.state == state)) or 0


def test_it_sends_what_waits_and_stops_when_told(
    ctx: Context, organiser: User, environ: dict[str, str], server: MailServer, tmp_path: Path
) -> None:
    sign_many(ctx, [make_sign(ctx, f"signer{number}@example.org") for number in range(12)])
    log = tmp_path / "worker.log"
    with worker(environ, log) as process:
        wait_until(lambda: count_mails(ctx, MailState.SENT) == 12)
        process.send_signal(signal.SIGTERM)
        assert process.wait(15) == 0
    assert sorted(server.recipients) == sorted(f"signer{number}@example.org" for number in range(12))
    words = log.read_text()
    assert "Traceback" not in words
    assert "example.org" not in words.replace("noreply@example.org", "")
    assert "Nino" not in words


def test_killed_workers_lose_no_mail(
    ctx: Context, organiser: User, environ: dict[str, str], server: MailServer, tmp_path: Path
) -> None:
    chance = random.Random(4)  # noqa: S311 - when to kill need not be secret
    for group in range(10):
        sign_many(ctx, [make_sign(ctx, f"signer{group}-{number}@example.org") for number in range(6)])
    log = tmp_path / "worker.log"
    kills = 0
    while kills < 3:
        with worker(environ, log):
            before = len(server.messages)
            goal = min(before + chance.randint(3, 15), 60)
            wait_until(lambda goal=goal: len(server.messages) >= goal)  # type: ignore[misc]
        kills += 1
    with worker(environ, log):
        wait_until(lambda: count_mails(ctx, MailState.SENT) == 60)
    expected = {f"signer{group}-{number}@example.org" for group in range(10) for number in range(6)}
    assert set(server.recipients) == expected
    assert len(server.recipients) <= 60 + kills * MAIL_JOBS_AT_ONCE, "a kill may double what was under way, no more"
    by_id = {message["Message-ID"] for message in server.messages}
    assert len(by_id) == 60, "a doubled mail keeps its Message-ID"
    assert count_mails(ctx, MailState.QUEUED) == 0


def test_a_batch_survives_its_worker(ctx: Context, organiser: User, environ: dict[str, str], tmp_path: Path) -> None:
    for number in range(8):
        sign_and_confirm(ctx, f"signer{number}@example.org", card=make_card(f"Greeting {number}"))
    approve_all(ctx, organiser)
    command = SealBatch(organisation_id=organiser.organisation_id, user_id=organiser.id, campaign_slug=SLUG)
    batch_id = seal_batch(ctx, command).id
    log = tmp_path / "worker.log"
    with worker(environ, log):
        wait_until(lambda: pending_jobs(ctx) > 0 or state_of(ctx, batch_id) is BatchState.RENDERED)
    with worker(environ, log), worker(environ, log):
        wait_until(lambda: state_of(ctx, batch_id) is BatchState.RENDERED)
    ctx.session.rollback()
    batch = ctx.session.get_one(Batch, batch_id, populate_existing=True)
    assert batch.pages == 4
    assert batch.file_key is not None
    assert ctx.hands.files.read(batch.file_key).startswith(b"%PDF")


def test_finished_jobs_are_forgotten_and_waiting_ones_kept(
    ctx: Context, organiser: User, environ: dict[str, str], tmp_path: Path, database_url: str
) -> None:
    sign_many(ctx, [make_sign(ctx, "first@example.org")])
    with worker(environ, tmp_path / "worker.log"):
        wait_until(lambda: count_jobs(ctx, "SUCCESS") == 1)
    sign_many(ctx, [make_sign(ctx, "second@example.org")])
    ctx.session.rollback()
    client = DBOSClient(
        system_database_url=database_url, serializer=JsonSerializer(), application_name=APPLICATION_NAME
    )
    try:
        assert forget_finished(client, clock.now() - timedelta(hours=1)) == 0
        assert forget_finished(client, clock.now() + timedelta(minutes=1)) == 1
    finally:
        client.destroy()
    assert (count_jobs(ctx, "SUCCESS"), count_jobs(ctx, "ENQUEUED")) == (0, 1)


def count_jobs(ctx: Context, status: str) -> int:
    table = jobs_table(ctx)
    ctx.session.rollback()
    query = text(f"SELECT count(*) FROM {table} WHERE status = :status AND name = 'send_mails'")
    return int(ctx.session.execute(query, {"status": status}).scalar_one())


def state_of(ctx: Context, batch_id: int) -> BatchState:
    ctx.session.rollback()
    return ctx.session.get_one(Batch, batch_id, populate_existing=True).state


def pending_jobs(ctx: Context) -> int:
    table = jobs_table(ctx)
    ctx.session.rollback()
    query = f"SELECT count(*) FROM {table} WHERE status = 'PENDING' AND name = 'render_batch'"
    return int(ctx.session.execute(text(query)).scalar_one())
