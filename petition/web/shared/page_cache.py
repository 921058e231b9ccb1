"""Public pages as bytes in the process: answered before Flask sees the request, renewed at most once a second.

Only what `headers.public_page` marked is kept: it is the same for everybody who asks in the same language. A page that has
grown old is renewed by one thread while the others still serve the old bytes, so a crowd costs one rendering a second.
Nothing about a visitor is in the key but the language wish, which the page varies by anyway.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from flask import Flask

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PAGES = 512
"""Pages kept at most: campaigns x languages; the one that was asked for least lately goes."""
LONGEST_BODY = 512 * 1024
NOT_MODIFIED_HEADERS = {"cache-control", "content-location", "date", "etag", "expires", "vary"}
"""What RFC 9110 wants with a 304, in lower case."""
CONFIG_KEY = "PAGE_CACHE_S"

Key = tuple[str, str, str]


@runtime_checkable
class SupportsClose(Protocol):
    """An answer that wants to be closed."""

    def close(self) -> None:
        """Free what it holds."""


@dataclass(frozen=True)
class _Page:
    headers: list[tuple[str, str]]
    body: bytes
    etag: str
    made_s: float


class PageCache:
    """WSGI middleware. `app.config["PAGE_CACHE_S"]` seconds a page is fresh; 0 switches it off."""

    def __init__(self, app: Flask, inner: "WSGIApplication") -> None:
        self._app = app
        self._inner = inner
        self._pages: OrderedDict[Key, _Page] = OrderedDict()
        self._lock = threading.Lock()
        self._renewing: set[Key] = set()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer from memory, or let Flask answer and keep what may be kept."""
        fresh_s = self._app.config[CONFIG_KEY]
        if not fresh_s or not _may_be_for_everybody(environ):
            return self._inner(environ, start_response)
        key = (environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", ""), environ.get("HTTP_ACCEPT_LANGUAGE", ""))
        page = self._pages.get(key)
        if page is None or (time.monotonic() - page.made_s > fresh_s and self._may_renew(key)):
            if environ["REQUEST_METHOD"] == "HEAD":
                self._renewing.discard(key)
                return self._inner(environ, start_response)
            try:
                return self._render(key, environ, start_response)
            finally:
                self._renewing.discard(key)
        return _answer(page, environ, start_response)

    def _may_renew(self, key: Key) -> bool:
        with self._lock:
            if key in self._renewing:
                return False
            self._renewing.add(key)
            return True

    def _render(self, key: Key, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Let Flask answer; keep the page if it is for everybody, and answer from it."""
        status, headers = "", []

        def capture(
            new_status: str, new_headers: list[tuple[str, str]], _exc_info: object = None
        ) -> Callable[[bytes], object]:
            nonlocal status, headers
            status, headers = new_status, new_headers
            return _no_write

        plain = {name: value for name, value in environ.items() if name not in {"HTTP_IF_NONE_MATCH", "HTTP_RANGE"}}
        answer = self._inner(plain, capture)
        values = {name.lower(): value for name, value in headers}
        is_public = status.startswith("200") and values.get("cache-control", "").startswith("public")
        is_small = 0 < int(values.get("content-length", 0)) <= LONGEST_BODY
        if not (is_public and is_small and "etag" in values and "set-cookie" not in values):
            self._forget(key)
            start_response(status, headers)
            return answer
        try:
            body = b"".join(answer)
        finally:
            if isinstance(answer, SupportsClose):
                answer.close()
        page = _Page(headers, body, values["etag"], time.monotonic())
        self._keep(key, page)
        return _answer(page, environ, start_response)

    def _keep(self, key: Key, page: _Page) -> None:
        with self._lock:
            self._pages[key] = page
            self._pages.move_to_end(key)
            while len(self._pages) > PAGES:
                self._pages.popitem(last=False)

    def _forget(self, key: Key) -> None:
        with self._lock:
            self._pages.pop(key, None)


def _may_be_for_everybody(environ: "WSGIEnvironment") -> bool:
    """A page asked for without a session; static files have their own way."""
    return (
        environ["REQUEST_METHOD"] in {"GET", "HEAD"}
        and "HTTP_COOKIE" not in environ
        and not environ.get("PATH_INFO", "").startswith("/static/")
    )


def _no_write(_data: bytes) -> None:
    raise RuntimeError("the application must not use WSGI's write()")


def init_page_cache(app: Flask, *, fresh_s: float) -> None:
    """Put the cache before the application; call it before proxies are believed, since it looks at no address."""
    app.config[CONFIG_KEY] = fresh_s
    app.wsgi_app = PageCache(app, app.wsgi_app)  # type: ignore[method-assign] # Flask's own way


def _answer(page: _Page, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    wanted = environ.get("HTTP_IF_NONE_MATCH")
    if wanted is not None and page.etag in {tag.strip().removeprefix("W/") for tag in wanted.split(",")}:
        start_response("304 NOT MODIFIED", [pair for pair in page.headers if pair[0].lower() in NOT_MODIFIED_HEADERS])
        return []
    start_response("200 OK", list(page.headers))
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [page.body]
