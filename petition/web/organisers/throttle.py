"""Ten tries to sign in within five minutes, for each account and for each source.

Nothing about the source is kept: a key is an HMAC under a secret that lives in this process's memory for a day. Addresses are
cut to the network that one household or office has (/24, /64), so a change of the last digits gives no new tries.

It counts with `limits`, the library inside Flask-Limiter, and leaves that one's hooks away: they would run on every public page.
"""

import hashlib
import hmac
import secrets
from datetime import date
from ipaddress import ip_address, ip_network

from flask import Flask, current_app, request
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from werkzeug.exceptions import TooManyRequests

from petition.adapters import clock

TRIES = parse("10 per 5 minutes")
NETWORK_BITS = {4: 24, 6: 64}


class DailyKeys:
    """Turns a text into a key that means nothing tomorrow."""

    def __init__(self) -> None:
        self._day: date | None = None
        self._salt = b""

    def make(self, kind: str, text: str) -> str:
        """A key for this text, the same all day in this process."""
        today = clock.today()
        if today != self._day:
            self._day, self._salt = today, secrets.token_bytes(32)
        return hmac.new(self._salt, f"{kind}\n{text}".encode(), hashlib.sha256).hexdigest()


def init_throttle(app: Flask) -> None:
    """Keep the counters of this process in memory."""
    app.extensions["petition.tries"] = (MovingWindowRateLimiter(MemoryStorage()), DailyKeys())


def count_try(account: str) -> None:
    """Count one try for this account and for this source. Raises TooManyRequests, which tells when to come again."""
    limiter, keys = current_app.extensions["petition.tries"]
    counted = (keys.make("account", account.strip().casefold()), keys.make("source", source_network()))
    if [key for key in counted if not limiter.hit(TRIES, key)]:
        raise TooManyRequests(retry_after=TRIES.get_expiry())


def source_network() -> str:
    """The network that the request comes from, as far as one household or office shares it."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    return str(ip_network((address, NETWORK_BITS[address.version]), strict=False))
