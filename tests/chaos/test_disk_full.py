"""A full disk: "nothing was recorded" is true, everybody can still read, and it goes on by itself when there is room."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import text
from sqlalchemy.engine import make_url

from petition.domain.states import MailState
from petition.usecases.context import Context
from petition.usecases.sign import sign as sign_step
from tests.chaos.crowd import SIGN, Answer, Books, ask, fill_in
from tests.chaos.full_disk import Disk, Limit, TinyDisk, may_mount, mount, unmount
from tests.chaos.house import House, Web, assert_all_holds, count_mails, wait_until
from tests.chaos.rounds import ROUNDS, tell
from tests.chaos.stored import compare
from tests.chaos.tiny_postgresql import find_programs, running
from tests.mailserver import MailServer
from tests.stories import SLUG, make_sign

SQLITE_SIZE = "3m"
UNTIL_FULL = 400
"""Signatures that find room in what the files hold already, at most."""


PROGRAMS = find_programs() if may_mount() else None
WAYS = ["limit"] + (["tiny disk"] if may_mount() else []) + (["tiny postgresql"] if PROGRAMS else [])


@dataclass(frozen=True, kw_only=True)
class Place:
    """A migrated database, and the disk that it lies on."""

    database_url: str
    disk: Disk


@pytest.fixture(params=WAYS)
def place(request: pytest.FixtureRequest, sqlite_url: str, tmp_path: Path) -> Iterator[Place]:
    tiny = tmp_path / "tiny"
    if request.param == "limit":
        yield Place(database_url=sqlite_url, disk=Limit())
    elif request.param == "tiny disk":
        mount(tiny, SQLITE_SIZE)
        try:
            source = make_url(sqlite_url).database
            assert source is not None
            yield Place(database_url=f"sqlite:///{shutil.copy(source, tiny)}", disk=TinyDisk(tiny))
        finally:
            unmount(tiny)
    else:
        assert PROGRAMS is not None
        with running(PROGRAMS) as (url, folder):
            yield Place(database_url=url, disk=TinyDisk(folder))


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    server = FillingMailServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def database_url(place: Place) -> str:
    return place.database_url


def test_nothing_is_recorded_where_it_says_so(place: Place, ctx: Context, house: House) -> None:
    disk = place.disk
    books = Books()
    with house.web() as web:
        form = fill_in(web, "")
        for number in range(ROUNDS):
            sign(web, form, books, f"early{number}@example.org")
            disk.fill(web.service)
            assert "Nothing was recorded" in sign_until_refused(web, form, books, f"unlucky{number}").body
            for path in (f"/c/{SLUG}", SIGN, "/healthz"):
                assert ask(web, path).status == 200, path
            for other in range(10):
                sign(web, form, books, f"later{number}-{other}@example.org")
            disk.free(web.service)
            assert sign(web, form, books, f"lucky{number}@example.org").is_taken
    assert books.strange == []
    assert len(books.refused) >= ROUNDS
    compare(ctx, house, books)
    assert_all_holds(ctx)
    engine = ctx.session.get_bind().dialect.name
    if engine == "sqlite":
        assert ctx.session.scalar(text("PRAGMA integrity_check")) == "ok"
    told = f"{len(books.accepted)} accepted, {len(books.refused)} refused"
    tell(f"disk full by {type(disk).__name__} on {engine}: full {ROUNDS} times, {told}")


def sign(web: Web, form: dict[str, str], books: Books, email: str) -> Answer:
    answer = ask(web, SIGN, form | {"email": email})
    books.note(email, answer)
    return answer


def sign_until_refused(web: Web, form: dict[str, str], books: Books, name: str) -> Answer:
    """What the first one hears who finds no room."""
    for number in range(UNTIL_FULL):
        answer = sign(web, form, books, f"{name}-{number}@example.org")
        if not answer.is_taken:
            return answer
    raise AssertionError("the disk never was full")


class FillingMailServer(MailServer):
    """The disk fills up while it takes its first message."""

    disk: TinyDisk | None = None

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        if self.disk is not None and not self.messages:
            self.disk.fill_up()
        return await super().handle_DATA(server, session, envelope)


@pytest.mark.parametrize("place", [way for way in WAYS if way == "tiny disk"], indirect=True)
def test_a_mail_that_cannot_be_noted_is_not_sent_for_ever(
    place: Place, ctx: Context, house: House, mail_server: FillingMailServer
) -> None:
    sign_step(ctx, make_sign(ctx))
    assert isinstance(place.disk, TinyDisk)
    mail_server.disk = place.disk
    with house.worker() as worker:
        worker.wait_for_text("the database was away during a job; again in 4 s")
        assert len(mail_server.messages) == 1
        assert worker.stop() == 0, "it can be told to stop, and the next one takes over"
    place.disk.free_up()
    with house.worker():
        wait_until(lambda: count_mails(ctx, MailState.SENT) == 1)
    first, *more = [message["Message-ID"] for message in mail_server.messages]
    assert more == [first]
