"""The organisers' room: sign-in, reading cards, batches on their way to the post. All under /desk."""

from flask import Flask

from petition.web.organisers import batch_steps, batches, cards, dashboard, own_account, sign_in
from petition.web.organisers.account import init_accounts
from petition.web.organisers.room import csrf, organisers
from petition.web.organisers.session import DESK, init_session
from petition.web.organisers.throttle import init_throttle

__all__ = ["batch_steps", "batches", "cards", "dashboard", "init_organisers", "own_account", "sign_in"]


def init_organisers(app: Flask) -> None:
    """Open the room: sessions, accounts, throttle, form tokens, views."""
    init_session(app)
    init_accounts(app)
    init_throttle(app)
    app.config.update(
        WTF_CSRF_CHECK_DEFAULT=False,  # the room's guard asks; public forms have no session
        WTF_CSRF_SSL_STRICT=False,  # our pages send no referrer; petition.web.shared.origin asks where a form came from
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: an hour of reading cards must not be lost
    )
    csrf.init_app(app)
    app.register_blueprint(organisers, url_prefix=DESK)
