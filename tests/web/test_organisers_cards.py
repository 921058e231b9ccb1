"""Reading cards: what is shown, what is saved, and what is told when somebody else was quicker."""

import pytest
from flask import Flask

from petition.domain.states import CardState
from petition.models import Card
from petition.usecases.moderate import Moderate, moderate
from tests.stories import SLUG, make_card, sign_and_confirm
from tests.web.desk import (
    Desk,
    all_decisions,
    at_work,
    decision_fields,
    furnish,
    get_user_now,
    list_cards_now,
    signed_in,
)

PATH = f"/desk/c/{SLUG}/cards"


@pytest.fixture
def desk(app: Flask) -> Desk:
    furnish(app, 3)
    return signed_in(app)


def states(app: Flask) -> list[str]:
    return [card.state.value for card in list_cards_now(app)]


def decide_elsewhere(app: Flask, card: Card, decision: CardState) -> None:
    user = get_user_now(app)
    with at_work(app) as ctx:
        moderate(
            ctx,
            Moderate(
                organisation_id=user.organisation_id,
                user_id=user.id,
                card_public_id=card.public_id,
                version=card.version,
                decision=decision,
            ),
        )


def test_the_queue_shows_message_language_name_place_and_prisoner(app: Flask, desk: Desk) -> None:
    page = desk.get(PATH).text
    assert '<p class="message" dir="auto" lang="en">Greeting 0</p>' in page
    assert '<bdi lang="en">Nino</bdi>' in page
    assert '<bdi lang="en">Georgia</bdi>' in page
    assert "To Example Prisoner" in page
    assert "<dd>English</dd>" in page
    assert page.index("Greeting 0") < page.index("Greeting 1") < page.index("Greeting 2")


def test_a_message_is_shown_as_text(app: Flask, desk: Desk) -> None:
    with at_work(app) as ctx:
        sign_and_confirm(ctx, "script@example.org", card=make_card("Two is < three & 'more'"))
    assert "Two is &lt; three &amp; &#39;more&#39;" in desk.get(PATH).text


def test_one_button_saves_all_decisions_of_the_page(app: Flask, desk: Desk) -> None:
    first, second, third = list_cards_now(app)
    fields = all_decisions([(first, "approved", ""), (second, "asked", ""), (third, "rejected", "insult")])
    assert desk.post(PATH, **fields).location == PATH
    assert states(app) == ["approved", "asked", "rejected"]
    assert list_cards_now(app)[2].rejection_reason == "insult"
    assert "3 decisions saved." in desk.get(PATH).text
    assert "All cards are read" in desk.get(PATH).text


def test_what_is_decided_later_stays(app: Flask, desk: Desk) -> None:
    first, second, third = list_cards_now(app)
    desk.post(PATH, **all_decisions([(first, "later", ""), (second, "approved", ""), (third, "later", "")]))
    assert states(app) == ["waiting", "approved", "waiting"]


def test_a_refusal_without_reason_saves_nothing_and_keeps_what_was_chosen(app: Flask, desk: Desk) -> None:
    first, second, _third = list_cards_now(app)
    response = desk.post(PATH, **all_decisions([(first, "approved", ""), (second, "rejected", "")]))
    assert response.status_code == 422
    assert "<title>Error:" in response.text
    assert "Choose why this card is not printed" in response.text
    assert f'checked id="card-{first.public_id}-decision-0"' in response.text
    assert states(app) == ["waiting"] * 3


def test_a_reason_without_refusal_is_asked_about(app: Flask, desk: Desk) -> None:
    response = desk.post(PATH, **decision_fields(list_cards_now(app)[0], "later", "insult"))
    assert response.status_code == 422
    assert states(app) == ["waiting"] * 3


def test_a_card_that_changed_meanwhile_is_told_and_the_others_are_saved(app: Flask, desk: Desk) -> None:
    first, second, third = list_cards_now(app)
    decide_elsewhere(app, second, CardState.ASKED)
    desk.post(PATH, **all_decisions([(card, "approved", "") for card in (first, second, third)]))
    assert states(app) == ["approved", "asked", "approved"]
    page = desk.get(PATH).text
    assert "2 decisions saved." in page
    assert "Changed meanwhile" in page
    assert '<q dir="auto" lang="en">Greeting 1</q>: a colleague was asked' in page
    assert "Changed meanwhile" not in desk.get(PATH).text


def test_approving_all_shown_takes_only_what_was_shown(app: Flask, desk: Desk) -> None:
    first, _second, third = list_cards_now(app)
    decide_elsewhere(app, third, CardState.ASKED)
    fields = all_decisions([(first, "later", ""), (third, "later", "")])
    desk.post(f"{PATH}/approve-shown", page=PATH, **fields)
    assert states(app) == ["approved", "waiting", "asked"]


def test_the_filter_shows_one_state_and_a_decision_can_be_changed(app: Flask, desk: Desk) -> None:
    first = list_cards_now(app)[0]
    desk.post(PATH, **decision_fields(first, "approved"))
    page = desk.get(f"{PATH}?state=approved").text
    assert "Greeting 0" in page
    assert "Greeting 1" not in page
    changed = list_cards_now(app)[0]
    fields = decision_fields(changed, "rejected", "other")
    assert desk.post(f"{PATH}?state=approved", **fields).location == f"{PATH}?state=approved"
    assert states(app)[0] == "rejected"
    assert "Another reason" in desk.get(f"{PATH}?state=rejected").text


def test_ten_cards_a_page_and_the_next_page_follows_by_key(app: Flask) -> None:
    furnish(app, 11)
    desk = signed_in(app)
    first = desk.get(PATH).text
    assert first.count('<article class="card"') == 10
    link = first.partition('rel="next" href="')[2].partition('"')[0]
    second = desk.get(link).text
    assert second.count('<article class="card"') == 1
    assert "Greeting 10" in second


def test_a_damaged_page_address_or_version_is_a_calm_error(app: Flask, desk: Desk) -> None:
    assert desk.get(f"{PATH}?after=nonsense").status_code == 400
    fields = decision_fields(list_cards_now(app)[0], "approved")
    fields[f"card-{fields['card']}-version"] = "x"
    assert desk.post(PATH, **fields).status_code == 422
    assert desk.post(f"{PATH}/approve-shown", page=PATH, **fields).status_code == 303
    assert states(app) == ["waiting"] * 3
