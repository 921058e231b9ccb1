"""The access log: one line a request, by the name of its route. No path, since paths carry tokens; no address, no browser."""

import logging
import time

from flask import Flask, Response, g, request

from petition.adapters.logs import FIELDS

log = logging.getLogger("petition.access")
failures = logging.getLogger("petition.failure")


def init_access_log(app: Flask) -> None:
    """Time every request, write its line, and keep Flask from writing the path of one that failed."""
    app.before_request(_start)
    app.after_request(_write)
    app.log_exception = _log_exception  # type: ignore[method-assign] # Flask's own would write the path


def route_name() -> str:
    """The rule that matched, as `/confirm/<token>`; a dash where none did."""
    return request.url_rule.rule if request.url_rule is not None else "-"


def _start() -> None:
    g.started_s = time.perf_counter()


def _write(response: Response) -> Response:
    fields: dict[str, str | int | float] = {
        "method": request.method,
        "route": route_name(),
        "status": response.status_code,
        "ms": round((time.perf_counter() - g.get("started_s", time.perf_counter())) * 1000, 1),
    }
    log.info("request", extra={FIELDS: fields})
    return response


def _log_exception(exc_info: object) -> None:
    fields = {"method": request.method, "route": route_name()}
    failures.error("a request failed", exc_info=exc_info, extra={FIELDS: fields})  # type: ignore[arg-type] # Flask's triple
