"""Signing in: by password, by a link that works once; throttled; the same answer for everybody who may not."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from petition.models import LedgerEvent, User
from petition.usecases.create import CreateUser, create_user
from tests.stories import ORGANISATION
from tests.web.desk import EMAIL, PASSWORD, Desk, at_work, csrf_of, furnish, get_user_now, link_path, signed_in

NOON = datetime(2026, 8, 4, 12, tzinfo=UTC)


@pytest.fixture
def desk(app: Flask) -> Desk:
    furnish(app)
    return Desk(client=app.test_client())


def without_token(html: str) -> str:
    return html.replace(csrf_of(html), "")


def test_the_right_password_opens_the_desk(app: Flask, desk: Desk) -> None:
    response = desk.sign_in(EMAIL.upper())
    assert (response.status_code, response.location) == (303, "/desk/")
    assert "Your campaigns" in desk.get("/desk/").text


def test_the_session_cookie_is_for_the_desk_alone(desk: Desk) -> None:
    cookie = desk.sign_in().headers["Set-Cookie"]
    assert "; Path=/desk;" in cookie
    assert "; HttpOnly;" in cookie
    assert "SameSite=Lax" in cookie
    assert "Expires" not in cookie
    assert "Set-Cookie" not in desk.get("/").headers
    assert "Cookie" not in desk.get("/").headers["Vary"]


def test_wrong_password_and_unknown_address_get_one_answer(app: Flask, desk: Desk) -> None:
    wrong = desk.sign_in(password="wrong")
    unknown = desk.sign_in(email="nobody@example.org", password="wrong")
    assert wrong.status_code == unknown.status_code == 422
    assert "do not belong together" in wrong.text
    assert without_token(wrong.text).replace(EMAIL, "") == without_token(unknown.text).replace("nobody@example.org", "")


def test_an_account_without_password_is_opened_by_no_password(app: Flask, desk: Desk) -> None:
    with at_work(app) as ctx:
        create_user(
            ctx, CreateUser(organisation_slug=ORGANISATION, email="new@example.org", name="New", password_hash=None)
        )
    for password in ("", "None", "unused"):
        assert desk.sign_in("new@example.org", password).status_code == 422


def test_the_eleventh_try_for_an_account_waits_five_minutes(app: Flask, desk: Desk) -> None:
    with time_machine.travel(NOON) as clock:
        for _try in range(10):
            assert desk.sign_in(password="wrong").status_code == 422
        refused = desk.sign_in()
        assert refused.status_code == 429
        assert refused.headers["Retry-After"] == "300"
        assert "Wait a few minutes" in refused.text
        clock.shift(timedelta(minutes=5, seconds=1))
        assert desk.sign_in().status_code == 303


def test_a_source_that_tries_many_accounts_is_throttled_too(app: Flask, desk: Desk) -> None:
    for number in range(10):
        assert desk.sign_in(email=f"guess{number}@example.org").status_code == 422
    assert desk.sign_in(email="guess10@example.org").status_code == 429


def test_another_source_may_still_try_another_account(app: Flask, desk: Desk) -> None:
    for number in range(11):
        desk.sign_in(email=f"guess{number}@example.org")
    token = csrf_of(desk.get("/desk/sign-in").text)
    fields = {"csrf_token": token, "email": EMAIL, "password": PASSWORD}
    same_network = desk.client.post("/desk/sign-in", data=fields, environ_base={"REMOTE_ADDR": "127.0.0.77"})
    other_network = desk.client.post("/desk/sign-in", data=fields, environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert (same_network.status_code, other_network.status_code) == (429, 303)


def test_who_is_not_signed_in_comes_back_to_the_page_that_was_wanted(desk: Desk) -> None:
    asked = desk.get("/desk/c/free-the-example/cards?state=asked")
    assert (asked.status_code, asked.location) == (303, "/desk/sign-in")
    assert desk.sign_in().location == "/desk/c/free-the-example/cards?state=asked"


def test_what_a_script_fetches_is_no_page_to_come_back_to(desk: Desk) -> None:
    desk.client.get("/desk/batches/x/progress", headers={"Sec-Fetch-Mode": "cors"})
    assert desk.sign_in().location == "/desk/"


def test_a_closed_account_is_opened_by_nothing(app: Flask, desk: Desk) -> None:
    path = link_path(app)
    desk.sign_in()
    with at_work(app) as ctx:
        ctx.session.execute(update(User).values(active=False))
        ctx.session.commit()
    assert desk.get("/desk/").location == "/desk/sign-in"
    assert desk.sign_in().status_code == 422
    assert desk.get(path).status_code == 410


def test_a_link_shows_a_button_and_signs_in_once(app: Flask, desk: Desk) -> None:
    path = link_path(app)
    for _look in range(3):
        assert "Olga Organiser" in desk.get(path).text
    assert get_user_now(app).sign_in_version == 1  # choosing the password was the only step so far
    assert desk.post(path).location == "/desk/"
    assert desk.get("/desk/").status_code == 200
    spent = desk.get(path)
    assert spent.status_code == 410
    assert "This link has done its work" in spent.text


def test_a_spent_link_signs_nobody_in(app: Flask, desk: Desk) -> None:
    path = link_path(app)
    desk.post(path)
    thief = Desk(client=app.test_client())
    assert thief.post(path, page="/desk/sign-in").status_code == 410
    assert thief.get("/desk/").status_code == 303


def test_a_link_is_dead_after_half_an_hour(app: Flask, desk: Desk) -> None:
    with time_machine.travel(NOON) as clock:
        path = link_path(app)
        clock.shift(timedelta(minutes=31))
        assert desk.get(path).status_code == 410
        assert desk.get("/desk/sign-in/forged").status_code == 410


def test_who_came_by_link_without_password_chooses_one(app: Flask, desk: Desk) -> None:
    with at_work(app) as ctx:
        create_user(
            ctx, CreateUser(organisation_slug=ORGANISATION, email="new@example.org", name="New", password_hash=None)
        )
    assert desk.post(link_path(app, "new@example.org")).location == "/desk/account"
    short = desk.post("/desk/account", password="fourteen signs")
    assert short.status_code == 422
    assert "Add 1 character or more" in short.text
    assert desk.post("/desk/account", password="пятнадцать букв").location == "/desk/"
    assert get_user_now(app, "new@example.org").password.startswith("$argon2id$v=19$m=19456,t=3,p=1$")
    again = Desk(client=app.test_client())
    assert again.sign_in("new@example.org", "пятнадцать букв").status_code == 303


def test_a_new_password_needs_the_old_one_and_ends_other_sessions(app: Flask, desk: Desk) -> None:
    other = signed_in(app)
    desk.sign_in()
    refused = desk.post("/desk/account", old_password="wrong", password="a new and long password")
    assert refused.status_code == 422
    assert "This is not the password you have now" in refused.text
    assert desk.post("/desk/account", old_password=PASSWORD, password="a new and long password").status_code == 303
    assert desk.get("/desk/").status_code == 200
    assert other.get("/desk/").status_code == 303
    assert Desk(client=app.test_client()).sign_in().status_code == 422


def test_signing_out_ends_the_session(app: Flask, desk: Desk) -> None:
    desk.sign_in()
    assert desk.post("/desk/sign-out", page="/desk/").location == "/desk/sign-in"
    assert desk.get("/desk/").location == "/desk/sign-in"


def test_a_session_ends_after_twelve_hours(app: Flask, desk: Desk) -> None:
    with time_machine.travel(NOON) as clock:
        desk.sign_in()
        clock.shift(timedelta(hours=11, minutes=59))
        assert desk.get("/desk/").status_code == 200
        clock.shift(timedelta(minutes=2))
        assert desk.get("/desk/").status_code == 303


def test_no_token_opens_the_desk(app: Flask, desk: Desk) -> None:
    assert desk.client.get("/desk/?auth_token=x", headers={"Authentication-Token": "x"}).status_code == 303


def test_each_sign_in_leaves_a_trace_without_device_or_network(app: Flask, desk: Desk) -> None:
    desk.sign_in()
    Desk(client=app.test_client()).post(link_path(app))
    with at_work(app) as ctx:
        events = ctx.session.scalars(select(LedgerEvent).where(LedgerEvent.kind == "user.signed_in")).all()
    assert [event.payload for event in events] == ['{"by":"password"}', '{"by":"link"}']
