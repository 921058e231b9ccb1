"""The first pages: the organisation's campaigns, and one campaign with what is to be done next."""

from flask import flash, redirect, render_template, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response

from petition.queries.campaigns import list_campaigns
from petition.queries.desk import count_cards, count_mails, count_sheet_lines, count_signatures, list_batches
from petition.usecases.resend_mails import resend_dead_mails
from petition.web.organisers.account import current_account
from petition.web.organisers.next_steps import list_next_steps
from petition.web.organisers.room import campaign_title, get_campaign, organisers
from petition.web.organisers.words import CAMPAIGN_STATES
from petition.web.shared.context import step_context
from petition.web.shared.forms import StaffForm


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
        resend_form=StaffForm(),
    )


@organisers.post("/c/<slug>/mails/again")
def resend_mails(slug: str) -> Response:
    """Send again what could not leave for days."""
    campaign = get_campaign(slug)
    number = resend_dead_mails(step_context(), campaign_id=campaign.id)
    flash(ngettext("%(num)s mail waits to be sent again.", "%(num)s mails wait to be sent again.", number))
    return redirect(url_for("organisers.dashboard", slug=slug), 303)
