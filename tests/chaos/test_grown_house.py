"""A grown house: two webs and two workers on one PostgreSQL with files in a bucket. Any of them answers for all."""

import hashlib
import http.cookiejar
import re
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from petition.domain.states import BatchState
from petition.models import Batch, Campaign, Card, User
from petition.queries.campaigns import get_public_count
from petition.usecases.context import Context
from petition.usecases.sign_in_link import make_sign_in_link
from tests.chaos.crowd import SIGN, ask, fill_in
from tests.chaos.house import House, Web, assert_all_holds, list_workers, wait_until
from tests.chaos.rounds import ROUNDS, tell
from tests.conftest import ENGINES
from tests.mailserver import MailServer, text_of
from tests.s3server import access_to, empty_bucket, running_s3
from tests.stories import SLUG, approve_all

SIGNERS = 8
"""In each round."""
BATCHES = f"/desk/c/{SLUG}/batches"
pytestmark = pytest.mark.parametrize("database_url", [name for name in ENGINES if name == "postgresql"], indirect=True)


@pytest.fixture
def environ(environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """With files in a bucket, for this process too."""
    with running_s3() as s3:
        for name, value in access_to(s3).items():
            monkeypatch.setenv(name, value)
        yield environ | access_to(s3) | {"PETITION_FILES_URL": empty_bucket(s3)}


class Desk:
    """An organiser's browser: signed in once, at home in every web."""

    def __init__(self) -> None:
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._browser = urllib.request.build_opener(jar)

    def get(self, web: Web, path: str) -> bytes:
        with self._browser.open(web.base_url + path, timeout=30) as answer:
            return bytes(answer.read())

    def read_form(self, web: Web, path: str) -> dict[str, str]:
        """The hidden fields of the page's forms."""
        inputs = re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", self.get(web, path).decode())
        pairs = ((re.search(r'name="([^"]+)"', one), re.search(r'value="([^"]*)"', one)) for one in inputs)
        return {name[1]: value[1] for name, value in pairs if name and value}

    def send(self, web: Web, path: str, form: dict[str, str]) -> str:
        """Send a form; gives the path that one ends at."""
        body = urllib.parse.urlencode(form).encode()
        with self._browser.open(web.base_url + path, body, timeout=30) as answer:
            return urllib.parse.urlsplit(answer.url).path


def test_any_web_and_any_worker_will_do(ctx: Context, house: House, organiser: User, mail_server: MailServer) -> None:
    desk = Desk()
    with house.web() as first, house.web() as second, house.worker() as one, house.worker() as other:
        one.wait_for_text("worker ready")
        other.wait_for_text("worker ready")
        link = urllib.parse.urlsplit(make_sign_in_link(ctx, organiser.email)).path
        desk.send(first, link, desk.read_form(first, link))
        for number in range(ROUNDS + 1):
            sign_all(first, second, number)
            wait_until(lambda number=number: len(mail_server.messages) == SIGNERS * (number + 1))  # type: ignore[misc]
            confirm_all(second, first, mail_server)
            approve_all(ctx, organiser)
            batch_path = seal_at_once(desk, first, second)
            wait_until(lambda number=number: count_rendered(ctx) == number + 1)  # type: ignore[misc]
            files = {hashlib.sha256(desk.get(web, f"{batch_path}/file")).hexdigest() for web in (first, second)}
            assert files == {newest_batch(ctx).file_sha256}
        workers = list_workers(ctx)
    cards = SIGNERS * (ROUNDS + 1)
    campaign = ctx.session.scalars(select(Campaign)).one()
    assert get_public_count(ctx.session, campaign).total == cards
    assert ctx.session.scalar(select(func.count()).where(Card.batch_id.is_not(None))) == cards
    assert_all_holds(ctx)
    assert len(workers) == 2, "both had something to do"
    tell(f"grown house: {cards} cards in {ROUNDS + 1} batches, jobs by worker {sorted(workers.values())}")


def sign_all(first: Web, second: Web, number: int) -> None:
    for signer in range(SIGNERS):
        web = (first, second)[signer % 2]
        assert ask(web, SIGN, fill_in(web, f"signer{number}-{signer}@example.org", has_card=True)).is_taken


def confirm_all(first: Web, second: Web, mail_server: MailServer) -> None:
    """Press the newest mails' buttons, each at the web at which its owner did not sign."""
    for message in mail_server.messages[-SIGNERS:]:
        signer = int(message["To"].partition("-")[2].partition("@")[0])
        path = next(urllib.parse.urlsplit(line).path for line in text_of(message).splitlines() if "/confirm/" in line)
        assert ask((first, second)[signer % 2], path, {}).status == 303


def seal_at_once(desk: Desk, first: Web, second: Web) -> str:
    """Two organisers press "seal" in the same moment, in different webs: both are led to the one batch."""
    form = desk.read_form(first, BATCHES) | {"layout": "office-4up-a4"}
    with ThreadPoolExecutor(2) as pool:
        ends = set(pool.map(lambda web: desk.send(web, BATCHES, form), (first, second)))
    assert len(ends) == 1
    return ends.pop()


def newest_batch(ctx: Context) -> Batch:
    ctx.session.rollback()
    return ctx.session.scalars(select(Batch).order_by(Batch.number.desc()).limit(1)).one()


def count_rendered(ctx: Context) -> int:
    ctx.session.rollback()
    return ctx.session.scalar(select(func.count()).where(Batch.state == BatchState.RENDERED)) or 0
