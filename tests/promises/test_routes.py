"""Promises about every route: nothing changes on GET, the desk is guarded, public rooms set no cookie, headers are strict."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from petition.adapters.database import make_engine
from petition.adapters.tokens import Purpose
from petition.models import Base
from petition.settings import Settings
from petition.usecases import links
from petition.usecases.context import Context, make_hands
from petition.usecases.create import create_volunteer_link
from petition.usecases.seal_batch import SealBatch, seal_batch
from petition.usecases.sign import sign
from petition.usecases.sign_in_link import make_sign_in_link
from petition.web.organisers.room import PUBLIC_ENDPOINTS
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

FOREIGN = (
    {"Origin": "https://evil.example"},
    {"Origin": "http://localhost.evil.example"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
    {"Sec-Fetch-Site": "same-site"},
    {"Referer": "https://evil.example/page"},
)
PUBLIC_ROOMS = ("supporters", "volunteers", "operations", "mailbox", "static")


@pytest.fixture
def ctx(settings: Settings) -> Iterator[Context]:
    """The installation behind the application, for the steps that lead to its pages."""
    engine = make_engine(settings.database_url)
    with Session(engine, expire_on_commit=False) as session:
        yield Context(session=session, hands=make_hands(settings, engine))
    engine.dispose()


@pytest.fixture
def samples(ctx: Context) -> dict[str, dict[str, str]]:
    """For each argument of a route, values by endpoint: one installation with something behind every door."""
    make_organisation(ctx)
    make_campaign(ctx)
    user = make_user(ctx)
    sign_and_confirm(ctx, "first@example.org", card=make_card())
    approve_all(ctx, user)
    batch = seal_batch(ctx, SealBatch(organisation_id=user.organisation_id, user_id=user.id, campaign_slug=SLUG))
    sign_and_confirm(ctx, "second@example.org")
    sign(ctx, make_sign(ctx, "second@example.org", card=make_card()))
    card = get_card(ctx)
    card_token = ctx.hands.tokens.make(Purpose.CONFIRM_CARD, card.public_id, card.version)
    sign(ctx, make_sign(ctx, "third@example.org"))
    waiting = get_signature(ctx)
    withdraw_token = ctx.hands.tokens.make(Purpose.WITHDRAW, waiting.public_id, waiting.version)
    street = create_volunteer_link(ctx, SLUG, hours=1).token
    sign_in = make_sign_in_link(ctx, user.email).rpartition("/")[2]
    ctx.session.rollback()
    return {
        "slug": {"": SLUG},
        "public_id": {"": batch.public_id},
        "filename": {"": "site.css"},
        "mail_id": {"": "none"},
        "token": {
            "supporters.confirm_page": confirm_token(ctx, waiting),
            "supporters.confirm_signature": confirm_token(ctx, waiting),
            "supporters.confirm_card_page": card_token,
            "supporters.confirm_greeting": card_token,
            "supporters.withdraw_page": withdraw_token,
            "supporters.withdraw_signature": withdraw_token,
            "volunteers.sheet": street,
            "volunteers.enter": street,
            "organisers.sign_in_link": sign_in,
            "organisers.spend_sign_in_link": sign_in,
        },
    }


def path_of(app: Flask, rule: Rule, samples: dict[str, dict[str, str]]) -> str:
    """An address of this route in the sample installation."""
    values = {name: samples[name].get(rule.endpoint) or samples[name][""] for name in rule.arguments}
    with app.test_request_context():
        built = app.url_map.bind("localhost").build(rule.endpoint, values)
    return str(built)


def rules(app: Flask, method: str) -> list[Rule]:
    found = [rule for rule in app.url_map.iter_rules() if method in (rule.methods or set())]
    assert len(found) > 5
    return found


def dump(ctx: Context) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of ours, and the number of jobs."""
    ctx.session.rollback()  # a transaction that is still open would show the past
    tables = [table.name for table in Base.metadata.sorted_tables] + ["workflow_status"]
    rows = {name: [tuple(row) for row in ctx.session.execute(text(f'SELECT * FROM "{name}"'))] for name in tables}
    ctx.session.rollback()
    return rows


def test_get_and_head_change_nothing_anywhere(
    app: Flask, client: FlaskClient, ctx: Context, samples: dict[str, dict[str, str]]
) -> None:
    before = dump(ctx)
    for rule in rules(app, "GET"):
        path = path_of(app, rule, samples)
        for method in ("GET", "HEAD", "OPTIONS"):
            response = client.open(path, method=method, buffered=True)
            assert response.status_code < 500, (method, path, response.status_code)
    assert dump(ctx) == before


def test_a_signed_in_organiser_changes_nothing_by_looking(
    app: Flask, client: FlaskClient, ctx: Context, samples: dict[str, dict[str, str]]
) -> None:
    sign_in(app, client, samples)
    before = dump(ctx)
    for rule in rules(app, "GET"):
        if rule.endpoint.startswith("organisers."):
            path = path_of(app, rule, samples)
            assert client.get(path).status_code in {200, 303, 404, 410}, path
            assert dump(ctx) == before, path


def sign_in(app: Flask, client: FlaskClient, samples: dict[str, dict[str, str]]) -> None:
    """Press the button behind the one-time link, as a browser would."""
    path = f"/desk/sign-in/{samples['token']['organisers.sign_in_link']}"
    response = client.post(path, data=hidden_fields(client.get(path).text), headers={"Origin": "http://localhost"})
    assert response.status_code == 303, response.text
    assert client.get("/desk/").status_code == 200


def hidden_fields(page: str) -> dict[str, str]:
    import html5lib

    document = html5lib.parse(page, namespaceHTMLElements=False)
    fields = (node for node in document.iter("input") if node.get("type") == "hidden")
    return {str(node.get("name")): str(node.get("value", "")) for node in fields}


def test_every_route_of_the_desk_is_guarded(
    app: Flask, client: FlaskClient, samples: dict[str, dict[str, str]]
) -> None:
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
    app: Flask, client: FlaskClient, ctx: Context, samples: dict[str, dict[str, str]]
) -> None:
    make_organisation(ctx, "other-house")
    stranger = make_user(ctx, "boris@example.org", "other-house")
    samples["token"]["organisers.sign_in_link"] = make_sign_in_link(ctx, stranger.email).rpartition("/")[2]
    sign_in(app, client, samples)
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


def test_public_rooms_set_no_cookie(app: Flask, client: FlaskClient, samples: dict[str, dict[str, str]]) -> None:
    for rule in rules(app, "GET"):
        if rule.endpoint.partition(".")[0] in PUBLIC_ROOMS:
            response = client.get(path_of(app, rule, samples), buffered=True)
            assert "Set-Cookie" not in response.headers, rule


def test_every_answer_carries_strict_headers(
    app: Flask, client: FlaskClient, samples: dict[str, dict[str, str]]
) -> None:
    paths = [path_of(app, rule, samples) for rule in rules(app, "GET")] + ["/nothing-here", "/c/nothing-here"]
    for path in paths:
        headers = client.get(path, buffered=True).headers
        policy = headers.get("Content-Security-Policy", "")
        assert "default-src 'none'" in policy, path
        assert "unsafe" not in policy, path
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["Referrer-Policy"] == "no-referrer", path
        assert "Server-Timing" not in headers, path


def test_private_pages_are_not_kept(app: Flask, client: FlaskClient, samples: dict[str, dict[str, str]]) -> None:
    private = [
        rule for rule in rules(app, "GET") if "token" in rule.arguments or rule.endpoint.startswith("organisers.")
    ]
    assert len(private) >= 8
    for rule in private:
        response = client.get(path_of(app, rule, samples), buffered=True)
        assert "no-store" in response.headers.get("Cache-Control", ""), rule
        assert "noindex" in response.headers.get("X-Robots-Tag", ""), rule


def test_a_foreign_site_can_post_nowhere(
    app: Flask, client: FlaskClient, ctx: Context, samples: dict[str, dict[str, str]]
) -> None:
    before = dump(ctx)
    for rule in rules(app, "POST"):
        path = path_of(app, rule, samples)
        for headers in FOREIGN:
            response = client.post(path, headers=headers)
            assert response.status_code in {400, 403}, (path, headers, response.status_code)
    assert dump(ctx) == before


@pytest.mark.parametrize(
    "path",
    [links.CONFIRM_PATH, links.CONFIRM_CARD_PATH, links.WITHDRAW_PATH, links.SIGN_IN_PATH, links.VOLUNTEER_PATH],
)
def test_the_addresses_in_mails_are_routes(app: Flask, path: str) -> None:
    adapter = app.url_map.bind("localhost")
    assert {adapter.match(path.format(token="x"), method=method)[0].partition(".")[2] for method in ("GET", "POST")}
