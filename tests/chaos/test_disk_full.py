"""A full disk: "nothing was recorded" is true, everybody can still read, and it goes on by itself when there is room."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from petition.usecases.context import Context
from tests.chaos.crowd import SIGN, Answer, Books, ask, fill_in
from tests.chaos.full_disk import Disk, Limit, TinyDisk, may_mount, mount, unmount
from tests.chaos.house import House, Web, assert_all_holds
from tests.chaos.rounds import ROUNDS, tell
from tests.chaos.stored import compare
from tests.stories import SLUG

UNTIL_FULL = 400
"""Signatures that find room in what the files hold already, at most."""


@pytest.fixture(params=["limit", "tiny disk"] if may_mount() else ["limit"])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Disk]:
    if request.param == "limit":
        yield Limit()
        return
    folder = tmp_path / "tiny"
    mount(folder)
    try:
        yield TinyDisk(folder)
    finally:
        unmount(folder)


@pytest.fixture
def database_url(disk: Disk, sqlite_url: str) -> str:
    """A SQLite database on that disk."""
    if not isinstance(disk, TinyDisk):
        return sqlite_url
    source = make_url(sqlite_url).database
    assert source is not None
    return f"sqlite:///{shutil.copy(source, disk.folder)}"


def test_nothing_is_recorded_where_it_says_so(disk: Disk, ctx: Context, house: House) -> None:
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
    assert ctx.session.scalar(text("PRAGMA integrity_check")) == "ok"
    tell(f"{type(disk).__name__}: full {ROUNDS} times, {len(books.accepted)} accepted, {len(books.refused)} refused")


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
