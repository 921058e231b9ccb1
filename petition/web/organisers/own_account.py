"""One's own account: choosing a password."""

from flask import flash, make_response, redirect, render_template, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from petition.usecases.set_password import SetPassword, set_password
from petition.web.organisers.account import BY_LINK, current_account, enter, find_account, make_password_hash
from petition.web.organisers.forms import PasswordForm
from petition.web.organisers.room import organisers
from petition.web.organisers.throttle import count_try
from petition.web.shared.context import step_context

NOT_RIGHT_YET = 422


@organisers.get("/account")
def own_account() -> str:
    """Who is signed in, and the form."""
    return render_template("organisers/own_account.html", form=_new_form())


@organisers.post("/account")
def choose_password() -> Response:
    """Store the new password. Other sessions of this account end, this one goes on."""
    account, form = current_account(), _new_form()
    if not form.validate() or not _knows_old_password(form):
        return make_response(render_template("organisers/own_account.html", form=form), NOT_RIGHT_YET)
    command = SetPassword(user_id=account.id, password_hash=make_password_hash(form.password.data or ""))
    set_password(step_context(), command)
    enter(account.id, by="password")
    flash(_("Your new password holds. Other places where you were signed in are signed out."))
    return redirect(url_for("organisers.index"), 303)


def _new_form() -> PasswordForm:
    form = PasswordForm()
    if current_account().password is None or session.get(BY_LINK):
        del form.old_password
    return form


def _knows_old_password(form: PasswordForm) -> bool:
    if "old_password" not in form:
        return True
    email = current_account().email
    count_try(email)
    if find_account(email, form.old_password.data or "") is None:
        form.old_password.errors = [_("This is not the password you have now")]
        return False
    return True
