"""An organiser at the desk: a browser that signs in and sends the forms it was shown."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from petition.models import Batch, Card, User
from petition.usecases.context import Context
from petition.usecases.set_password import SetPassword, set_password
from petition.usecases.sign_in_link import make_sign_in_link
from petition.web.organisers.account import make_password_hash
from petition.web.shared.context import step_context
from tests.stories import (
    ORGANISATION,
    SLUG,
    make_campaign,
    make_card,
    make_organisation,
    make_user,
    sign_and_confirm,
)
from tests.web.checking_client import header_problems, page_problems

EMAIL = "olga@example.org"
PASSWORD = "cornflowers in the rye"


@contextmanager
def at_work(app: Flask) -> Iterator[Context]:
    """A step's context outside of any request."""
    with app.app_context():
        yield step_context()


def furnish(
    app: Flask, cards: int = 0, *, organisation: str = ORGANISATION, slug: str = SLUG, email: str = EMAIL
) -> None:
    """An organisation with an open campaign, cards to read, and an organiser with a password."""
    with at_work(app) as ctx:
        make_organisation(ctx, organisation)
        make_campaign(ctx, slug, organisation)
        user = make_user(ctx, email, organisation)
        set_password(ctx, SetPassword(user_id=user.id, password_hash=make_password_hash(PASSWORD)))
        for number in range(cards):
            sign_and_confirm(
                ctx, f"{slug}{number}@example.org", campaign_slug=slug, card=make_card(f"Greeting {number}")
            )


def link_path(app: Flask, email: str = EMAIL) -> str:
    """The path of a fresh one-time link."""
    with at_work(app) as ctx:
        return make_sign_in_link(ctx, email).removeprefix("http://localhost")


def list_cards_now(app: Flask) -> list[Card]:
    """All cards, oldest first."""
    with at_work(app) as ctx:
        return list(ctx.session.scalars(select(Card).order_by(Card.id)))


def get_batch_now(app: Flask) -> Batch:
    """The only batch."""
    with at_work(app) as ctx:
        return ctx.session.scalars(select(Batch)).one()


def get_user_now(app: Flask, email: str = EMAIL) -> User:
    """An account."""
    with at_work(app) as ctx:
        return ctx.session.scalars(select(User).where(User.email == email)).one()


@dataclass(frozen=True, kw_only=True)
class Desk:
    """A browser with the desk's cookie, which checks the manners of every page that it is shown."""

    client: FlaskClient

    def get(self, path: str) -> TestResponse:
        """Load a page."""
        return well_behaved(self.client.get(path))

    def post(self, path: str, page: str | None = None, **fields: object) -> TestResponse:
        """Send a form with the token that `page` (the same address, if not given) shows."""
        token = csrf_of(self.client.get(page or path).text)
        return well_behaved(self.client.post(path, data={"csrf_token": token, **fields}))

    def sign_in(self, email: str = EMAIL, password: str = PASSWORD) -> TestResponse:
        """By password."""
        return self.post("/desk/sign-in", email=email, password=password)


def signed_in(app: Flask, email: str = EMAIL) -> Desk:
    """A browser that has signed in."""
    desk = Desk(client=app.test_client())
    assert desk.sign_in(email).status_code == 303
    return desk


def well_behaved(response: TestResponse) -> TestResponse:
    """The answer, if headers and page are as every page's should be."""
    problems = header_problems(response, may_set_cookie=response.request.path.startswith("/desk"))
    if response.mimetype == "text/html" and response.location is None and "X-Batch-State" not in response.headers:
        problems += page_problems(response.text, "localhost")
    assert not problems, f"{response.request.path}: {'; '.join(problems)}"
    return response


def csrf_of(html: str) -> str:
    """The form token of a page."""
    found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', html)
    assert found, "the page has no form"
    return unescape(found[1])


def decision_fields(card: Card, decision: str, reason: str = "") -> dict[str, object]:
    """What the form of one card sends."""
    prefix = f"card-{card.public_id}-"
    return {
        "card": card.public_id,
        f"{prefix}version": str(card.version),
        f"{prefix}decision": decision,
        f"{prefix}reason": reason,
    }


def all_decisions(cards: list[tuple[Card, str, str]]) -> dict[str, object]:
    """What the page's form sends for several cards."""
    fields: dict[str, object] = {}
    for card, decision, reason in cards:
        fields |= decision_fields(card, decision, reason)
    fields["card"] = [card.public_id for card, _decision, _reason in cards]
    return fields
