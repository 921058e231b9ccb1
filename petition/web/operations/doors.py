"""`/readyz` for load balancers, `/metrics` for Prometheus. Figures are told to this machine or to the bearer of the token."""

import hmac
from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, current_app, jsonify, request

from petition.queries.health import Health, count_confirmed, read_health
from petition.web.operations.access_log import request_counts
from petition.web.operations.exposition import CONTENT_TYPE, Figure, expose
from petition.web.shared.context import step_context

operations = Blueprint("operations", __name__)


@operations.get("/readyz")
def ready() -> tuple[Response, int]:
    """Whether this process can do its work: 200, or 503 where the database cannot be written."""
    health = read_health(step_context().session)
    answer: dict[str, object] = {"ready": health.is_writable}
    if may_see_figures():
        answer |= {"oldest_mail_s": health.oldest_mail_s, "jobs_waiting": dict(health.jobs_waiting)}
    return jsonify(answer), 200 if health.is_writable else 503


@operations.get("/metrics")
def metrics() -> Response:
    """Figures of the service and of this process. 404 for everybody who may not see them."""
    if not may_see_figures():
        abort(404)
    session = step_context().session
    health = read_health(session)
    confirmed = count_confirmed(session) if health.is_writable else {}
    text = expose([*_service_figures(health), _confirmed_figure(confirmed), *_request_figures()])
    return Response(text, content_type=CONTENT_TYPE)


def may_see_figures() -> bool:
    """True for the token's bearer; without a token, for programs on this machine that no proxy stands before."""
    token: str = step_context().hands.settings.metrics_token
    if token:
        return hmac.compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {token}".encode())
    is_forwarded = any(
        name.lower().startswith("x-forwarded") or name in {"Forwarded", "Via"} for name, _ in request.headers
    )
    return (
        not is_forwarded and _is_loopback(request.remote_addr) and _is_loopback(urlsplit(f"//{request.host}").hostname)
    )


def _is_loopback(host: str | None) -> bool:
    """A proxy on this machine would also come from loopback, but ask for the public host."""
    try:
        return host == "localhost" or ip_address(host or "").is_loopback
    except ValueError:
        return False


def _service_figures(health: Health) -> Iterator[Figure]:
    yield Figure(
        name="petition_database_writable",
        kind="gauge",
        explanation="1 where a row could be written.",
        samples=[({}, int(health.is_writable))],
    )
    yield Figure(
        name="petition_oldest_mail_seconds",
        kind="gauge",
        explanation="Age of the mail that waits longest.",
        samples=[({}, health.oldest_mail_s)],
    )
    yield Figure(
        name="petition_jobs_waiting",
        kind="gauge",
        explanation="Jobs that wait or are under way.",
        samples=[({"queue": queue}, number) for queue, number in sorted(health.jobs_waiting.items())],
    )


def _confirmed_figure(confirmed: Mapping[str, int]) -> Figure:
    return Figure(
        name="petition_signatures_confirmed",
        kind="gauge",
        explanation="Confirmed signatures, as the campaign's page tells them.",
        samples=[({"campaign": slug}, number) for slug, number in confirmed.items()],
    )


def _request_figures() -> Iterator[Figure]:
    sums = [
        ({"method": method, "route": route, "status": str(status)}, total)
        for (method, route, status), total in request_counts(current_app).read().items()
    ]
    yield Figure(
        name="petition_http_requests_total",
        kind="counter",
        explanation="Requests that this process answered.",
        samples=[(labels, total.number) for labels, total in sums],
    )
    yield Figure(
        name="petition_http_request_seconds_total",
        kind="counter",
        explanation="Seconds that this process spent on them.",
        samples=[(labels, round(total.seconds, 6)) for labels, total in sums],
    )
