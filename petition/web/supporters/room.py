"""The room itself: its blueprint, its guard, and how it finds a campaign that the public may see."""

import time
from collections.abc import Iterable
from dataclasses import dataclass

from flask import Blueprint, abort, current_app, request

from petition.domain.states import CampaignState
from petition.queries.campaign_page import CampaignPage, load_campaign_page
from petition.queries.campaigns import find_campaign
from petition.web.shared.context import step_context
from petition.web.shared.locale import current_language, current_locale, prefer_language
from petition.web.shared.origin import comes_from, origin_of
from petition.web.shared.page_cache import CONFIG_KEY, PAGES

supporters = Blueprint("supporters", __name__)


@dataclass(frozen=True)
class _Kept:
    page: CampaignPage
    read_s: float


@supporters.before_request
def only_from_our_own_pages() -> None:
    """The room's guard: nobody is signed in here, so all that a request must prove is where it was started."""
    own = origin_of(step_context().hands.settings.base_url)
    if request.method == "POST" and not comes_from(own):
        abort(403)


def get_page(slug: str) -> CampaignPage:
    """The campaign in the reader's language, as of now or a second ago. Answers 404 where there is none, or only a draft.

    A crowd that signs asks for the same page again and again: it is read from the database once a second.
    """
    kept: dict[tuple[str, str], _Kept] = current_app.extensions.setdefault("supporters.pages", {})
    own_language = current_app.extensions.setdefault("supporters.languages", {})
    if slug in own_language:
        prefer_language(own_language[slug])
    known = kept.get((slug, current_language()))
    if known is not None and time.monotonic() - known.read_s < current_app.config[CONFIG_KEY]:
        return known.page
    session = step_context().session
    campaign = find_campaign(session, slug)
    if campaign is None or campaign.state is CampaignState.DRAFT:
        abort(404)
    own_language[slug] = campaign.default_language
    prefer_language(campaign.default_language)
    page = load_campaign_page(session, campaign, current_language())
    session.expunge_all()  # other requests read these rows too: no session may expire them
    if len(kept) >= PAGES:
        kept.clear()
    kept[slug, current_language()] = _Kept(page, time.monotonic())
    return page


def is_open(page: CampaignPage) -> bool:
    """True while the campaign collects signatures."""
    return page.campaign.state is CampaignState.OPEN


@supporters.app_template_filter("language_names")
def language_names(codes: Iterable[str]) -> str:
    """Names of languages in the reader's own, as a list in words."""
    names = current_locale().languages
    return ", ".join(names.get(code, code) for code in codes)
