"""Hashing an organiser's password exactly as the organisers' room will verify it."""

from dataclasses import replace

import flask_security

from petition.app import create_app
from petition.cli.errors import CommandError
from petition.settings import Room, Settings

MIN_CHARACTERS = 12


def hash_password(settings: Settings, password: str) -> str:
    """Argon2id, by the application that will compare it. Raises CommandError for a short password."""
    if len(password) < MIN_CHARACTERS:
        raise CommandError(f"The password needs {MIN_CHARACTERS} characters or more; nothing was created.")
    app = create_app(replace(settings, rooms=frozenset({Room.ORGANISERS})))
    with app.app_context():
        return str(flask_security.hash_password(password))
