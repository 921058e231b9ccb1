"""Signing: the form, its errors, the question to people in danger, and the same answer for every address."""

from flask import Response, make_response, render_template, request

from petition.queries.campaign_page import CampaignPage
from petition.usecases.sign import CampaignNotOpenError, CollectingStoppedError
from petition.web.shared.context import sign_writer
from petition.web.supporters.room import get_page, is_open, supporters
from petition.web.supporters.sign_form import SignForm, new_sign_form

GONE = 410
NOT_RIGHT_YET = 422
CLOSED_FOR_NOW = 503


@supporters.get("/c/<slug>/sign")
def sign_page(slug: str) -> Response:
    """The form alone, as short pages on small telephones like it."""
    page = get_page(slug)
    return _show_form(page, new_sign_form(page), 200) if is_open(page) else _show_end(page, 200)


@supporters.post("/c/<slug>/sign")
def sign(slug: str) -> Response:
    """Take a signature. The answer is the same for every address: the truth goes by mail to the mailbox's owner."""
    page = get_page(slug)
    if not is_open(page):
        return _show_end(page, GONE)
    form = new_sign_form(page)
    if request.form.get("step") == "other_address":
        form.email.data = ""
        form.renew_token()
        return _show_form(page, form, 200)
    if not form.validate():
        return _show_form(page, form, NOT_RIGHT_YET)
    if form.must_ask():
        form.propose_careful()
        return _show_form(page, form, NOT_RIGHT_YET, is_asking=True)
    return _store(page, form)


def _store(page: CampaignPage, form: SignForm) -> Response:
    try:
        sign_writer().sign(form.to_command(page))
    except CampaignNotOpenError:
        return _show_end(page, GONE)
    except CollectingStoppedError:
        return _show_form(page, form, CLOSED_FOR_NOW, is_stopped=True)
    return _show_check_mail(page, form)


def _show_form(
    page: CampaignPage, form: SignForm, status: int, *, is_asking: bool = False, is_stopped: bool = False
) -> Response:
    template = render_template("supporters/sign.html", page=page, form=form, is_asking=is_asking, is_stopped=is_stopped)
    return make_response(template, status)


def _show_end(page: CampaignPage, status: int) -> Response:
    return make_response(render_template("supporters/sign.html", page=page, form=None, is_asking=False), status)


def _show_check_mail(page: CampaignPage, form: SignForm) -> Response:
    """The page after a form that was right. It carries the same fields once more, so that it can be sent again."""
    kept = [(name, value) for name, value in request.form.items(multi=True) if name in form and name != "step"]
    return make_response(render_template("supporters/check_mail.html", page=page, email=form.email.data, kept=kept))
