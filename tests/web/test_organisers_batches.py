"""Batches at the desk: sealing once, progress, the file, printed, posted; no step skipped, none taken twice."""

import hashlib
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from petition.adapters import clock
from petition.domain.layouts import LAYOUTS
from petition.domain.states import BatchState
from petition.models import Batch, CampaignPicture, Card, CustodyPeriod, LedgerEvent
from petition.pdf import list_layouts
from petition.usecases.render_batch import render_batch
from tests.stories import SLUG, approve_all
from tests.web.desk import Desk, at_work, furnish, get_batch_now, get_user_now, list_cards_now, signed_in

LIST = f"/desk/c/{SLUG}/batches"


def seal_one(app: Flask) -> str:
    """Approve everything and seal it; returns the batch's public id."""
    with at_work(app) as ctx:
        approve_all(ctx, get_user_now(app))
    signed_in(app).post(LIST, layout="office-4up-a4")
    return get_batch_now(app).public_id


def render(app: Flask) -> Batch:
    """What the worker does."""
    with at_work(app) as ctx:
        render_batch(ctx, ctx.session.scalars(select(Batch.id)).one())
    return get_batch_now(app)


@pytest.fixture
def desk(app: Flask) -> Desk:
    furnish(app, 3)
    with at_work(app) as ctx:
        approve_all(ctx, get_user_now(app))
    return signed_in(app)


def test_sealing_leads_to_the_batch_with_its_progress(app: Flask, desk: Desk) -> None:
    assert "Seal 3 cards" in desk.get(LIST).text
    response = desk.post(LIST, layout="a6-4up-a4")
    batch = get_batch_now(app)
    assert (response.status_code, response.location) == (303, f"/desk/batches/{batch.public_id}")
    assert (batch.layout, batch.cards_total) == ("a6-4up-a4", 3)
    page = desk.get(response.location)
    assert "0 of 3 cards made" in page.text
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page.text
    assert "connect-src 'self'" in page.headers["Content-Security-Policy"]
    assert "Batch 1" in desk.get(LIST).text


def test_sealing_twice_makes_one_batch_and_leads_to_it(app: Flask, desk: Desk) -> None:
    fields = {"layout": "office-4up-a4", "newest": "0"}
    first = desk.post(LIST, **fields)
    second = desk.post(LIST, **fields)
    assert first.location == second.location
    assert "sealed a moment ago" in desk.get(second.location).text
    assert get_batch_now(app).cards_total == 3


def test_nothing_approved_is_told_in_words(app: Flask, desk: Desk) -> None:
    desk.post(LIST, layout="office-4up-a4")
    response = desk.post(LIST, layout="office-4up-a4", newest="1")
    assert response.status_code == 422
    assert "There is nothing to seal: no card is approved" in response.text


def test_a_missing_front_picture_is_told_in_words(app: Flask, desk: Desk) -> None:
    with at_work(app) as ctx:
        ctx.session.execute(delete(CampaignPicture).where(CampaignPicture.purpose == "card_front"))
        ctx.session.commit()
    response = desk.post(LIST, layout="office-4up-a4")
    assert response.status_code == 422
    assert "no picture for the front" in response.text


def test_cards_without_an_address_that_holds_today_are_told_in_words(app: Flask, desk: Desk) -> None:
    with at_work(app) as ctx:
        for period in ctx.session.scalars(select(CustodyPeriod)):
            period.ended_on = clock.today() - timedelta(days=1)
        ctx.session.commit()
    response = desk.post(LIST, layout="office-4up-a4")
    assert response.status_code == 422
    assert "No postal address holds today" in response.text


def test_an_unknown_paper_is_refused(app: Flask, desk: Desk) -> None:
    response = desk.post(LIST, layout="../../etc/passwd")
    assert response.status_code == 422
    assert "Choose one from the list" in response.text


def test_the_fragment_tells_the_state_in_a_header(app: Flask, desk: Desk) -> None:
    desk.post(LIST, layout="office-4up-a4")
    path = f"/desk/batches/{get_batch_now(app).public_id}/progress"
    waiting = desk.get(path)
    assert waiting.headers["X-Batch-State"] == "sealed"
    assert waiting.text.lstrip().startswith("<p>0 of 3 cards made</p>")
    render(app)
    assert desk.get(path).headers["X-Batch-State"] == "rendered"


def test_the_file_downloads_as_it_was_stored(app: Flask, desk: Desk) -> None:
    desk.post(LIST, layout="office-4up-a4")
    path = f"/desk/batches/{get_batch_now(app).public_id}"
    assert desk.get(f"{path}/file").status_code == 404
    batch = render(app)
    page = desk.get(path).text
    assert batch.file_sha256 in page
    assert "Before you print" in page
    assert "Left out" not in page
    answer = desk.get(f"{path}/file")
    assert hashlib.sha256(answer.data).hexdigest() == batch.file_sha256
    assert answer.content_length == len(answer.data) == batch.file_bytes
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{SLUG}-batch-1.pdf"'
    assert answer.headers["Cache-Control"] == "no-store"


def test_cards_that_cannot_be_drawn_are_listed_with_their_number(app: Flask, desk: Desk) -> None:
    with at_work(app) as ctx:
        ctx.session.execute(
            update(Card).where(Card.message == "Greeting 1").values(message="A cuneiform sign: \U00012000")
        )
        ctx.session.commit()
    desk.post(LIST, layout="office-4up-a4")
    render(app)
    page = " ".join(desk.get(f"/desk/batches/{get_batch_now(app).public_id}").text.split())
    assert "1 card is not in the file:" in page
    assert '<tr> <td>2</td> <td lang="en">text: no typeface has the letter' in page


def test_every_paper_that_can_be_chosen_is_one_of_the_press(app: Flask) -> None:
    assert set(LAYOUTS) <= set(list_layouts())


def test_a_batch_goes_to_the_post_step_by_step(app: Flask, desk: Desk) -> None:
    desk.post(LIST, layout="office-4up-a4")
    path = f"/desk/batches/{get_batch_now(app).public_id}"
    render(app)
    unticked = desk.post(f"{path}/printed", page=path)
    assert unticked.status_code == 422
    assert "Tick the box" in unticked.text
    assert desk.post(f"{path}/printed", page=path, printed="y").location == path
    assert {card.state.value for card in list_cards_now(app)} == {"printed"}
    empty = desk.post(f"{path}/posted", page=path)
    assert empty.status_code == 422
    assert "Enter the town where they were posted" in empty.text
    assert desk.post(f"{path}/posted", page=path, posted_on="2026-08-04", posted_from="Wilno").location == path
    assert "Posted on August 4, 2026 from Wilno." in desk.get(path).text
    assert {card.state.value for card in list_cards_now(app)} == {"posted"}


def test_a_batch_is_cancelled_before_it_is_printed(app: Flask, desk: Desk) -> None:
    desk.post(LIST, layout="office-4up-a4")
    path = f"/desk/batches/{get_batch_now(app).public_id}"
    render(app)
    desk.post(f"{path}/cancelled", page=path)
    assert "Tick the box first" in desk.get(path).text
    assert get_batch_now(app).state is BatchState.RENDERED
    for _press in range(2):
        assert desk.post(f"{path}/cancelled", page=path, cancelled="y").location == path
    page = desk.get(path).text
    assert "Its cards wait for the next one" in page
    assert "Cancel this batch" not in page
    assert desk.get(f"{path}/file").status_code == 404
    assert {card.state.value for card in list_cards_now(app)} == {"approved"}


def test_no_step_is_skipped(app: Flask, desk: Desk) -> None:
    desk.post(LIST, layout="office-4up-a4")
    path = f"/desk/batches/{get_batch_now(app).public_id}"
    desk.post(f"{path}/printed", page=path, printed="y")
    desk.post(f"{path}/posted", page=path, posted_on="2026-08-04", posted_from="Wilno")
    assert get_batch_now(app).state is BatchState.SEALED
    render(app)
    desk.post(f"{path}/posted", page=path, posted_on="2026-08-04", posted_from="Wilno")
    assert get_batch_now(app).state is BatchState.RENDERED


def test_a_button_pressed_twice_changes_nothing_more(app: Flask, desk: Desk) -> None:
    desk.post(LIST, layout="office-4up-a4")
    path = f"/desk/batches/{get_batch_now(app).public_id}"
    render(app)
    for _press in range(2):
        assert desk.post(f"{path}/printed", page=path, printed="y").status_code == 303
    for town in ("Wilno", "Warsaw"):
        assert desk.post(f"{path}/posted", page=path, posted_on="2026-08-04", posted_from=town).status_code == 303
    assert "Nothing was changed" in desk.get(path).text
    assert get_batch_now(app).posted_from == "Wilno"
    with at_work(app) as ctx:
        kinds = ctx.session.scalars(select(LedgerEvent.kind).where(LedgerEvent.kind.like("batch.%"))).all()
    assert kinds == ["batch.sealed", "batch.rendered", "batch.printed", "batch.posted"]


def test_a_day_that_has_not_come_is_refused(app: Flask, desk: Desk) -> None:
    desk.post(LIST, layout="office-4up-a4")
    path = f"/desk/batches/{get_batch_now(app).public_id}"
    render(app)
    desk.post(f"{path}/printed", page=path, printed="y")
    later = (clock.today() + timedelta(days=3)).isoformat()
    response = desk.post(f"{path}/posted", page=path, posted_on=later, posted_from="Wilno")
    assert response.status_code == 422
    assert "This day has not come yet" in response.text
    assert "Wilno" in response.text
