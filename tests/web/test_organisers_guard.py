"""Promises about every address of the organisers' room."""

import pytest
from flask import Flask
from werkzeug.routing import Rule

from petition.web.organisers.room import PUBLIC_ENDPOINTS
from tests.stories import SLUG
from tests.web.desk import Desk, csrf_of, furnish, list_cards_now, signed_in
from tests.web.test_organisers_batches import seal_one


def room_rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("organisers.")]


def path_of(app: Flask, rule: Rule, **values: str) -> str:
    given = {name: values.get(name, "x") for name in rule.arguments}
    with app.test_request_context():
        path = app.url_map.bind("localhost").build(rule.endpoint, given)
    return str(path)


def method_of(rule: Rule) -> str:
    return "POST" if "POST" in (rule.methods or ()) else "GET"


def test_all_of_the_room_lies_under_the_desk(app: Flask) -> None:
    rules = room_rules(app)
    assert len(rules) >= 15
    assert all(rule.rule.startswith("/desk/") for rule in rules)
    assert {rule.endpoint for rule in rules} >= PUBLIC_ENDPOINTS


def test_every_page_but_the_sign_in_sends_strangers_to_the_sign_in(app: Flask) -> None:
    furnish(app)
    for rule in room_rules(app):
        desk = Desk(client=app.test_client())
        token = csrf_of(desk.get("/desk/sign-in").text)
        response = desk.client.open(path_of(app, rule), method=method_of(rule), data={"csrf_token": token})
        is_open = response.location != "/desk/sign-in"
        assert is_open == (rule.endpoint in PUBLIC_ENDPOINTS), rule


def test_every_form_without_the_sessions_token_is_refused(app: Flask) -> None:
    furnish(app)
    desk = signed_in(app)
    foreign = csrf_of(app.test_client().get("/desk/sign-in").text)
    posting = [rule for rule in room_rules(app) if method_of(rule) == "POST"]
    assert len(posting) >= 8
    for rule in posting:
        for fields in ({}, {"csrf_token": "forged"}, {"csrf_token": foreign}):
            assert desk.client.post(path_of(app, rule, slug=SLUG), data=fields).status_code == 400, rule
    assert desk.get("/desk/").status_code == 200  # not signed out by a forged form


def test_another_organisations_things_look_like_absent_ones(app: Flask) -> None:
    furnish(app, 1)
    furnish(app, 0, organisation="other-house", slug="other-campaign", email="boris@example.org")
    batch_id = seal_one(app)
    stranger = signed_in(app, "boris@example.org")
    for rule in room_rules(app):
        if not rule.arguments & {"slug", "public_id"}:
            continue
        token = csrf_of(stranger.get("/desk/").text)
        answers = [
            stranger.client.open(
                path_of(app, rule, slug=slug, public_id=public_id), method=method_of(rule), data={"csrf_token": token}
            )
            for slug, public_id in ((SLUG, batch_id), ("absent", "absent"))
        ]
        assert [answer.status_code for answer in answers] == [404, 404], rule
        assert answers[0].text.replace(SLUG, "absent").replace(batch_id, "absent") == answers[1].text


def test_a_foreign_card_in_ones_own_form_is_left_alone(app: Flask) -> None:
    furnish(app, 1)
    furnish(app, 0, organisation="other-house", slug="other-campaign", email="boris@example.org")
    card = list_cards_now(app)[0]
    stranger = signed_in(app, "boris@example.org")
    path = "/desk/c/other-campaign/cards"
    fields = {"card": card.public_id, f"card-{card.public_id}-version": str(card.version)}
    response = stranger.post(f"{path}/approve-shown", page="/desk/", **fields)
    assert response.status_code == 303
    assert list_cards_now(app)[0].state == "waiting"
    assert card.message not in stranger.get(path).text


@pytest.mark.parametrize("path", ["/desk", "/desk/"])
def test_the_room_is_found_with_and_without_slash(app: Flask, path: str) -> None:
    assert app.test_client().get(path).status_code in {303, 308}
