"""Signing without script: errors keep what was typed, every address gets the same answer, nobody is endangered in silence."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from petition.adapters.tokens import Purpose
from petition.domain.choices import PrintedName, Publicity
from petition.domain.states import CampaignState
from petition.models import Card, OutgoingMail, Signature
from petition.usecases.create import move_campaign
from petition.usecases.sign import sign
from petition.usecases.withdraw import withdraw
from tests.stories import SLUG, get_signature, make_sign, sign_and_confirm
from tests.web.public_rooms import CAMPAIGN, SIGN, all_rows, field_value, is_checked, open_rooms, steps

ARABIC_NAME = "عبد الرحمن بن عبد العزيز آل سعود"


@pytest.fixture
def app(tmp_path: Path, sqlite_url: str) -> Iterator[Flask]:
    with open_rooms(tmp_path, sqlite_url) as application:
        yield application


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def typed(client: FlaskClient) -> dict[str, str]:
    """What a supporter sends from the campaign's page."""
    return {
        "form_token": field_value(client.get(CAMPAIGN), "form_token"),
        "name": "Nino Beridze",
        "email": "nino@example.org",
        "country": "GE",
        "city": "Tbilisi",
        "publicity": "handover",
        "prisoner": "example-prisoner",
        "message": "",
        "printed_name": "first_country",
    }


def count(app: Flask, model: type[Signature] | type[Card] | type[OutgoingMail]) -> int:
    with steps(app) as ctx:
        return ctx.session.scalar(select(func.count()).select_from(model)) or 0


def errors_of(page: TestResponse) -> list[str]:
    """The sentences of the error summary."""
    summary = page.text.partition('class="errors"')[2].partition("</div>")[0]
    return [re.sub(r"<[^>]+>", "", item).strip() for item in re.findall(r"<li>(.*?)</li>", summary, re.DOTALL)]


def test_a_signature_is_stored_as_it_was_typed(app: Flask, client: FlaskClient, typed: dict[str, str]) -> None:
    page = client.post(SIGN, data=typed | {"name": ARABIC_NAME})
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert "Check your e-mail" in page.text
    assert "nino@example.org" in page.text
    with steps(app) as ctx:
        signature = get_signature(ctx)
    assert (signature.name, signature.city, signature.country_code) == (ARABIC_NAME, "Tbilisi", "GE")
    assert (signature.publicity, signature.language) == (Publicity.HANDOVER, "en")
    assert count(app, OutgoingMail) == 1


def test_signing_prints_no_card_by_itself(app: Flask, client: FlaskClient, typed: dict[str, str]) -> None:
    client.post(SIGN, data=typed)
    assert count(app, Card) == 0


def test_a_card_is_written_where_the_box_is_ticked(app: Flask, client: FlaskClient, typed: dict[str, str]) -> None:
    client.post(SIGN, data=typed | {"has_card": "y", "message": "Warm greetings!\r\nNino"})
    with steps(app) as ctx:
        card = ctx.session.scalars(select(Card)).one()
    assert card.message == "Warm greetings!\nNino"
    assert (card.printed_name, card.printed_place) == ("Nino", "Georgia")


def test_a_greeting_without_the_tick_is_asked_about(app: Flask, client: FlaskClient, typed: dict[str, str]) -> None:
    page = client.post(SIGN, data=typed | {"message": "Warm greetings!"})
    assert page.status_code == 422
    assert errors_of(page) == ["Tick the box if your greeting should be printed, or empty the greeting"]
    assert ">\r\nWarm greetings!</textarea>" in page.text
    assert count(app, Signature) == 0


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        ("", "Write your greeting, or take the tick away"),
        ("x" * 501, "Shorten this by 1 character"),
    ],
)
def test_a_card_that_cannot_be_printed_is_told_now(
    app: Flask, client: FlaskClient, typed: dict[str, str], message: str, sentence: str
) -> None:
    page = client.post(SIGN, data=typed | {"has_card": "y", "message": message})
    assert page.status_code == 422
    assert errors_of(page) == [sentence]
    assert is_checked(page, "has_card", "y")
    assert count(app, Signature) == 0


def test_a_friend_from_nowhere_is_asked_for_the_town(client: FlaskClient, typed: dict[str, str]) -> None:
    page = client.post(
        SIGN, data=typed | {"has_card": "y", "message": "Hello", "printed_name": "city_friend", "city": ""}
    )
    assert errors_of(page) == ["Enter your town above, or choose another line"]


def test_errors_keep_everything_that_was_typed(app: Flask, client: FlaskClient, typed: dict[str, str]) -> None:
    sent = typed | {
        "name": ARABIC_NAME,
        "email": "nino at example",
        "country": "",
        "publicity": "public",
        "has_card": "y",
        "message": "Warm greetings!",
        "printed_name": "initials",
    }
    page = client.post(SIGN, data=sent)
    assert page.status_code == 422
    assert "<title>Error: " in page.text
    assert errors_of(page) == ["Enter an e-mail address like name@example.org", "Choose your country"]
    assert [field_value(page, name) for name in ("name", "email", "city")] == [
        ARABIC_NAME,
        "nino at example",
        "Tbilisi",
    ]
    assert is_checked(page, "publicity", "public")
    assert is_checked(page, "has_card", "y")
    assert is_checked(page, "printed_name", "initials")
    assert "Warm greetings!</textarea>" in page.text
    assert count(app, Signature) == 0


def test_a_form_that_was_open_too_long_can_be_sent_again(
    app: Flask, client: FlaskClient, typed: dict[str, str]
) -> None:
    with time_machine.travel("2126-01-01", tick=False):
        page = client.post(SIGN, data=typed)
        assert page.status_code == 422
        assert "This page was open for too long." in errors_of(page)[0]
        assert field_value(page, "name") == "Nino Beridze"
        assert count(app, Signature) == 0
        again = client.post(SIGN, data=typed | {"form_token": field_value(page, "form_token")})
    assert "Check your e-mail" in again.text


def test_a_form_without_our_token_is_not_taken(app: Flask, client: FlaskClient, typed: dict[str, str]) -> None:
    assert client.post(SIGN, data=typed | {"form_token": ""}).status_code == 422
    assert count(app, Signature) == 0


def test_a_form_of_another_site_is_refused(app: Flask, client: FlaskClient, typed: dict[str, str]) -> None:
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert client.post(SIGN, data=typed, headers=headers).status_code == 403
    assert count(app, Signature) == 0


def test_every_address_gets_the_same_answer_whatever_it_did_before(
    app: Flask, client: FlaskClient, typed: dict[str, str]
) -> None:
    with steps(app) as ctx:
        sign(ctx, make_sign(ctx, "two@example.org"))
        sign_and_confirm(ctx, "six@example.org")
        signature = sign_and_confirm(ctx, "ten@example.org")
        withdraw(ctx, ctx.hands.tokens.make(Purpose.WITHDRAW, signature.public_id, signature.version))
    answers = {
        address: client.post(SIGN, data=typed | {"email": f"{address}@example.org"})
        for address in ("new", "two", "six", "ten")
    }
    pages = {answer.text.replace(f"{address}@", "someone@") for address, answer in answers.items()}
    assert len(pages) == 1
    headers = {str(sorted(answer.headers)).replace(f"{address}@", "") for address, answer in answers.items()}
    assert len(headers) == 1
    assert {answer.status_code for answer in answers.values()} == {200}


def test_send_it_again_sends_the_same_once_more(app: Flask, client: FlaskClient, typed: dict[str, str]) -> None:
    page = client.post(SIGN, data=typed | {"has_card": "y", "message": "Warm greetings!"})
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.text))
    again = client.post(SIGN, data=hidden | {"step": "again"})
    assert again.text == page.text
    assert count(app, Signature) == 1
    assert count(app, OutgoingMail) == 2


def test_another_address_can_be_typed_with_the_rest_kept(
    app: Flask, client: FlaskClient, typed: dict[str, str]
) -> None:
    page = client.post(SIGN, data=typed | {"step": "other_address"})
    assert page.status_code == 200
    assert field_value(page, "email") == ""
    assert field_value(page, "name") == "Nino Beridze"
    assert errors_of(page) == []
    assert count(app, Signature) == 0


@pytest.mark.parametrize("country", ["BY", "RU"])
def test_somebody_in_danger_is_asked_before_anything_is_stored(
    app: Flask, client: FlaskClient, typed: dict[str, str], country: str
) -> None:
    sent = typed | {"country": country, "has_card": "y", "message": "Warm greetings!"}
    page = client.post(SIGN, data=sent)
    assert page.status_code == 422
    assert "Is it safe for you to be named?" in page.text
    assert count(app, Signature) == 0
    assert is_checked(page, "publicity", "counted")
    assert is_checked(page, "printed_name", "unsigned")
    assert field_value(page, "name") == "Nino Beridze"
    assert field_value(page, "asked") == "yes"
    assert "Warm greetings!</textarea>" in page.text


def test_after_the_warning_the_careful_choice_is_stored(app: Flask, client: FlaskClient, typed: dict[str, str]) -> None:
    sent = typed | {"country": "BY", "has_card": "y", "message": "Hello!", "asked": "yes"}
    client.post(SIGN, data=sent | {"publicity": "counted", "printed_name": "unsigned"})
    with steps(app) as ctx:
        assert get_signature(ctx).publicity is Publicity.COUNTED
        card = ctx.session.scalars(select(Card)).one()
    assert (card.printed_name_choice, card.printed_name) == (PrintedName.UNSIGNED, "")


def test_after_the_warning_another_choice_is_respected(app: Flask, client: FlaskClient, typed: dict[str, str]) -> None:
    client.post(SIGN, data=typed | {"country": "BY", "publicity": "public", "asked": "yes"})
    with steps(app) as ctx:
        assert get_signature(ctx).publicity is Publicity.PUBLIC


def test_a_careful_choice_is_not_asked_about(app: Flask, client: FlaskClient, typed: dict[str, str]) -> None:
    client.post(SIGN, data=typed | {"country": "RU", "publicity": "counted"})
    assert count(app, Signature) == 1


def test_an_international_domain_is_stored_as_mail_servers_take_it(
    app: Flask, client: FlaskClient, typed: dict[str, str]
) -> None:
    page = client.post(SIGN, data=typed | {"email": "nino@bücher.example.org"})
    assert "nino@bücher.example.org" in page.text
    with steps(app) as ctx:
        assert ctx.session.scalars(select(OutgoingMail.recipient)).one() == "nino@xn--bcher-kva.example.org"


def test_a_closed_campaign_takes_nothing(app: Flask, client: FlaskClient, typed: dict[str, str]) -> None:
    with steps(app) as ctx:
        move_campaign(ctx, SLUG, CampaignState.CLOSED)
    assert "This campaign has ended." in client.get(SIGN).text
    page = client.post(SIGN, data=typed)
    assert page.status_code == 410
    assert "This campaign has ended." in page.text
    assert count(app, Signature) == 0


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_reading_the_form_changes_nothing(app: Flask, client: FlaskClient, method: str) -> None:
    before = all_rows(app)
    for path in (CAMPAIGN, SIGN, f"{SIGN}?name=Nino&email=nino@example.org"):
        assert client.open(path, method=method).status_code == 200
    assert all_rows(app) == before


def test_no_answer_sets_a_cookie(client: FlaskClient, typed: dict[str, str]) -> None:
    for data in (typed, typed | {"email": ""}, typed | {"country": "BY"}):
        assert "Set-Cookie" not in client.post(SIGN, data=data).headers
