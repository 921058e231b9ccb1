"""The composition root: settings become a Flask application. The only module that knows every part."""

from flask import Flask
from flask_migrate import Migrate
from sqlalchemy import Engine

from petition.adapters.files import FileStore
from petition.adapters.keys import PepperStore
from petition.adapters.mail import Mailer
from petition.adapters.queue import JobQueue
from petition.adapters.tokens import TokenMaker
from petition.db import db, init_db
from petition.paths import MIGRATIONS, STATIC, TEMPLATES
from petition.settings import Room, Settings, SettingsError, load_settings
from petition.usecases.context import Hands
from petition.web.shared import init_shared

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
    Migrate(app, db, directory=str(MIGRATIONS), render_as_batch=True)
    with app.app_context():
        app.extensions["petition"] = make_hands(settings, db.engine)
    init_shared(app, settings)
    _open_rooms(app, settings)
    return app


def make_hands(settings: Settings, engine: Engine) -> Hands:
    """The process's hands; a worker makes them without an application."""
    return Hands(
        settings=settings,
        tokens=TokenMaker(settings.secret_keys),
        peppers=PepperStore(settings.secrets_dir),
        files=FileStore(settings.files_url),
        queue=JobQueue(engine),
        mailer=Mailer(settings.smtp_url),
    )


def _open_rooms(app: Flask, settings: Settings) -> None:
    """Import and register only the rooms that this process serves."""
    if Room.SUPPORTERS in settings.rooms:
        from petition.web.supporters import init_supporters

        init_supporters(app)
    if Room.VOLUNTEERS in settings.rooms:
        from petition.web.volunteers import init_volunteers

        init_volunteers(app)
    if Room.ORGANISERS in settings.rooms:
        from petition.web.organisers import init_organisers

        init_organisers(app)
