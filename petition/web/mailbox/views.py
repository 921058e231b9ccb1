"""Showing the demo mailbox: the list, newest first, and one mail."""

import re
from dataclasses import dataclass

from flask import Blueprint, abort, render_template

from petition.adapters.mailbox import KeptMailMissingError, list_mails, read_mail
from petition.web.shared.context import step_context

mailbox = Blueprint("mailbox", __name__)
LONGEST_LIST = 200
_BLANK = re.compile(r"\n\s*\n")
_URL = re.compile(r"(https?://[^\s<>\"]+)")


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A run of a mail's text, which is a link or is not."""

    text: str
    is_link: bool


@mailbox.before_request
def only_in_development() -> None:
    """The room's guard: nobody reads mails where real people get them."""
    if not step_context().hands.settings.has_demo_mailbox:
        abort(404)


@mailbox.get("/")
def index() -> str:
    """The newest mails."""
    mails = list_mails(step_context().hands.settings.demo_mailbox_dir)
    return render_template("mailbox/index.html", mails=mails[:LONGEST_LIST])


@mailbox.get("/<mail_id>")
def show(mail_id: str) -> str:
    """One mail's text, with its links."""
    try:
        mail = read_mail(step_context().hands.settings.demo_mailbox_dir, mail_id)
    except KeptMailMissingError:
        abort(404)
    return render_template("mailbox/show.html", mail=mail, paragraphs=split_paragraphs(mail.text))


def split_paragraphs(text: str) -> list[list[Piece]]:
    """A mail's text as paragraphs of words and links."""
    return [split_links(part.strip()) for part in _BLANK.split(text) if part.strip()]


def split_links(text: str) -> list[Piece]:
    """The text cut at its links; put together again it is the same text."""
    parts = _URL.split(text)
    return [Piece(text=part, is_link=bool(index % 2)) for index, part in enumerate(parts) if part]
