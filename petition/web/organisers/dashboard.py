"""The first pages: the organisation's campaigns, and one campaign with what is to be done next."""

from flask import render_template

from petition.queries.campaigns import list_campaigns
from petition.queries.desk import count_cards, count_mails, count_sheet_lines, count_signatures, list_batches
from petition.web.organisers.account import current_account
from petition.web.organisers.next_steps import list_next_steps
from petition.web.organisers.room import campaign_title, get_campaign, organisers
from petition.web.organisers.words import CAMPAIGN_STATES
from petition.web.shared.context import step_context


@organisers.get("/")
def index() -> str:
    """The organisation's campaigns, newest first, each with what waits."""
    session = step_context().session
    campaigns = [
        (campaign, campaign_title(campaign), count_cards(session, campaign))
        for campaign in reversed(list_campaigns(session, current_account().organisation_id))
    ]
    return render_template("organisers/index.html", campaigns=campaigns, states=CAMPAIGN_STATES)


@organisers.get("/c/<slug>")
def dashboard(slug: str) -> str:
    """Next steps first, numbers second."""
    campaign, session = get_campaign(slug), step_context().session
    cards = count_cards(session, campaign)
    return render_template(
        "organisers/dashboard.html",
        campaign=campaign,
        title=campaign_title(campaign),
        state=CAMPAIGN_STATES[campaign.state],
        steps=list_next_steps(slug, cards, list_batches(session, campaign)),
        cards=cards,
        signatures=count_signatures(session, campaign),
        mails=count_mails(session, campaign),
        sheet_lines=count_sheet_lines(session, campaign),
    )
