"""Reading: the list of campaigns, a campaign with its picture and counts, and the thanks after confirming."""

from urllib.parse import quote

from flask import Response, abort, jsonify, render_template, request, url_for
from flask_babel import gettext

from petition.domain.states import CampaignState
from petition.queries.campaign_page import load_campaign_page
from petition.queries.campaigns import get_public_count, list_public_campaigns
from petition.usecases.read_picture import find_public_picture
from petition.web.shared.context import step_context
from petition.web.shared.headers import ONE_YEAR_S, public_page
from petition.web.shared.locale import current_language
from petition.web.supporters.counts import count_fields, country_chips, sum_in_words
from petition.web.supporters.room import get_page, is_open, supporters
from petition.web.supporters.sign_form import new_sign_form

ONE_MINUTE_S = 60
FIVE_MINUTES_S = 300
HASH_LENGTH = 12


@supporters.get("/")
@public_page(max_age_s=ONE_MINUTE_S)
def index() -> str:
    """The campaigns that collect signatures now."""
    session, language = step_context().session, current_language()
    campaigns = [c for c in list_public_campaigns(session) if c.state is CampaignState.OPEN]
    return render_template(
        "supporters/index.html", pages=[load_campaign_page(session, campaign, language) for campaign in campaigns]
    )


@supporters.get("/c/<slug>")
@public_page(max_age_s=ONE_MINUTE_S)
def campaign(slug: str) -> str:
    """A campaign with its form, or with words instead of it after the end."""
    page = get_page(slug)
    return render_template(
        "supporters/campaign.html",
        page=page,
        form=new_sign_form(page) if is_open(page) else None,
        chips=country_chips(page.count),
        sum_in_words=sum_in_words(page.count),
    )


@supporters.get("/c/<slug>/picture.jpg")
def picture(slug: str) -> Response:
    """The campaign's picture. The pages ask for it with `v=<hash>`, by which it may be kept for a year."""
    found = find_public_picture(step_context(), slug)
    if found is None:
        abort(404)
    is_fixed = request.args.get("v") == found.sha256[:HASH_LENGTH]
    keep = public_page(max_age_s=ONE_YEAR_S if is_fixed else FIVE_MINUTES_S)
    return keep(lambda: Response(found.content, mimetype=found.mime_type))()


@supporters.get("/c/<slug>/count.json")
@public_page(max_age_s=ONE_MINUTE_S)
def count(slug: str) -> Response:
    """The public counts, for other sites to show."""
    page = get_page(slug)
    response = jsonify(count_fields(slug, page.count))
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@supporters.get("/c/<slug>/thank-you")
def thank_you(slug: str) -> str:
    """The count as of now, and how to tell others. It knows nobody: the token is gone from the address."""
    page = get_page(slug)
    address = step_context().hands.settings.base_url + url_for("supporters.campaign", slug=slug, lang=None)
    subject = quote(page.words.title)
    body = quote(gettext("I have signed this, perhaps you want to as well:") + f"\n\n{address}\n")
    return render_template(
        "supporters/thank_you.html",
        page=page,
        count=get_public_count(step_context().session, page.campaign),  # it has just grown by the reader's own
        address=address,
        mailto=f"mailto:?subject={subject}&body={body}",
    )
