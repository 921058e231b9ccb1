"""Sessions live under the desk alone: everywhere else there is none, so no public page can set a cookie or vary by one."""

from datetime import timedelta

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

DESK = "/desk"
LIFETIME = timedelta(hours=12)
"""A working day. The cookie itself ends with the browser; this long after the sign-in the guard refuses it too."""


class DeskSessions(SecureCookieSessionInterface):
    """Signed cookies with the path of the desk."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session of a page of the desk; None elsewhere, which Flask turns into an empty one that keeps nothing."""
        if request.path != DESK and not request.path.startswith(f"{DESK}/"):
            return None
        return super().open_session(app, request)


def init_session(app: Flask) -> None:
    """Give the application these sessions."""
    app.session_interface = DeskSessions()
    app.config.update(SESSION_COOKIE_PATH=DESK, SESSION_REFRESH_EACH_REQUEST=False, PERMANENT_SESSION_LIFETIME=LIFETIME)
