"""The demo mailbox's pages, for development: what a supporter would find in the mailbox, with links that can be clicked.

The room is opened only where mails go to the built-in mailbox, and its guard asks again: in production it does not exist.
"""

from flask import Flask

from petition.web.mailbox.views import mailbox


def init_mailbox(app: Flask) -> None:
    """Open the room."""
    app.register_blueprint(mailbox, url_prefix="/mailbox")
