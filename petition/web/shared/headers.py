"""Security headers on every answer, and how long it may be kept.

Rule: nothing is stored or indexed, unless a view says that its page is the same for everybody (`public_page`).
Sources of facts: Content Security Policy Level 3, Fetch Metadata, RFC 9110 (ETag, Vary), RFC 6797 (HSTS).
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import Flask, Response, g, request

P = ParamSpec("P")
R = TypeVar("R")

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
"""`data:` is for card previews without script, which are pictures inside the page."""

FIXED = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
ONE_YEAR_S = 365 * 24 * 60 * 60


def init_headers(app: Flask, base_url: str) -> None:
    """Put the headers on every answer of the application."""
    app.context_processor(lambda: {"is_public_page": "public_max_age_s" in g})

    @app.after_request
    def add_headers(response: Response) -> Response:
        response.headers.update(FIXED)
        response.headers["Content-Security-Policy"] = _policy()
        if base_url.startswith("https://"):
            response.headers["Strict-Transport-Security"] = f"max-age={ONE_YEAR_S}"
        return _limit_keeping(response)


def public_page(*, max_age_s: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Decorate a view whose page is the same for everybody: caches may keep it `max_age_s` seconds, engines may list it.

    The page gets an ETag and varies by language alone, so nothing of the visitor may stand in it. An answer other than 200
    stays private.
    """

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def marked(*args: P.args, **kwargs: P.kwargs) -> R:
            g.public_max_age_s = max_age_s
            return view(*args, **kwargs)

        return marked

    return decorate


def allow_source(directive: str, source: str) -> None:
    """Widen the policy of this one answer: `allow_source("connect-src", "'self'")` for a page that fetches."""
    extra: dict[str, str] = g.setdefault("allowed_sources", {})
    extra[directive] = f"{extra.get(directive, POLICY.get(directive, ''))} {source}".strip()


def _policy() -> str:
    policy = POLICY | g.get("allowed_sources", {})
    return "; ".join(f"{directive} {sources}" for directive, sources in policy.items())


def _limit_keeping(response: Response) -> Response:
    if request.endpoint == "static" and response.status_code in {200, 304}:
        return response
    response.vary.add("Accept-Language")
    is_public = "public_max_age_s" in g and request.method in {"GET", "HEAD"} and response.status_code == 200
    if not is_public:
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex"
        return response
    response.headers["Cache-Control"] = f"public, max-age={g.public_max_age_s}"
    if not response.is_streamed:
        response.add_etag()
    response.make_conditional(request)
    return response
