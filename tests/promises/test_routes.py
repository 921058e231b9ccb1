"""Promises about every route: nothing changes on GET, the desk is guarded, public rooms set no cookie, headers are strict."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from petition.models import Base
from petition.usecases import links
from petition.usecases.context import Context
from petition.usecases.sign_in_link import make_sign_in_link
from petition.web.organisers.room import PUBLIC_ENDPOINTS
from tests.doors import Samples, path_of, rules, sign_in
from tests.stories import make_organisation, make_user

FOREIGN = (
    {"Origin": "https://evil.example"},
    {"Origin": "http://localhost.evil.example"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
    {"Sec-Fetch-Site": "same-site"},
    {"Referer": "https://evil.example/page"},
)
PUBLIC_ROOMS = ("supporters", "volunteers", "operations", "mailbox", "static")


def dump(beside: Context) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of ours, and the number of jobs."""
    beside.session.rollback()  # a transaction that is still open would show the past
    tables = [table.name for table in Base.metadata.sorted_tables] + ["workflow_status"]
    rows = {name: [tuple(row) for row in beside.session.execute(text(f'SELECT * FROM "{name}"'))] for name in tables}
    beside.session.rollback()
    return rows


def test_get_and_head_change_nothing_anywhere(
    app: Flask, client: FlaskClient, beside: Context, samples: Samples
) -> None:
    before = dump(beside)
    for rule in rules(app, "GET"):
        path = path_of(app, rule, samples)
        for method in ("GET", "HEAD", "OPTIONS"):
            response = client.open(path, method=method, buffered=True)
            assert response.status_code < 500, (method, path, response.status_code)
    assert dump(beside) == before


def test_a_signed_in_organiser_changes_nothing_by_looking(
    app: Flask, client: FlaskClient, beside: Context, samples: Samples
) -> None:
    sign_in(client, samples)
    before = dump(beside)
    for rule in rules(app, "GET"):
        if rule.endpoint.startswith("organisers."):
            path = path_of(app, rule, samples)
            assert client.get(path).status_code in {200, 303, 404, 410}, path
            assert dump(beside) == before, path


def test_every_route_of_the_desk_is_guarded(app: Flask, client: FlaskClient, samples: Samples) -> None:
    guarded = [
        (method, rule)
        for method in ("GET", "POST")
        for rule in rules(app, method)
        if rule.endpoint.startswith("organisers.") and rule.endpoint not in PUBLIC_ENDPOINTS
    ]
    assert len(guarded) >= 10
    for method, rule in guarded:
        response = client.open(path_of(app, rule, samples), method=method, headers={"Origin": "http://localhost"})
        if method == "GET":
            assert (response.status_code, response.location) == (303, "/desk/sign-in"), rule
        else:
            assert response.status_code in {303, 400, 403}, (rule, response.status_code)


def test_another_organisations_things_look_like_absent_ones(
    app: Flask, client: FlaskClient, beside: Context, samples: Samples
) -> None:
    make_organisation(beside, "other-house")
    stranger = make_user(beside, "boris@example.org", "other-house")
    samples["token"]["organisers.sign_in_link"] = make_sign_in_link(beside, stranger.email).rpartition("/")[2]
    sign_in(client, samples)
    foreign = [
        rule
        for rule in rules(app, "GET")
        if rule.endpoint.startswith("organisers.") and {"slug", "public_id"} & rule.arguments
    ]
    assert len(foreign) >= 4
    absent = {"slug": {"": "nothing-here"}, "public_id": {"": "nothing-here"}}
    for rule in foreign:
        theirs, nothing = (
            client.get(path_of(app, rule, samples), buffered=True),
            client.get(path_of(app, rule, absent), buffered=True),
        )
        assert theirs.status_code == nothing.status_code == 404, rule
        assert theirs.data == nothing.data, rule


def test_public_rooms_set_no_cookie(app: Flask, client: FlaskClient, samples: Samples) -> None:
    for rule in rules(app, "GET"):
        if rule.endpoint.partition(".")[0] in PUBLIC_ROOMS:
            response = client.get(path_of(app, rule, samples), buffered=True)
            assert "Set-Cookie" not in response.headers, rule


def test_every_answer_carries_strict_headers(app: Flask, client: FlaskClient, samples: Samples) -> None:
    paths = [path_of(app, rule, samples) for rule in rules(app, "GET")] + ["/nothing-here", "/c/nothing-here"]
    for path in paths:
        headers = client.get(path, buffered=True).headers
        policy = headers.get("Content-Security-Policy", "")
        assert "default-src 'none'" in policy, path
        assert "unsafe" not in policy, path
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["Referrer-Policy"] == "no-referrer", path
        assert "Server-Timing" not in headers, path


def test_private_pages_are_not_kept(app: Flask, client: FlaskClient, samples: Samples) -> None:
    private = [
        rule for rule in rules(app, "GET") if "token" in rule.arguments or rule.endpoint.startswith("organisers.")
    ]
    assert len(private) >= 8
    for rule in private:
        response = client.get(path_of(app, rule, samples), buffered=True)
        assert "no-store" in response.headers.get("Cache-Control", ""), rule
        assert "noindex" in response.headers.get("X-Robots-Tag", ""), rule


def test_a_foreign_site_can_post_nowhere(app: Flask, client: FlaskClient, beside: Context, samples: Samples) -> None:
    before = dump(beside)
    for rule in rules(app, "POST"):
        path = path_of(app, rule, samples)
        for headers in FOREIGN:
            response = client.post(path, headers=headers)
            assert response.status_code in {400, 403}, (path, headers, response.status_code)
    assert dump(beside) == before


@pytest.mark.parametrize(
    "path",
    [links.CONFIRM_PATH, links.CONFIRM_CARD_PATH, links.WITHDRAW_PATH, links.SIGN_IN_PATH, links.VOLUNTEER_PATH],
)
def test_the_addresses_in_mails_are_routes(app: Flask, path: str) -> None:
    adapter = app.url_map.bind("localhost")
    assert {adapter.match(path.format(token="x"), method=method)[0].partition(".")[2] for method in ("GET", "POST")}
