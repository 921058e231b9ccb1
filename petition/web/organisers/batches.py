"""Batches: the list with the form that seals, one batch with its progress, and its file."""

from flask import Response as FlaskResponse
from flask import abort, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from petition.domain.states import BatchState, CardState
from petition.queries.desk import count_cards, list_batches, list_left_out
from petition.queries.rows import Batch, Campaign
from petition.usecases.read_batch_file import find_batch_file
from petition.usecases.seal_batch import FrontPictureMissingError, NothingToSealError, SealBatch, seal_batch
from petition.web.organisers.account import current_account
from petition.web.organisers.forms import CancelForm, PostedForm, PrintedForm, SealForm, new_seal_form
from petition.web.organisers.room import get_batch, get_campaign, organisers
from petition.web.organisers.words import BATCH_STATES, layout_name
from petition.web.shared.context import step_context
from petition.web.shared.headers import allow_source

NOT_RIGHT_YET = 422
STATE_HEADER = "X-Batch-State"
"""Tells the page's script when to load the page anew."""


@organisers.get("/c/<slug>/batches")
def batches(slug: str) -> Response:
    """The campaign's batches, newest first, and the form that seals the next."""
    campaign = get_campaign(slug)
    return _show_list(campaign, new_seal_form(_newest_number(campaign)), 200)


@organisers.post("/c/<slug>/batches")
def seal(slug: str) -> Response:
    """Seal what is approved. Sent twice, the form leads to the one batch that it made."""
    campaign = get_campaign(slug)
    form, account = new_seal_form(_newest_number(campaign)), current_account()
    if not form.validate():
        return _show_list(campaign, form, NOT_RIGHT_YET)
    command = SealBatch(
        organisation_id=account.organisation_id, user_id=account.id, campaign_slug=slug, layout=form.layout.data
    )
    try:
        batch = seal_batch(step_context(), command)
    except NothingToSealError:
        return _nothing_to_seal(campaign, form)
    except FrontPictureMissingError:
        form.form_errors.append(_("This campaign has no picture for the front of its cards yet. Add one first."))
        return _show_list(campaign, form, NOT_RIGHT_YET)
    return redirect(url_for("organisers.batch", public_id=batch.public_id), 303)


@organisers.get("/batches/<public_id>")
def batch(public_id: str) -> Response:
    """One batch: how far it is, and what to do with it now."""
    return show_batch(get_batch(public_id), PrintedForm(), PostedForm(), 200)


@organisers.get("/batches/<public_id>/progress")
def batch_progress(public_id: str) -> Response:
    """The part of the page that tells how far the making is."""
    found = get_batch(public_id)
    response = make_response(render_template("organisers/batch_progress.html", batch=found))
    response.headers[STATE_HEADER] = found.state.value
    return response


@organisers.get("/batches/<public_id>/file")
def batch_file(public_id: str) -> Response:
    """The PDF, as a download."""
    file = find_batch_file(step_context(), current_account().organisation_id, public_id)
    if file is None:
        abort(404)
    response = FlaskResponse(file.chunks, mimetype="application/pdf")
    response.content_length = file.size_bytes
    response.headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response


def show_batch(found: Batch, printed_form: PrintedForm, posted_form: PostedForm, status: int) -> Response:
    """The batch's page with the form that its state asks for."""
    allow_source("connect-src", "'self'")  # the progress is fetched
    forms = {BatchState.RENDERED: printed_form, BatchState.PRINTED: posted_form}
    page = render_template(
        "organisers/batch.html",
        batch=found,
        form=forms.get(found.state),
        state=BATCH_STATES[found.state],
        layout=layout_name(found.layout),
        left_out=list_left_out(found),
        cancel_form=CancelForm(None) if found.state in {BatchState.SEALED, BatchState.RENDERED} else None,
    )
    return make_response(page, status)


def _newest_number(campaign: Campaign) -> int:
    return max((each.number for each in list_batches(step_context().session, campaign)), default=0)


def _nothing_to_seal(campaign: Campaign, form: SealForm) -> Response:
    session = step_context().session
    newest = next(iter(list_batches(session, campaign)), None)
    if newest is not None and str(newest.number) != form.newest.data:
        flash(_("This batch was sealed a moment ago. It is one batch, and no card is in it twice."))
        return redirect(url_for("organisers.batch", public_id=newest.public_id), 303)
    if count_cards(session, campaign)[CardState.APPROVED]:
        form.form_errors.append(
            _("No postal address holds today for the approved cards. Enter where the prisoner is now.")
        )
    else:
        form.form_errors.append(_("There is nothing to seal: no card is approved. Read cards first."))
    return _show_list(campaign, form, NOT_RIGHT_YET)


def _show_list(campaign: Campaign, form: SealForm, status: int) -> Response:
    session = step_context().session
    page = render_template(
        "organisers/batches.html",
        campaign=campaign,
        form=form,
        batches=list_batches(session, campaign),
        states=BATCH_STATES,
        cards=count_cards(session, campaign),
    )
    return make_response(page, status)
