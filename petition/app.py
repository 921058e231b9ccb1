"""The composition root: settings become a Flask application. The only module that knows every part."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from petition.db import db, init_db
from petition.paths import STATIC, TEMPLATES
from petition.settings import Room, Settings, SettingsError, load_settings
from petition.usecases.context import make_hands
from petition.usecases.sign_writer import SignWriter
from petition.web.operations import init_operations
from petition.web.shared import init_shared
from petition.web.shared.page_cache import init_page_cache

PAGE_FRESH_S = 1.0
"""How long a public page is served from memory before it is renewed."""
MAX_BODY_BYTES = 1024 * 1024
"""No form of the public pages comes near it; uploads set their own limit."""


def create_app(settings: Settings | None = None) -> Flask:
    """The WSGI application, with the rooms that the settings name. Raises SettingsError."""
    settings = settings or load_settings()
    if not settings.secret_keys:
        raise SettingsError(
            "PETITION_SECRET_KEYS is missing. `make run` or `petition config init` makes one for development."
        )
    app = Flask("petition", template_folder=str(TEMPLATES), static_folder=str(STATIC))
    app.config.update(
        SECRET_KEY=settings.secret_keys[-1],
        SECRET_KEY_FALLBACKS=list(reversed(settings.secret_keys[:-1])),
        MAX_CONTENT_LENGTH=MAX_BODY_BYTES,
        SESSION_COOKIE_NAME="desk",
        SESSION_COOKIE_SECURE=settings.base_url.startswith("https://"),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        TEMPLATES_AUTO_RELOAD=not settings.is_production,
    )
    app.jinja_options = {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True}
    init_db(app, settings.database_url)
    with app.app_context():
        hands = app.extensions["petition"] = make_hands(settings, db.engine)
        app.extensions["petition.sign_writer"] = SignWriter(db.engine, hands)
    init_operations(app)
    init_shared(app, settings)
    _open_rooms(app, settings)
    init_page_cache(app, fresh_s=PAGE_FRESH_S)
    if settings.trusted_proxies:
        proxies = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies)  # type: ignore[method-assign] # Flask's own way
    return app


def _open_rooms(app: Flask, settings: Settings) -> None:
    """Import and register only the rooms that this process serves."""
    if Room.SUPPORTERS in settings.rooms:
        from petition.web.supporters import init_supporters  # noqa: PLC0415 - a room that is not served is not imported

        init_supporters(app)
    if Room.VOLUNTEERS in settings.rooms:
        from petition.web.volunteers import init_volunteers  # noqa: PLC0415 - the same

        init_volunteers(app)
    if Room.ORGANISERS in settings.rooms:
        from petition.web.organisers import init_organisers  # noqa: PLC0415 - the same

        init_organisers(app)
    if settings.has_demo_mailbox:
        from petition.web.mailbox import init_mailbox  # noqa: PLC0415 - the same

        init_mailbox(app)
