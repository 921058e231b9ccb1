"""The volunteers' sheet: works without script, keeps what was typed, stores a line once, and shows nobody to anybody."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from petition.adapters import clock
from petition.models import SheetLine, VolunteerLink
from petition.usecases.create import create_volunteer_link
from tests.stories import SLUG
from tests.web.public_rooms import all_rows, field_value, open_rooms, steps


@pytest.fixture
def app(tmp_path: Path, sqlite_url: str) -> Iterator[Flask]:
    with open_rooms(tmp_path, sqlite_url) as application:
        yield application


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def street(app: Flask) -> str:
    """The address of a link that is good for a day."""
    with steps(app) as ctx:
        return f"/street/{create_volunteer_link(ctx, SLUG, hours=24).token}"


@pytest.fixture
def typed(client: FlaskClient, street: str) -> dict[str, str]:
    """A sheet with two lines, the second without a name."""
    return {
        "form_key": field_value(client.get(street), "form_key"),
        "sheet": "0043",
        "name_1": "Ганна Ковальская",
        "place_1": "Вільня",
        "place_3": "Berlin",
    }


def stored_lines(app: Flask) -> list[tuple[str, int, str | None, str | None]]:
    with steps(app) as ctx:
        rows = ctx.session.scalars(select(SheetLine).order_by(SheetLine.line)).all()
        return [(row.sheet, row.line, row.name, row.place) for row in rows]


def test_an_empty_sheet_has_ten_numbered_lines_that_the_browser_does_not_remember(
    client: FlaskClient, street: str
) -> None:
    page = client.get(street)
    assert page.status_code == 200
    assert page.text.count("<fieldset") == 10
    assert "Line 10</legend>" in page.text
    text_inputs = [tag for tag in page.text.split("<input")[1:] if 'type="text"' in tag.partition(">")[0]]
    assert len(text_inputs) == 21
    assert all('autocomplete="off"' in tag.partition(">")[0] for tag in text_inputs)


def test_lines_are_stored_as_typed_and_told_as_a_number(
    app: Flask, client: FlaskClient, street: str, typed: dict[str, str]
) -> None:
    page = client.post(street, data=typed)
    assert page.status_code == 200
    assert "2 new lines were stored." in page.text
    assert stored_lines(app) == [("0043", 1, "Ганна Ковальская", "Вільня"), ("0043", 3, None, "Berlin")]


def test_no_page_shows_a_person_once_the_lines_are_stored(
    client: FlaskClient, street: str, typed: dict[str, str]
) -> None:
    for page in (client.post(street, data=typed), client.get(street)):
        assert "Ганна" not in page.text
        assert "Berlin" not in page.text


def test_the_same_form_sent_twice_stores_nothing_twice(
    app: Flask, client: FlaskClient, street: str, typed: dict[str, str]
) -> None:
    client.post(street, data=typed)
    page = client.post(street, data=typed | {"name_2": "Nino"})
    assert "1 new line was stored." in page.text
    assert "2 lines were here already and stay as they were." in page.text
    assert len(stored_lines(app)) == 3


def test_the_next_sheet_gets_a_key_of_its_own(client: FlaskClient, street: str, typed: dict[str, str]) -> None:
    page = client.post(street, data=typed)
    assert len(field_value(page, "form_key")) == 16
    assert field_value(page, "form_key") != typed["form_key"]


@pytest.mark.parametrize(
    "wrong",
    [
        ({"sheet": " "}, "Enter the number that stands on the sheet"),
        ({"sheet": "x" * 21}, "Enter the short number that stands on the sheet, such as 0043"),
        ({"name_2": "x" * 121}, "Shorten this to 120 characters or fewer"),
        ({"name_2": "https://evil.example/"}, "Leave web addresses out of it"),
        ({"form_key": "not ours"}, "Something was damaged on the way."),
    ],
)
def test_an_error_keeps_everything_that_was_typed(
    app: Flask, client: FlaskClient, street: str, typed: dict[str, str], wrong: tuple[dict[str, str], str]
) -> None:
    change, sentence = wrong
    page = client.post(street, data=typed | change)
    assert page.status_code == 422
    assert sentence in page.text
    sent = typed | change
    del sent["form_key"]
    assert {name: field_value(page, name).strip() for name in sent} == {name: sent[name].strip() for name in sent}
    assert stored_lines(app) == []


def test_a_sheet_without_lines_is_asked_about(app: Flask, client: FlaskClient, street: str) -> None:
    key = field_value(client.get(street), "form_key")
    page = client.post(street, data={"form_key": key, "sheet": "0043"})
    assert page.status_code == 422
    assert "Type at least one line of the sheet" in page.text
    assert field_value(page, "sheet") == "0043"
    assert stored_lines(app) == []


def test_unknown_expired_and_revoked_links_look_the_same(app: Flask, client: FlaskClient, street: str) -> None:
    token = street.rpartition("/")[2]
    pages = [client.get("/street/unknown")]
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=25), tick=False):
        pages.append(client.get(street))
    with steps(app) as ctx, ctx.transaction() as session:
        session.execute(update(VolunteerLink).values(revoked_at=clock.now()))
    pages.append(client.get(street))
    assert {page.status_code for page in pages} == {404}
    assert len({page.text.replace(token, "unknown") for page in pages}) == 1
    assert len({str(sorted(page.headers)).replace(token, "unknown") for page in pages[1:]}) == 1


def test_a_link_that_died_meanwhile_gives_back_what_was_typed(
    app: Flask, client: FlaskClient, street: str, typed: dict[str, str]
) -> None:
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=25), tick=False):
        page = client.post(street, data=typed)
    assert page.status_code == 404
    assert "0043\nГанна Ковальская\nВільня\nBerlin</textarea>" in page.text
    assert stored_lines(app) == []


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_reading_changes_nothing(app: Flask, client: FlaskClient, street: str, method: str) -> None:
    before = all_rows(app)
    client.open(f"{street}?sheet=0043&name_1=Nino", method=method)
    assert all_rows(app) == before


def test_a_form_of_another_site_is_refused(app: Flask, client: FlaskClient, street: str, typed: dict[str, str]) -> None:
    assert client.post(street, data=typed, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert stored_lines(app) == []


def test_no_answer_sets_a_cookie_or_may_be_kept(client: FlaskClient, street: str, typed: dict[str, str]) -> None:
    for answer in (client.get(street), client.post(street, data=typed), client.get("/street/unknown")):
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"
