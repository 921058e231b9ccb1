"""The room itself: its blueprint, its guard, and how it finds what belongs to the organisation of who is signed in."""

from flask import Blueprint, abort, g, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_security import current_user
from flask_wtf import CSRFProtect
from werkzeug.wrappers import Response

from petition.domain.states import CardState
from petition.queries.campaigns import find_own_campaign, get_text
from petition.queries.desk import count_cards, find_batch
from petition.queries.rows import Batch, Campaign
from petition.web.organisers.account import current_account, is_signed_in
from petition.web.shared.context import step_context
from petition.web.shared.locale import current_language
from petition.web.shared.navigation import NavLink

organisers = Blueprint("organisers", __name__)
csrf = CSRFProtect()
PUBLIC_ENDPOINTS = frozenset(
    {"organisers.sign_in", "organisers.try_password", "organisers.sign_in_link", "organisers.spend_sign_in_link"}
)
"""Pages of this room that somebody sees who is not signed in. A test compares them with all its routes."""
WANTED = "wanted"
"""Session key: the page that somebody asked for before signing in."""


@organisers.before_request
def only_organisers() -> Response | None:
    """The room's guard: every form carries the session's token, and all but the sign-in is for people who are signed in."""
    csrf.protect()
    if request.endpoint in PUBLIC_ENDPOINTS or is_signed_in():
        return None
    if request.method == "GET" and request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate":
        session[WANTED] = request.full_path.rstrip("?")
    return redirect(url_for("organisers.sign_in"), 303)


@organisers.context_processor
def desk_links() -> dict[str, object]:
    """The head's links: those of the campaign that the page is about, and the list of campaigns."""
    if not current_user.is_authenticated:
        return {}
    return {"account": current_account(), "nav_links": _campaign_links(g.get("desk_campaign"))}


def get_campaign(slug: str) -> Campaign:
    """A campaign of the account's organisation. Answers 404 where there is none, or another's."""
    campaign = find_own_campaign(step_context().session, current_account().organisation_id, slug)
    if campaign is None:
        abort(404)
    g.desk_campaign = campaign
    return campaign


def get_batch(public_id: str) -> Batch:
    """A batch of the account's organisation. Answers 404 where there is none, or another's."""
    batch = find_batch(step_context().session, current_account().organisation_id, public_id)
    if batch is None:
        abort(404)
    g.desk_campaign = batch.campaign
    return batch


def campaign_title(campaign: Campaign) -> str:
    """The campaign's title in the reader's language, or in its own."""
    return get_text(step_context().session, campaign, current_language()).title


def _campaign_links(campaign: Campaign | None) -> list[NavLink]:
    links = [NavLink(url=url_for("organisers.index"), label=_("Campaigns"))]
    if campaign is None:
        return links
    waiting = count_cards(step_context().session, campaign)[CardState.WAITING]
    slug = campaign.slug
    return [
        *links,
        NavLink(url=url_for("organisers.dashboard", slug=slug), label=_("Dashboard")),
        NavLink(url=url_for("organisers.cards", slug=slug), label=_("Cards to read"), count=waiting),
        NavLink(url=url_for("organisers.batches", slug=slug), label=_("Print")),
    ]
