"""Locked down, no page is shown; read-only, what would be stored is answered with the page of a closed house."""

import threading
import time
from collections.abc import Set as AbstractSet

from flask import Flask, Response, request
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import ServiceUnavailable

from petition.domain.switches import Switch, stops_pages
from petition.queries.switches import read_switches
from petition.usecases.context import ReadOnlyError
from petition.web.shared.context import step_context
from petition.web.shared.errors import show_error

LOOK_EVERY_S = 1.0
TRY_AGAIN_S = 600
ALWAYS_OPEN = frozenset({"static", "supporters.health", "operations.ready", "operations.metrics"})


class _Seen:
    """The switches as this process saw them last: a read a second, however many requests come."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._until_s = 0.0
        self._on: AbstractSet[Switch] = frozenset()

    def read(self) -> AbstractSet[Switch]:
        """The switches, at most a second old. A database that is away says nothing about them."""
        with self._lock:
            if time.monotonic() >= self._until_s:
                try:
                    session = step_context().session
                    self._on = frozenset(read_switches(session))
                    session.rollback()
                except DBAPIError:
                    return self._on
                self._until_s = time.monotonic() + LOOK_EVERY_S
            return self._on


def init_lock(app: Flask) -> None:
    """Look before every request, and answer a step that was refused."""
    seen = _Seen()

    @app.before_request
    def refuse_while_locked_down() -> None:
        if request.endpoint not in ALWAYS_OPEN and stops_pages(seen.read()):
            raise ServiceUnavailable(retry_after=TRY_AGAIN_S)

    @app.errorhandler(ReadOnlyError)
    def show_closed(_error: ReadOnlyError) -> Response:
        return show_error(ServiceUnavailable(retry_after=TRY_AGAIN_S))
