"""Hashing an organiser's password exactly as the organisers' room will verify it."""

from dataclasses import replace

import flask_security

from petition.app import create_app
from petition.domain.passwords import normal_password
from petition.settings import Room, Settings


def hash_password(settings: Settings, password: str) -> str:
    """Argon2id, by the application that will compare it."""
    app = create_app(replace(settings, rooms=frozenset({Room.ORGANISERS})))
    with app.app_context():
        return str(flask_security.hash_password(normal_password(password)))
