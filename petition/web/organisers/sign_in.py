"""Signing in by password or by a one-time link, and signing out."""

from flask import Response, flash, make_response, redirect, render_template, session, url_for
from flask_babel import gettext as _
from flask_security import logout_user
from werkzeug.wrappers import Response as AnyResponse

from petition.usecases.record_sign_in import record_sign_in
from petition.usecases.sign_in_link import find_sign_in_user, use_sign_in_link
from petition.web.organisers.account import BY_LINK, enter, find_account
from petition.web.organisers.forms import SignInForm
from petition.web.organisers.room import WANTED, organisers
from petition.web.organisers.throttle import count_try
from petition.web.shared.context import step_context

NOT_RIGHT_YET = 422
GONE = 410


@organisers.get("/sign-in")
def sign_in() -> str:
    """The form."""
    return render_template("organisers/sign_in.html", form=SignInForm())


@organisers.post("/sign-in")
def try_password() -> AnyResponse:
    """Sign in. A wrong password, an unknown address and a closed account get one answer, in the same time."""
    form = SignInForm()
    if not form.validate():
        return _show_form(form)
    count_try(form.email.data or "")
    account = find_account(form.email.data or "", form.password.data or "")
    if account is None:
        form.form_errors.append(_("This address and this password do not belong together. Look at both and try again."))
        return _show_form(form)
    user_id, wanted = account.id, session.get(WANTED)
    record_sign_in(step_context(), user_id)
    enter(user_id, by="password")
    return redirect(wanted or url_for("organisers.index"), 303)


@organisers.get("/sign-in/<token>")
def sign_in_link(token: str) -> Response:
    """What a one-time link shows: a button, or calm words. Loading the page changes nothing."""
    user = find_sign_in_user(step_context(), token)
    page = render_template("organisers/sign_in_link.html", user=user, token=token)
    return make_response(page, 200 if user else GONE)


@organisers.post("/sign-in/<token>")
def spend_sign_in_link(token: str) -> AnyResponse:
    """Sign in by the link, once. Who has no password yet is offered to choose one."""
    user = use_sign_in_link(step_context(), token)
    if user is None:
        return make_response(render_template("organisers/sign_in_link.html", user=None, token=token), GONE)
    enter(user.id, by=BY_LINK)
    return redirect(url_for("organisers.index" if user.password else "organisers.own_account"), 303)


@organisers.post("/sign-out")
def sign_out() -> AnyResponse:
    """End this session."""
    logout_user()
    session.clear()
    flash(_("You are signed out."))
    return redirect(url_for("organisers.sign_in"), 303)


def _show_form(form: SignInForm) -> Response:
    return make_response(render_template("organisers/sign_in.html", form=form), NOT_RIGHT_YET)
