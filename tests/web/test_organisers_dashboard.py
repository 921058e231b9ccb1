"""The first pages of the desk: what is to be done comes first, and an empty desk says what will come."""

from flask import Flask
from sqlalchemy import update

from petition.domain.states import MailState
from petition.models import OutgoingMail
from petition.usecases.sign import sign
from tests.stories import SLUG, make_organisation, make_sign, make_user, sign_and_confirm
from tests.web.desk import Desk, at_work, furnish, get_batch_now, link_path, signed_in
from tests.web.test_organisers_batches import render, seal_one

PATH = f"/desk/c/{SLUG}"


def steps_of(page: str) -> str:
    return page.partition('<ol class="steps">')[2].partition("</ol>")[0]


def test_a_fresh_campaign_has_nothing_to_do(app: Flask) -> None:
    furnish(app)
    page = signed_in(app).get(PATH).text
    assert "Nothing waits for you" in page
    assert f'href="/c/{SLUG}"' in page


def test_the_steps_follow_a_batch_through_the_office(app: Flask) -> None:
    furnish(app, 2)
    desk = signed_in(app)
    assert "Read 2 cards" in steps_of(desk.get(PATH).text)
    public_id = seal_one(app)
    assert "Batch 1 is being made" in steps_of(desk.get(PATH).text)
    render(app)
    assert "Print batch 1: 2 cards" in steps_of(desk.get(PATH).text)
    desk.post(f"/desk/batches/{public_id}/printed", page=f"/desk/batches/{public_id}", printed="y")
    assert "Post batch 1" in steps_of(desk.get(PATH).text)


def test_reading_comes_before_sealing(app: Flask) -> None:
    furnish(app, 2)
    desk = signed_in(app)
    seal_one(app)
    with at_work(app) as ctx:
        sign_and_confirm(ctx, "late@example.org")
    assert get_batch_now(app).cards_total == 2
    assert "Read" not in steps_of(desk.get(PATH).text)


def test_the_tiles_count_signatures_and_mails(app: Flask) -> None:
    furnish(app, 2)
    page = " ".join(signed_in(app).get(PATH).text.split())
    assert '<p class="number">2</p> <p>signatures confirmed</p>' in page
    assert '<p class="number">2</p> <p>mails waiting</p>' in page
    assert '<p class="number">0</p> <p>lines from paper sheets</p>' in page


def test_the_list_names_only_the_own_organisations_campaigns(app: Flask) -> None:
    furnish(app, 1)
    furnish(app, 0, organisation="other-house", slug="other-campaign", email="boris@example.org")
    page = signed_in(app).get("/desk/").text
    assert f"/desk/c/{SLUG}" in page
    assert "1 card to read" in page
    assert "other-campaign" not in page


def test_an_organisation_without_campaigns_is_told_how_to_begin(app: Flask) -> None:
    with at_work(app) as ctx:
        make_organisation(ctx, "new-house")
        make_user(ctx, "new@example.org", "new-house")
    desk = Desk(client=app.test_client())
    desk.post(link_path(app, "new@example.org"))
    assert "petition campaign create" in desk.get("/desk/").text


def test_the_language_of_the_address_is_kept(app: Flask) -> None:
    furnish(app)
    page = signed_in(app).get(f"{PATH}?lang=en").text
    assert f'href="{PATH}/cards?lang=en"' in page


def test_mails_that_could_not_leave_are_sent_again(app: Flask) -> None:
    furnish(app)
    with at_work(app) as ctx:
        sign(ctx, make_sign(ctx))
        with ctx.transaction() as session:
            session.execute(update(OutgoingMail).values(state=MailState.DEAD))
    desk = signed_in(app)
    assert "1 mail could not leave for days." in desk.get(PATH).text
    assert desk.post(f"{PATH}/mails/again", page=PATH).location == PATH
    page = desk.get(PATH).text
    assert "1 mail waits to be sent again." in page
    assert "could not leave for days" not in page
