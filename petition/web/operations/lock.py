"""Locked down, no page is shown; read-only, what would be stored is answered with the page of a closed house."""

import logging
import threading
import time
from collections.abc import Set as AbstractSet
from contextlib import suppress

from flask import Flask, Response, request
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import ServiceUnavailable

from petition.adapters.logs import FIELDS
from petition.domain.switches import Switch, stops_pages
from petition.queries.switches import read_switches
from petition.usecases.context import ReadOnlyError
from petition.web.shared.context import step_context
from petition.web.shared.errors import show_error

log = logging.getLogger(__name__)

LOOK_EVERY_S = 1.0
TRY_AGAIN_S = 600
ALWAYS_OPEN = frozenset({"static", "supporters.health", "operations.ready", "operations.metrics"})


class _Seen:
    """The switches as this process saw them last: a read a second, however many requests come."""

    def __init__(self) -> None:
        self._looking = threading.Lock()
        self._until_s = 0.0
        self._on: AbstractSet[Switch] = frozenset()

    def read(self) -> AbstractSet[Switch]:
        """The switches, about a second old at most. While one thread looks, the others go on with what was seen last.

        A database that is away says nothing about them, and is not asked again before the next second.
        """
        session = step_context().session
        if time.monotonic() >= self._until_s and self._looking.acquire(blocking=False):
            try:
                self._until_s = time.monotonic() + LOOK_EVERY_S
                self._on = frozenset(read_switches(session))
            except DBAPIError:
                log.warning("the switches could not be read", extra={FIELDS: {"on": ",".join(self._on)}})
            finally:
                with suppress(DBAPIError):
                    session.rollback()
                self._looking.release()
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
