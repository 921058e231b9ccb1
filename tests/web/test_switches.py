"""What visitors see on bad days: words, their own typing, and nothing half done."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from petition.domain.switches import Switch
from petition.usecases.turn_switch import TurnSwitch, turn_off, turn_on
from petition.web.operations import lock
from tests.stories import confirm_token, get_signature, sign_and_confirm
from tests.web.public_rooms import CAMPAIGN, SIGN, all_rows, field_value, open_rooms, steps

TYPED = {
    "name": "Nino Beridze",
    "email": "nino@example.org",
    "country": "GE",
    "city": "Tbilisi",
    "publicity": "handover",
    "prisoner": "example-prisoner",
    "message": "Warm greetings!",
    "has_card": "y",
    "printed_name": "first_country",
}


@pytest.fixture
def app(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    monkeypatch.setattr(lock, "LOOK_EVERY_S", 0.0)  # look before every request instead of once a second
    with open_rooms(tmp_path, database_url) as application:
        yield application


def turn(app: Flask, switch: Switch, *, on: bool) -> None:
    with steps(app) as ctx:
        (turn_on if on else turn_off)(ctx, TurnSwitch(switch=switch, reason="A bad day"))


@pytest.mark.parametrize("switch", [Switch.STOP_COLLECTING, Switch.READ_ONLY])
def test_a_form_that_cannot_be_taken_keeps_what_was_typed(app: Flask, switch: Switch) -> None:
    client = app.test_client()
    form = TYPED | {"form_token": field_value(client.get(CAMPAIGN), "form_token")}
    turn(app, switch, on=True)
    before = all_rows(app)
    page = client.post(SIGN, data=form)
    assert page.status_code == 503
    assert "We take no signatures for the moment, and nothing was stored." in page.text
    assert field_value(page, "name") == "Nino Beridze"
    assert "Warm greetings!" in page.text
    assert all_rows(app) == before
    turn(app, switch, on=False)
    form["form_token"] = field_value(page, "form_token")
    assert client.post(SIGN, data=form).status_code == 200


def test_a_link_that_cannot_be_followed_now_says_so_and_works_later(app: Flask) -> None:
    client = app.test_client()
    with steps(app) as ctx:
        sign_and_confirm(ctx)
    client.post(
        SIGN, data=TYPED | {"email": "b@example.org", "form_token": field_value(client.get(CAMPAIGN), "form_token")}
    )
    with steps(app) as ctx:
        link = f"/confirm/{confirm_token(ctx, get_signature(ctx))}"
    turn(app, Switch.READ_ONLY, on=True)
    assert client.get(link).status_code == 200
    answer = client.post(link)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "600")
    turn(app, Switch.READ_ONLY, on=False)
    assert client.post(link).status_code in {200, 303}


def test_locked_down_no_page_is_shown_but_the_doors_of_operation(app: Flask) -> None:
    client = app.test_client()
    turn(app, Switch.LOCK_DOWN, on=True)
    for path in ("/", CAMPAIGN, SIGN, "/nowhere"):
        assert client.get(path).status_code == 503, path
    for path in ("/healthz", "/readyz", "/metrics"):
        assert client.get(path).status_code == 200, path
    turn(app, Switch.LOCK_DOWN, on=False)
    assert client.get(CAMPAIGN).status_code == 200


def test_a_process_looks_no_more_than_once_a_second(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "LOOK_EVERY_S", 3600.0)
    with open_rooms(tmp_path, database_url) as app:
        client = app.test_client()
        assert client.get(CAMPAIGN).status_code == 200
        turn(app, Switch.LOCK_DOWN, on=True)
        assert client.get(CAMPAIGN).status_code == 200


def test_a_database_that_cannot_be_read_leaves_the_switches_as_they_were(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/healthz").status_code == 200
    assert client.get(CAMPAIGN).status_code == 200
    with steps(app) as ctx, ctx.transaction() as session:
        session.execute(text("ALTER TABLE installation_switch RENAME TO away"))
    assert client.get(CAMPAIGN).status_code == 200
    with steps(app) as ctx:
        ctx.session.execute(text("ALTER TABLE away RENAME TO installation_switch"))
        ctx.session.commit()
    turn(app, Switch.LOCK_DOWN, on=True)
    assert client.get(CAMPAIGN).status_code == 503
