"""A form is taken only from our own pages. Needs no cookie.

Browsers tell where a request comes from: `Sec-Fetch-Site` (Fetch Metadata), else `Origin` (RFC 6454), else `Referer`.
Our pages send no referrer, and then browsers write `Origin: null`, also for a form of our own; over plain HTTP in an office
network `Sec-Fetch-Site` is missing as well. So "null" and silence (text browsers, mail providers' one-click unsubscribe) are
let in: public forms act for nobody who is signed in and carry a signed field, and the staff's forms carry a session-bound
token besides.
"""

from urllib.parse import urlsplit

from flask import Flask, abort, request

SAFE_METHODS = {"GET", "HEAD", "OPTIONS", "TRACE"}
OWN_SITES = {"same-origin", "none"}


def init_origin(app: Flask, base_url: str) -> None:
    """Check every request that may change something, before any room sees it."""
    own = origin_of(base_url)

    @app.before_request
    def refuse_strangers() -> None:
        if request.method not in SAFE_METHODS and not comes_from(own):
            abort(403)


def comes_from(own: str) -> bool:
    """Tell whether this request was started by a page of `own`, an origin like `https://sign.example.org`."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in OWN_SITES
    origin = request.headers.get("Origin", "null")
    if origin != "null":
        return origin_of(origin) == own
    referrer = request.headers.get("Referer")
    return referrer is None or origin_of(referrer) == own


def origin_of(url: str) -> str:
    """Scheme, host and port of a URL, in lower case."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()
