"""Reading cards: ten a page, oldest first; one button saves the page's decisions."""

from collections.abc import Iterable

from flask import flash, make_response, redirect, render_template, request, session, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response

from petition.domain.states import CardState, TransitionError
from petition.queries.campaigns import name_of
from petition.queries.desk import PAGE_SIZE, count_cards, find_card, list_cards
from petition.queries.rows import Campaign, Card
from petition.usecases.moderate import CardChangedError, moderate
from petition.web.organisers.account import current_account
from petition.web.organisers.card_form import CardForms, CardRow, read_forms, show_forms, validate_all
from petition.web.organisers.room import get_campaign, organisers
from petition.web.organisers.words import CARD_STATES, REASONS, language_of
from petition.web.shared.context import step_context
from petition.web.shared.locale import current_language
from petition.web.shared.paging import Page, asked_after, cut_page

STATES = (CardState.WAITING, CardState.ASKED, CardState.APPROVED, CardState.REJECTED)
CHANGED = "changed_cards"
"""Session key: public ids of cards whose decision could not be saved, shown once."""
NOT_RIGHT_YET = 422


@organisers.get("/c/<slug>/cards")
def cards(slug: str) -> Response:
    """The queue, or the cards that are decided so far."""
    campaign = get_campaign(slug)
    after = asked_after()
    after_id = after[0] if after and isinstance(after[0], int) else 0
    rows = list_cards(step_context().session, campaign, [asked_state()], after_id=after_id, limit=PAGE_SIZE + 1)
    page = cut_page(rows, PAGE_SIZE, lambda card: [card.id])
    return _show(campaign, show_forms(page.rows), page, 200)


@organisers.post("/c/<slug>/cards")
def save_decisions(slug: str) -> Response:
    """Save what was decided; a card that changed meanwhile is told and hinders no other."""
    campaign = get_campaign(slug)
    forms = read_forms(_sent_cards(campaign))
    if not validate_all(forms):
        page = Page(rows=[row.card for row in forms.rows], next_after=None, is_first="after" not in request.args)
        return _show(campaign, forms, page, NOT_RIGHT_YET)
    decided = [(row, CardState(row.form.decision.data)) for row in forms.rows if row.form.has_decision]
    return _save_and_show(slug, decided)


@organisers.post("/c/<slug>/cards/approve-shown")
def approve_shown(slug: str) -> Response:
    """Approve all cards of the page, as they were shown."""
    forms = read_forms(_sent_cards(get_campaign(slug)))
    return _save_and_show(slug, [(row, CardState.APPROVED) for row in forms.rows if row.form.is_intact])


def asked_state() -> CardState:
    """The state that the page's filter names; cards to be read where it names none."""
    asked = request.args.get("state", "")
    return next((state for state in STATES if state == asked), CardState.WAITING)


def _sent_cards(campaign: Campaign) -> list[Card]:
    """The cards that the form was made of, as they are now; another organisation's and erased ones are left out."""
    ctx, organisation_id = step_context(), current_account().organisation_id
    found = [
        find_card(ctx.session, organisation_id, public_id) for public_id in request.form.getlist("card")[:PAGE_SIZE]
    ]
    return [card for card in found if card is not None and card.campaign_id == campaign.id]


def _save_and_show(slug: str, decided: Iterable[tuple[CardRow, CardState]]) -> Response:
    saved, changed = 0, []
    for row, decision in decided:
        try:
            moderate(step_context(), row.form.to_command(row.card.public_id, decision))
            saved += 1
        except (CardChangedError, TransitionError):
            changed.append(row.card.public_id)
    if saved:
        flash(ngettext("%(num)s decision saved.", "%(num)s decisions saved.", saved))
    session[CHANGED] = changed
    state = asked_state()
    url = url_for(
        "organisers.cards",
        slug=slug,
        state=None if state is CardState.WAITING else state.value,
        after=request.args.get("after"),
    )
    return redirect(url, 303)


def _show(campaign: Campaign, forms: CardForms, page: Page[Card], status: int) -> Response:
    db_session, state = step_context().session, asked_state()
    changed_ids = session.pop(CHANGED, [])
    found = [find_card(db_session, current_account().organisation_id, public_id) for public_id in changed_ids]
    text = render_template(
        "organisers/cards.html",
        campaign=campaign,
        form=forms,
        page=page,
        state=state,
        states=[(each, CARD_STATES[each], count_cards(db_session, campaign)[each]) for each in STATES],
        changed=[card for card in found if card is not None],
        card_states=CARD_STATES,
        reasons=REASONS,
        language_of=language_of,
        prisoner_of=lambda card: name_of(card.prisoner, current_language()),
    )
    return make_response(text, status)
