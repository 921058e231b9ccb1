"""Error pages: calm words that say what to do, in the reader's language. They need neither database nor session."""

import sys
from dataclasses import dataclass

from flask import Flask, Response, current_app, jsonify, make_response, render_template, request
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from petition.adapters.database import is_disk_full


@dataclass(frozen=True, kw_only=True)
class ErrorWords:
    """A heading, and what to do."""

    heading: LazyString
    advice: LazyString


WORDS = {
    400: ErrorWords(
        heading=_l("We could not read this request"),
        advice=_l("Something was missing or damaged on the way. Go back, load the page again and try once more."),
    ),
    403: ErrorWords(
        heading=_l("This is not open to you"),
        advice=_l(
            "If you pressed a button: go back, load the page again and press it once more. If you work with us, sign in."
        ),
    ),
    404: ErrorWords(
        heading=_l("There is no page here"),
        advice=_l(
            "Check the address, or if the link came by e-mail, copy the whole line. The page may have been taken down."
        ),
    ),
    405: ErrorWords(
        heading=_l("This address does not open like that"),
        advice=_l("Go back to the page with the form and use its button."),
    ),
    410: ErrorWords(
        heading=_l("This link has done its work"),
        advice=_l("It was used, it is too old, or what it led to was deleted. You need do nothing more."),
    ),
    413: ErrorWords(
        heading=_l("That was too large"),
        advice=_l("Shorten the text or choose a smaller picture, and send it again."),
    ),
    422: ErrorWords(
        heading=_l("Something in the form is not right yet"),
        advice=_l("Go back, look at what you filled in and send it again."),
    ),
    429: ErrorWords(
        heading=_l("Too many tries in a short time"),
        advice=_l("Wait a few minutes, then try again. What you did before is kept."),
    ),
    500: ErrorWords(
        heading=_l("Something went wrong on our side"),
        advice=_l("It is not your fault. Try again in a few minutes; what was confirmed before is safe."),
    ),
    503: ErrorWords(
        heading=_l("We are closed for a moment"),
        advice=_l("We are working on the service. Try again in a few minutes."),
    ),
}
DISK_FULL = ErrorWords(
    heading=_l("Nothing was recorded"),
    advice=_l("We have no room left to keep what you sent. Try again in an hour; what was confirmed before is safe."),
)
TRY_AGAIN_S = 600


def init_errors(app: Flask) -> None:
    """Answer every HTTP error with a page, or with JSON where the caller prefers it."""
    app.register_error_handler(HTTPException, show_error)
    app.register_error_handler(OperationalError, show_database_error)


def show_error(error: HTTPException) -> Response:
    """The page of an error; headers that belong to it (Allow, Retry-After) stay."""
    if error.response is not None:
        return make_response(error.response)
    code = error.code or 500
    words = WORDS.get(code) or WORDS[500 if code >= 500 else 400]
    response = make_response(_answer(code, words), code)
    for name, value in error.get_headers():
        if name.lower() not in {"content-type", "content-length"}:
            response.headers[name] = value
    return response


def show_database_error(error: OperationalError) -> Response:
    """The database is away or full: a page that needs none. Only of a full disk it is certain that nothing was recorded."""
    current_app.log_exception(sys.exc_info())
    response = make_response(_answer(503, DISK_FULL if is_disk_full(error) else WORDS[503]), 503)
    response.headers["Retry-After"] = str(TRY_AGAIN_S)
    return response


def _answer(code: int, words: ErrorWords) -> Response:
    accepted = request.accept_mimetypes
    if request.path.endswith(".json") or accepted["application/json"] > accepted["text/html"]:
        return jsonify(error=code, message=str(words.heading))
    return make_response(render_template("errors/error.html", words=words))
