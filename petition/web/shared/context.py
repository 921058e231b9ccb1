"""The step's context for a request: the request's session and the process's hands."""

from typing import cast

from flask import current_app
from sqlalchemy.orm import Session

from petition.db import db
from petition.usecases.context import Context, Hands
from petition.usecases.sign_writer import SignWriter


def sign_writer() -> SignWriter:
    """The process's group commit: `sign_writer().sign(command)` returns after the signature is on the disk.

    Ends the request's reading transaction, so that nobody holds a connection while waiting for the writer.
    """
    db.session.rollback()
    writer: SignWriter = current_app.extensions["petition.sign_writer"]
    return writer


def step_context() -> Context:
    """What every use-case that a door calls is given."""
    hands: Hands = current_app.extensions["petition"]
    return Context(session=cast("Session", db.session()), hands=hands)
