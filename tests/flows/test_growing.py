"""Two web processes and two workers on one PostgreSQL, with files in a bucket: nobody is lost when one of them is killed."""

import hashlib
import json
import os
import re
import secrets
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from petition.adapters.database import make_engine
from petition.adapters.keys import new_identity
from petition.domain.states import BatchState
from petition.models import Batch, Campaign, Signature, User
from petition.queries.campaigns import get_public_count
from petition.queries.verify import verify
from petition.settings import load_settings
from petition.usecases.context import Context, make_hands
from petition.usecases.seal_batch import SealBatch, seal_batch
from tests.conftest import POSTGRESQL
from tests.mailserver import MailServer, free_port, text_of
from tests.s3server import access_to, empty_bucket, running_s3
from tests.services import OUR_COMMAND, PLAIN, Service, wait_for
from tests.stories import SLUG, approve_all, make_campaign, make_organisation, make_user

SIGNERS = 16
WITHIN_S = 60.0


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    server = MailServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def environ(
    postgresql_url: str, mail_server: MailServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[dict[str, str]]:
    """What each process is given; they differ only in where they listen."""
    with running_s3() as s3:
        shared = access_to(s3) | {
            "PETITION_DATA_DIR": str(tmp_path / "var"),
            "PETITION_SECRETS_DIR": str(tmp_path / "secrets"),
            "PETITION_DATABASE_URL": postgresql_url,
            "PETITION_FILES_URL": empty_bucket(s3),
            "PETITION_BASE_URL": "http://127.0.0.1:9",
            "PETITION_SMTP_URL": mail_server.url,
            "PETITION_SECRET_KEYS": secrets.token_hex(32),
        }
        for name, value in shared.items():
            monkeypatch.setenv(name, value)
        yield {**PLAIN, **shared, "PYTHONUNBUFFERED": "1"}


@pytest.fixture
def ctx(environ: dict[str, str]) -> Iterator[Context]:
    """Another process's hands on the same installation."""
    settings = load_settings({name: value for name, value in environ.items() if name.startswith("PETITION_")})
    engine = make_engine(settings.database_url)
    with Session(engine, expire_on_commit=False) as session:
        yield Context(session=session, hands=make_hands(settings, engine))
    engine.dispose()


def ask(url: str, form: dict[str, str] | None = None) -> str:
    data = None if form is None else urllib.parse.urlencode(form).encode()
    with urllib.request.urlopen(url, data=data, timeout=20) as answer:  # noqa: S310 - our own server
        return str(answer.read().decode())


def sign_at(base_url: str, number: int) -> None:
    page = ask(f"{base_url}/c/{SLUG}/sign")
    token = re.search(r'name="form_token"[^>]*value="([^"]+)"', page)
    assert token is not None
    form = {
        "form_token": token[1],
        "name": f"Signer {number}",
        "email": f"signer{number}@example.org",
        "country": "GE",
        "city": "Tbilisi",
        "publicity": "handover",
        "prisoner": "example-prisoner",
        "has_card": "y",
        "message": f"Warm greetings number {number}!",
        "printed_name": "first_country",
    }
    assert "Check your e-mail" in ask(f"{base_url}/c/{SLUG}/sign", form)


def confirm_links(server: MailServer) -> set[str]:
    lines = (line for message in list(server.messages) for line in text_of(message).splitlines())
    return {urllib.parse.urlsplit(line).path for line in lines if "/confirm/" in line}


def wait_until(is_so: Callable[[], bool]) -> None:
    wait_for(lambda: True if is_so() else None, within_s=WITHIN_S)


def serve(environ: dict[str, str], tmp_path: Path, name: str) -> tuple[Service, str]:
    listen = f"127.0.0.1:{free_port()}"
    service = Service(environ | {"PETITION_LISTEN": listen}, tmp_path / f"{name}.log", "serve", "--no-worker")
    service.wait_for_text("Ctrl-C stops")
    return service, f"http://{listen}"


def seal(ctx: Context, organiser: User) -> int:
    approve_all(ctx, organiser)
    command = SealBatch(organisation_id=organiser.organisation_id, user_id=organiser.id, campaign_slug=SLUG)
    return seal_batch(ctx, command).id


@pytest.mark.skipif(POSTGRESQL is None, reason="several machines share a PostgreSQL; there is none here")
def test_two_webs_two_workers_and_a_bucket_lose_nobody(
    ctx: Context, environ: dict[str, str], mail_server: MailServer, tmp_path: Path
) -> None:
    make_organisation(ctx)
    make_campaign(ctx)
    organiser = make_user(ctx)
    with ExitStack() as stop:
        webs = [serve(environ, tmp_path, f"web{number}") for number in range(2)]
        workers = [Service(environ, tmp_path / f"worker{number}.log", "worker") for number in range(2)]
        for service in [web for web, _ in webs] + workers:
            stop.callback(service.process.wait)
            stop.callback(service.process.kill)
        for worker in workers:
            worker.wait_for_text("worker ready")
        for number in range(SIGNERS):
            sign_at(webs[number % 2][1], number)
            if number == SIGNERS // 2:
                workers[0].process.kill()  # its jobs are taken over by the other
        wait_until(lambda: len(confirm_links(mail_server)) == SIGNERS)
        for number, path in enumerate(sorted(confirm_links(mail_server))):
            ask(f"{webs[(number + 1) % 2][1]}{path}", {})
        batch_id = seal(ctx, organiser)
        wait_until(lambda: is_rendered(ctx, batch_id))
        for web, base_url in webs:
            answer = json.loads(ask(f"{base_url}/readyz"))
            assert answer["ready"] is True
            assert web.stop() == 0
        assert workers[1].stop() == 0
    check_everything(ctx, batch_id)


def is_rendered(ctx: Context, batch_id: int) -> bool:
    ctx.session.rollback()
    return ctx.session.get_one(Batch, batch_id, populate_existing=True).state is BatchState.RENDERED


def check_everything(ctx: Context, batch_id: int) -> None:
    """Accepted = stored = counted, and the batch lies whole in the bucket."""
    ctx.session.rollback()
    assert list(verify(ctx.session, ctx.hands.files.stream)) == []
    campaign = ctx.session.scalars(select(Campaign)).one()
    stored = ctx.session.scalar(select(func.count()).select_from(Signature))
    assert stored == get_public_count(ctx.session, campaign).total == SIGNERS
    batch = ctx.session.get_one(Batch, batch_id)
    assert batch.file_key is not None
    assert hashlib.sha256(ctx.hands.files.read(batch.file_key)).hexdigest() == batch.file_sha256
    assert batch.cards_total == SIGNERS


@pytest.mark.skipif(POSTGRESQL is None, reason="the same")
def test_jobs_that_wait_in_a_restored_backup_are_done_there(
    ctx: Context, environ: dict[str, str], mail_server: MailServer, tmp_path: Path
) -> None:
    """Signed on PostgreSQL with nobody sending, backed up, restored onto SQLite: the worker there sends the mail."""
    make_organisation(ctx)
    make_campaign(ctx)
    web, base_url = serve(environ, tmp_path, "web")
    sign_at(base_url, 1)
    assert web.stop() == 0
    identity, recipient = new_identity()
    (tmp_path / "key.txt").write_text(identity)
    backup = str(tmp_path / "a.backup")
    run(environ, tmp_path, "backup", "--to", backup, "--recipient", recipient)
    other = environ | {
        "PETITION_DATA_DIR": str(tmp_path / "other"),
        "PETITION_DATABASE_URL": f"sqlite:///{tmp_path}/other/petition.sqlite3",
        "PETITION_FILES_URL": f"file://{tmp_path}/other/files",
    }
    run(other, tmp_path, "restore", "--from", backup, "--identity", str(tmp_path / "key.txt"))
    run(other, tmp_path, "verify")
    worker = Service(other, tmp_path / "worker.log", "worker")
    try:
        wait_until(lambda: len(confirm_links(mail_server)) == 1)
        assert worker.stop() == 0
    finally:
        worker.process.kill()
        worker.process.wait()
    assert mail_server.recipients == ["signer1@example.org"]


def run(environ: dict[str, str], tmp_path: Path, *arguments: str) -> None:
    service = Service(environ, tmp_path / "command.log", *arguments, command=OUR_COMMAND)
    assert service.process.wait(WITHIN_S) == 0, service.text()
    assert os.path.getsize(service.log) > 0  # noqa: PTH202 - a command says what it did
