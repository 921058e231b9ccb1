"""The access log: one line a request, by the name of its route. No path, since paths carry tokens; no address, no browser."""

import logging
import time

from flask import Flask, Response, current_app, g, request

from petition.adapters.logs import FIELDS
from petition.web.operations.counting import RequestCounts

log = logging.getLogger("petition.access")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
failures = logging.getLogger("petition.failure")


def init_access_log(app: Flask) -> None:
    """Time every request, write its line, and keep Flask from writing the path of one that failed."""
    app.extensions["petition.request_counts"] = RequestCounts()
    app.before_request(_start)
    app.after_request(_write)
    app.log_exception = _log_exception  # type: ignore[method-assign] # Flask's own would write the path


def route_name() -> str:
    """The rule that matched, as `/confirm/<token>`; a dash where none did."""
    return request.url_rule.rule if request.url_rule is not None else "-"


def known_method() -> str:
    """The method, or a dash for words that a stranger made up."""
    return request.method if request.method in METHODS else "-"


def request_counts(app: Flask) -> RequestCounts:
    """The counts of this application in this process."""
    counts: RequestCounts = app.extensions["petition.request_counts"]
    return counts


def _start() -> None:
    g.started_s = time.perf_counter()


def _write(response: Response) -> Response:
    seconds = time.perf_counter() - g.get("started_s", time.perf_counter())
    method, route, status = known_method(), route_name(), response.status_code
    request_counts(current_app).add((method, route, status), seconds)
    fields = {"method": method, "route": route, "status": status, "ms": round(seconds * 1000, 1)}
    log.info("request", extra={FIELDS: fields})
    return response


def _log_exception(exc_info: object) -> None:
    fields = {"method": known_method(), "route": route_name()}
    failures.error("a request failed", exc_info=exc_info, extra={FIELDS: fields})  # type: ignore[arg-type] # Flask's triple
