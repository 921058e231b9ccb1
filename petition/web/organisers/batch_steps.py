"""A batch's way to the post: printed, then posted. Deliberate steps; pressing a button twice changes nothing more."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from petition.domain.states import TransitionError
from petition.usecases.cancel_batch import CancelBatch, cancel_batch
from petition.usecases.record_print import RecordPosting, RecordPrint, record_posting, record_print
from petition.web.organisers.account import current_account
from petition.web.organisers.batches import NOT_RIGHT_YET, show_batch
from petition.web.organisers.forms import CancelForm, PostedForm, PrintedForm
from petition.web.organisers.room import get_batch, organisers
from petition.web.shared.context import step_context


@organisers.post("/batches/<public_id>/printed")
def mark_printed(public_id: str) -> Response:
    """All sheets are printed."""
    found, form, account = get_batch(public_id), PrintedForm(), current_account()
    if not form.validate():
        return show_batch(found, form, PostedForm(None), NOT_RIGHT_YET)
    command = RecordPrint(organisation_id=account.organisation_id, user_id=account.id, batch_public_id=public_id)
    try:
        record_print(step_context(), command)
        flash(_("Noted: the batch is printed."))
    except TransitionError:
        flash(_("This batch had moved on already. Nothing was changed."))
    return redirect(url_for("organisers.batch", public_id=public_id), 303)


@organisers.post("/batches/<public_id>/cancelled")
def cancel(public_id: str) -> Response:
    """The batch is not printed: its cards wait for another one."""
    found, form, account = get_batch(public_id), CancelForm(), current_account()
    if not form.validate():
        flash(_("Nothing was cancelled. Tick the box first."))
        return redirect(url_for("organisers.batch", public_id=found.public_id), 303)
    command = CancelBatch(organisation_id=account.organisation_id, user_id=account.id, batch_public_id=public_id)
    try:
        cancel_batch(step_context(), command)
        flash(_("The batch is cancelled. Its cards wait for the next one."))
    except TransitionError:
        flash(_("This batch had moved on already. Nothing was changed."))
    return redirect(url_for("organisers.batch", public_id=public_id), 303)


@organisers.post("/batches/<public_id>/posted")
def mark_posted(public_id: str) -> Response:
    """The cards went to the post, on a day, in a town."""
    found, form, account = get_batch(public_id), PostedForm(), current_account()
    if not form.validate() or form.posted_on.data is None:
        return show_batch(found, PrintedForm(None), form, NOT_RIGHT_YET)
    command = RecordPosting(
        organisation_id=account.organisation_id,
        user_id=account.id,
        batch_public_id=public_id,
        posted_on=form.posted_on.data,
        posted_from=form.posted_from.data or "",
    )
    try:
        record_posting(step_context(), command)
        flash(_("Noted: the batch is posted. Thank you."))
    except TransitionError:
        flash(_("This batch had moved on already. Nothing was changed."))
    return redirect(url_for("organisers.batch", public_id=public_id), 303)
