"""The links that stand in mails. GET and HEAD show a page with one button and change nothing; the button acts."""

from flask import Response, abort, make_response, redirect, render_template, url_for

from petition.queries.campaigns import get_text
from petition.usecases.confirm import ConfirmLink, LinkState, confirm, confirm_card, read_card_link, read_confirm_link
from petition.usecases.withdraw import find_withdrawable, withdraw
from petition.web.shared.context import step_context
from petition.web.shared.locale import current_language, prefer_language
from petition.web.supporters.room import supporters

GONE = 410
SEE_OTHER = 303
_GOOD = {LinkState.READY, LinkState.DONE}


@supporters.get("/confirm/<token>")
def confirm_page(token: str) -> Response:
    """What the link would confirm, with a button; or in calm words what has become of it."""
    return _show("supporters/confirm.html", read_confirm_link(step_context(), token))


@supporters.post("/confirm/<token>")
def confirm_signature(token: str) -> Response:
    """Count the signature. A second press finds it counted and is thanked as well."""
    return _thank("supporters/confirm.html", confirm(step_context(), token))


@supporters.get("/confirm-card/<token>")
def confirm_card_page(token: str) -> Response:
    """The greeting as it was written, with a button; or in calm words what has become of it."""
    return _show("supporters/confirm_card.html", read_card_link(step_context(), token))


@supporters.post("/confirm-card/<token>")
def confirm_greeting(token: str) -> Response:
    """Let the card go on to its readers."""
    return _thank("supporters/confirm_card.html", confirm_card(step_context(), token))


@supporters.get("/withdraw/<token>")
def withdraw_page(token: str) -> Response:
    """What would be deleted, with a button."""
    signature = find_withdrawable(step_context(), token)
    if signature is None:
        return make_response(render_template("supporters/withdrawn.html"), GONE)
    found = ConfirmLink(state=LinkState.READY, signature=signature)
    return _show("supporters/withdraw.html", found)


@supporters.post("/withdraw/<token>")
def withdraw_signature(token: str) -> Response:
    """Take the signature back and say so; once more finds nothing left."""
    state = withdraw(step_context(), token)
    return make_response(render_template("supporters/withdrawn.html"), 200 if state is LinkState.READY else GONE)


def _show(template: str, link: ConfirmLink) -> Response:
    words = None
    if link.signature is not None:
        prefer_language(link.signature.language)
        words = get_text(step_context().session, link.signature.campaign, current_language())
    status = 200 if link.state in _GOOD else GONE
    return make_response(render_template(template, link=link, words=words), status)


def _thank(template: str, link: ConfirmLink) -> Response:
    if link.state not in _GOOD:
        return _show(template, link)
    if link.signature is None:
        abort(404)
    address = url_for("supporters.thank_you", slug=link.signature.campaign.slug)
    return make_response(redirect(address, SEE_OTHER))
