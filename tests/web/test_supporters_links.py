"""The links that stand in mails: reading them changes nothing, one button acts, and each end has calm words."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import MethodNotAllowed

from petition.adapters.tokens import Purpose
from petition.domain.states import CampaignState, CardState, SignatureState
from petition.queries.campaigns import find_campaign, get_public_count
from petition.usecases.create import move_campaign
from petition.usecases.links import CONFIRM_CARD_PATH, CONFIRM_PATH, VOLUNTEER_PATH, WITHDRAW_PATH
from petition.usecases.sign import sign
from tests.stories import SLUG, TEXT, get_card, get_signature, make_card, make_sign, sign_and_confirm
from tests.web.public_rooms import CAMPAIGN, all_rows, open_rooms, steps

GERMAN_NAME = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft Müller"


@pytest.fixture
def app(tmp_path: Path, sqlite_url: str) -> Iterator[Flask]:
    with open_rooms(tmp_path, sqlite_url) as application:
        yield application


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def confirm_path(app: Flask) -> str:
    """The address in the newest signature's mail, as of now."""
    with steps(app) as ctx:
        signature = get_signature(ctx)
        return CONFIRM_PATH.format(token=ctx.hands.tokens.make(Purpose.CONFIRM, signature.public_id, signature.version))


def withdraw_path(app: Flask) -> str:
    with steps(app) as ctx:
        signature = get_signature(ctx)
        token = ctx.hands.tokens.make(Purpose.WITHDRAW, signature.public_id, signature.version)
    return WITHDRAW_PATH.format(token=token)


def card_path(app: Flask) -> str:
    with steps(app) as ctx:
        card = get_card(ctx)
        token = ctx.hands.tokens.make(Purpose.CONFIRM_CARD, card.public_id, card.version)
    return CONFIRM_CARD_PATH.format(token=token)


def total(app: Flask) -> int:
    with steps(app) as ctx:
        campaign = find_campaign(ctx.session, SLUG)
        assert campaign is not None
        return get_public_count(ctx.session, campaign).total


def sign_with_card(app: Flask, email: str = "nino@example.org") -> None:
    with steps(app) as ctx:
        sign(ctx, make_sign(ctx, email, card=make_card(), name=GERMAN_NAME))


def confirmed_with_new_card(app: Flask) -> None:
    with steps(app) as ctx:
        sign_and_confirm(ctx)
        sign(ctx, make_sign(ctx, card=make_card()))


def state_of_signature(app: Flask) -> SignatureState:
    with steps(app) as ctx:
        return get_signature(ctx).state


@pytest.mark.parametrize("path", [CONFIRM_PATH, CONFIRM_CARD_PATH, WITHDRAW_PATH, VOLUNTEER_PATH])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_path_of_a_mail_is_a_route(app: Flask, path: str, method: str) -> None:
    adapter = app.url_map.bind("localhost")
    assert adapter.match(path.format(token="x"), method=method)
    with pytest.raises(MethodNotAllowed):
        adapter.match(path.format(token="x"), method="PUT")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_reading_a_link_changes_nothing_however_often(app: Flask, client: FlaskClient, method: str) -> None:
    confirmed_with_new_card(app)
    paths = [card_path(app), withdraw_path(app)]
    sign_with_card(app, "another@example.org")
    paths += [confirm_path(app), withdraw_path(app)]
    before = all_rows(app)
    for path in paths * 2:
        assert client.open(path, method=method).status_code == 200
    assert all_rows(app) == before


def test_the_page_shows_what_would_be_confirmed_and_one_button(app: Flask, client: FlaskClient) -> None:
    sign_with_card(app)
    page = client.get(confirm_path(app))
    assert TEXT.title in page.text
    assert GERMAN_NAME in page.text
    assert "Warm greetings from Tbilisi!" in page.text
    assert page.text.count("<button") == page.text.count("<form") == 1
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert page.headers["Referrer-Policy"] == "no-referrer"


def test_the_button_counts_once_and_leads_to_the_thanks(app: Flask, client: FlaskClient) -> None:
    sign_with_card(app)
    path = confirm_path(app)
    for _ in range(3):
        answer = client.post(path)
        assert answer.status_code == 303
        assert answer.headers["Location"] == f"{CAMPAIGN}/thank-you"
    assert total(app) == 1
    with steps(app) as ctx:
        assert get_card(ctx).state is CardState.WAITING


def test_the_language_goes_along_to_the_thanks(app: Flask, client: FlaskClient) -> None:
    sign_with_card(app)
    answer = client.post(f"{confirm_path(app)}?lang=en")
    assert answer.headers["Location"] == f"{CAMPAIGN}/thank-you?lang=en"


def test_a_second_visit_is_calm(app: Flask, client: FlaskClient) -> None:
    sign_with_card(app)
    path = confirm_path(app)
    client.post(path)
    page = client.get(path)
    assert page.status_code == 200
    assert "It is already counted" in page.text
    assert "<button" not in page.text


def test_an_older_mail_points_to_the_newer_one(app: Flask, client: FlaskClient) -> None:
    sign_with_card(app)
    older = confirm_path(app)
    sign_with_card(app)
    for answer in (client.get(older), client.post(older)):
        assert answer.status_code == 410
        assert "A newer mail is on its way to you" in answer.text
    assert total(app) == 0


def test_an_old_link_offers_to_sign_again(app: Flask, client: FlaskClient) -> None:
    sign_with_card(app)
    path = confirm_path(app)
    with time_machine.travel(datetime.now(UTC) + timedelta(days=31), tick=False):
        answers = [client.get(path), client.post(path)]
    for answer in answers:
        assert answer.status_code == 410
        assert "This link is too old" in answer.text
        assert f'href="{CAMPAIGN}/sign"' in answer.text
    assert total(app) == 0


def test_after_the_end_nothing_is_counted(app: Flask, client: FlaskClient) -> None:
    sign_with_card(app)
    path = confirm_path(app)
    with steps(app) as ctx:
        move_campaign(ctx, SLUG, CampaignState.CLOSED)
    with time_machine.travel(datetime.now(UTC) + timedelta(days=2), tick=False):
        answers = [client.get(path), client.post(path)]
    for answer in answers:
        assert answer.status_code == 410
        assert "The campaign has ended" in answer.text
    assert total(app) == 0


def test_a_forged_link_and_one_of_another_kind_lead_to_the_same_page(app: Flask, client: FlaskClient) -> None:
    sign_with_card(app)
    stranger = withdraw_path(app).replace("/withdraw/", "/confirm/")
    pages = [client.get("/confirm/forged"), client.get(stranger), client.post(stranger)]
    assert {page.status_code for page in pages} == {410}
    assert all("There is nothing behind this link" in page.text for page in pages)
    assert state_of_signature(app) is SignatureState.PENDING


def test_a_card_is_shown_and_goes_on_by_its_button(app: Flask, client: FlaskClient) -> None:
    confirmed_with_new_card(app)
    path = card_path(app)
    page = client.get(path)
    assert "Warm greetings from Tbilisi!" in page.text
    assert page.text.count("<button") == 1
    answer = client.post(path)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{CAMPAIGN}/thank-you")
    with steps(app) as ctx:
        assert get_card(ctx).state is CardState.WAITING
    assert "Your card is already on its way" in client.get(path).text


def test_a_card_written_anew_makes_the_older_link_powerless(app: Flask, client: FlaskClient) -> None:
    confirmed_with_new_card(app)
    older = card_path(app)
    with steps(app) as ctx:
        sign(ctx, make_sign(ctx, card=make_card("Another greeting")))
    answer = client.post(older)
    assert answer.status_code == 410
    with steps(app) as ctx:
        assert get_card(ctx).state is CardState.UNCONFIRMED


def test_a_signature_is_taken_back_by_its_button_alone(app: Flask, client: FlaskClient) -> None:
    sign_with_card(app)
    path = withdraw_path(app)
    client.post(confirm_path(app))
    page = client.get(path)
    assert GERMAN_NAME in page.text
    assert page.text.count("<button") == 1
    assert total(app) == 1
    done = client.post(path)
    assert done.status_code == 200
    assert "Nothing of it is kept any more" in done.text
    assert total(app) == 0
    with steps(app) as ctx:
        assert get_signature(ctx).name is None


def test_taking_back_twice_finds_nothing_left(app: Flask, client: FlaskClient) -> None:
    sign_with_card(app)
    path, confirm = withdraw_path(app), confirm_path(app)
    client.post(path)
    for answer in (client.get(path), client.post(path), client.get(confirm), client.post(confirm)):
        assert answer.status_code == 410
    assert state_of_signature(app) is SignatureState.WITHDRAWN
