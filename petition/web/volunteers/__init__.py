"""The volunteers' room: lines of paper sheets come in by a link, and nothing goes out by it."""

from flask import Flask

from petition.web.volunteers import street  # noqa: F401 - importing opens the door
from petition.web.volunteers.room import volunteers


def init_volunteers(app: Flask) -> None:
    """Open the room."""
    app.register_blueprint(volunteers)
