"""One installation with something behind every door, and an address for every route in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from petition.adapters.database import make_engine
from petition.adapters.letters import confirm_letter
from petition.adapters.mail import build_message
from petition.adapters.tokens import Purpose
from petition.models import Batch, User
from petition.settings import Settings
from petition.usecases.context import Context, make_hands
from petition.usecases.create import create_volunteer_link
from petition.usecases.seal_batch import SealBatch, seal_batch
from petition.usecases.sign import sign
from petition.usecases.sign_in_link import make_sign_in_link
from tests.stories import (
    SLUG,
    approve_all,
    confirm_token,
    get_card,
    get_signature,
    make_campaign,
    make_card,
    make_organisation,
    make_sign,
    make_user,
    sign_and_confirm,
)

Samples = dict[str, dict[str, str]]
"""For each argument of a route, values by endpoint; the value under "" is for all other endpoints."""
MAIL_ID = "20130804T120000000000Z-0123abcd"


@contextmanager
def steps_beside(settings: Settings) -> Iterator[Context]:
    """A context for steps in an installation, beside the application that serves it."""
    engine = make_engine(settings.database_url)
    with Session(engine, expire_on_commit=False) as session:
        yield Context(session=session, hands=make_hands(settings, engine))
    engine.dispose()


def furnish_doors(ctx: Context) -> Samples:
    """Fill an empty installation, so that each route with a sample value of its arguments leads to something."""
    make_organisation(ctx)
    make_campaign(ctx)
    user = make_user(ctx)
    batch = seal_card(ctx, user, "first@example.org")
    sign_and_confirm(ctx, "second@example.org")
    sign(ctx, make_sign(ctx, "second@example.org", card=make_card()))
    card = get_card(ctx)
    card_token = ctx.hands.tokens.make(Purpose.CONFIRM_CARD, card.public_id, card.version)
    sign(ctx, make_sign(ctx, "third@example.org"))
    waiting = get_signature(ctx)
    withdraw_token = ctx.hands.tokens.make(Purpose.WITHDRAW, waiting.public_id, waiting.version)
    street = create_volunteer_link(ctx, SLUG, hours=1).token
    sign_in_token = make_sign_in_link(ctx, user.email).rpartition("/")[2]
    ctx.session.rollback()
    put_mail_into(ctx.hands.settings.demo_mailbox_dir, withdraw_token)
    return {
        "slug": {"": SLUG},
        "public_id": {"": batch.public_id},
        "filename": {"": "site.css"},
        "mail_id": {"": MAIL_ID},
        "token": {
            "supporters.confirm_page": confirm_token(ctx, waiting),
            "supporters.confirm_signature": confirm_token(ctx, waiting),
            "supporters.confirm_card_page": card_token,
            "supporters.confirm_greeting": card_token,
            "supporters.withdraw_page": withdraw_token,
            "supporters.withdraw_signature": withdraw_token,
            "volunteers.sheet": street,
            "volunteers.enter": street,
            "organisers.sign_in_link": sign_in_token,
            "organisers.spend_sign_in_link": sign_in_token,
        },
    }


def seal_card(ctx: Context, user: User, email: str) -> Batch:
    """A batch with the card of one more signer."""
    sign_and_confirm(ctx, email, card=make_card())
    approve_all(ctx, user)
    return seal_batch(ctx, SealBatch(organisation_id=user.organisation_id, user_id=user.id, campaign_slug=SLUG))


def put_mail_into(mailbox: Path, token: str) -> None:
    """A mail in the demo mailbox, as its server would have kept it."""
    url = f"http://localhost/withdraw/{token}"
    envelope = {"recipient": "third@example.org", "sender": "noreply@example.org", "message_id": "<1@example.org>"}
    letter = confirm_letter(**envelope, language="en", confirm_url=url, withdraw_url=url)
    mailbox.mkdir(parents=True, exist_ok=True)
    (mailbox / f"{MAIL_ID}.eml").write_bytes(build_message(letter).as_bytes())


def path_of(app: Flask, rule: Rule, samples: Samples) -> str:
    """An address of this route in the sample installation."""
    values = {name: samples[name].get(rule.endpoint) or samples[name][""] for name in rule.arguments}
    with app.test_request_context():
        built = app.url_map.bind("localhost").build(rule.endpoint, values)
    return str(built)


def rules(app: Flask, method: str) -> list[Rule]:
    """All routes that take this method."""
    found = [rule for rule in app.url_map.iter_rules() if method in (rule.methods or set())]
    assert len(found) > 5
    return found


def sign_in(client: FlaskClient, samples: Samples) -> None:
    """Press the button behind the one-time link, as a browser would."""
    path = f"/desk/sign-in/{samples['token']['organisers.sign_in_link']}"
    response = client.post(path, data=hidden_fields(client.get(path).text), headers={"Origin": "http://localhost"})
    assert response.status_code == 303, response.text
    assert client.get("/desk/").status_code == 200


def hidden_fields(page: str) -> dict[str, str]:
    """What a page's forms send besides what people type."""
    document = html5lib.parse(page, namespaceHTMLElements=False)
    fields = (node for node in document.iter("input") if node.get("type") == "hidden")
    return {str(node.get("name")): str(node.get("value", "")) for node in fields}
