"""Promises about what readers of another language see: no sentence of ours in English, on pages and in mails."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.adapters.letters import already_signed_letter, confirm_card_letter, confirm_letter
from petition.adapters.mail import Letter
from petition.adapters.tokens import Purpose
from petition.usecases.create import create_volunteer_link
from petition.usecases.sign import sign
from tests.sentences import LANGUAGES, english_in
from tests.stories import SLUG, confirm_token, get_signature, make_sign
from tests.web.desk import at_work, furnish, link_path, signed_in

CAMPAIGN = f"/c/{SLUG}"
HOME = {"Origin": "http://localhost"}
each_language = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture
def links(app: Flask) -> dict[str, str]:
    """Paths of the pages behind links, with a campaign, a card and a signature that waits."""
    furnish(app, cards=1)
    with at_work(app) as ctx:
        sign(ctx, make_sign(ctx, "waiting@example.org"))
        waiting = get_signature(ctx)
        withdraw = ctx.hands.tokens.make(Purpose.WITHDRAW, waiting.public_id, waiting.version)
        street = create_volunteer_link(ctx, SLUG, hours=1).token
        confirm = confirm_token(ctx, waiting)
    return {"confirm": f"/confirm/{confirm}", "withdraw": f"/withdraw/{withdraw}", "street": f"/street/{street}"}


def assert_speaks(client: FlaskClient, path: str, language: str, status: int) -> None:
    """The page has English sentences when asked for in English, and none in the other language."""
    english, other = (client.get(f"{path}?lang={code}") for code in ("en", language))
    assert (english.status_code, other.status_code) == (status, status), path
    assert english_in(english.text), path
    assert english_in(other.text) == [], path


@each_language
def test_public_pages(client: FlaskClient, links: dict[str, str], language: str) -> None:
    for path in ("/", CAMPAIGN, f"{CAMPAIGN}/sign", f"{CAMPAIGN}/thank-you", "/privacy", "/desk/sign-in"):
        assert_speaks(client, path, language, 200)
    for path in links.values():
        assert_speaks(client, path, language, 200)


@each_language
def test_dead_links_and_errors(app: Flask, client: FlaskClient, language: str) -> None:
    furnish(app)
    for path in ("/nothing-here", f"{CAMPAIGN}-not", "/street/nothing"):
        assert_speaks(client, path, language, 404)
    for path in ("/confirm/nothing", "/confirm-card/nothing", "/desk/sign-in/nothing"):
        assert_speaks(client, path, language, 410)


@each_language
def test_forms_that_are_not_right_yet(client: FlaskClient, links: dict[str, str], language: str) -> None:
    for path in (f"{CAMPAIGN}/sign", links["street"]):
        english, other = (
            client.post(f"{path}?lang={code}", data={"name": ""}, headers=HOME) for code in ("en", language)
        )
        assert (english.status_code, other.status_code) == (422, 422), path
        assert len(english_in(english.text)) > len(english_in(client.get(f"{path}?lang=en").text)), path
        assert english_in(other.text) == [], path


@each_language
def test_the_desk(app: Flask, client: FlaskClient, language: str) -> None:
    furnish(app, cards=2)
    assert_speaks(client, link_path(app), language, 200)
    desk = signed_in(app).client
    for path in ("/desk/", f"/desk{CAMPAIGN}", f"/desk{CAMPAIGN}/cards", f"/desk{CAMPAIGN}/batches", "/desk/account"):
        english, other = (desk.get(f"{path}?lang={code}") for code in ("en", language))
        assert (english.status_code, other.status_code) == (200, 200), path
        assert english_in(other.text) == [], path
    assert english_in(desk.get(f"/desk{CAMPAIGN}/cards?lang=en").text)


@each_language
@pytest.mark.parametrize("build", [confirm_letter, confirm_card_letter, already_signed_letter])
def test_mails(language: str, build: Callable[..., Letter]) -> None:
    links = {"confirm_url": "http://localhost/x", "withdraw_url": "http://localhost/y"}
    if build is already_signed_letter:
        del links["confirm_url"]
    envelope = {"recipient": "nino@example.org", "sender": "noreply@example.org", "message_id": "<1@example.org>"}
    english, other = (build(**envelope, language=code, **links) for code in ("en", language))
    for of_english, of_other in zip(parts_of(english), parts_of(other), strict=True):
        assert english_in(of_english)
        assert english_in(of_other) == []


def parts_of(letter: Letter) -> tuple[str, str, str]:
    return letter.subject, letter.text, letter.html
