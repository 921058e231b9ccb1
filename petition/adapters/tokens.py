"""Signed tokens: one purpose, one salt, one age; no personal data inside; bound to the state of their row.

A token carries `[public_id, version]`. Every step of the row adds one to its version, so a token dies with the state that
it was made for. The newest key (the last of the list) signs, all verify. The payload can be read by anybody and tells
nothing. Lengths and rules: docs/security.md.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from itsdangerous import BadSignature, URLSafeTimedSerializer

from petition.adapters import clock


class Purpose(StrEnum):
    """What a token is for; a token of one purpose is worthless for another."""

    CONFIRM = "confirm"
    CONFIRM_CARD = "confirm-card"
    WITHDRAW = "withdraw"
    SIGN_IN = "sign-in"
    FORM = "form"


MAX_AGE = {
    Purpose.CONFIRM: timedelta(days=30),
    Purpose.CONFIRM_CARD: timedelta(days=30),
    Purpose.WITHDRAW: timedelta(days=3650),
    Purpose.SIGN_IN: timedelta(minutes=30),
    Purpose.FORM: timedelta(days=2),
}


class TokenError(Exception):
    """A token that is forged, of another purpose, or unreadable."""


class TokenExpired(TokenError):  # noqa: N818 - says what happened
    """A genuine token that is too old; carries what it named."""

    def __init__(self, claim: "Claim") -> None:
        super().__init__("expired")
        self.claim = claim


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What a verified token names: a row by its public id, in one version."""

    public_id: str
    version: int


def new_public_id() -> str:
    """A random id of 96 bits for rows that the public may name; tells neither order nor size."""
    return secrets.token_urlsafe(12)


def new_secret() -> str:
    """A random secret of 256 bits, for keys and links."""
    return secrets.token_urlsafe(32)


class TokenMaker:
    """Makes and reads tokens under a list of keys."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        self._serializers = {
            purpose: URLSafeTimedSerializer(
                list(keys),
                salt=f"petition.{purpose}",
                signer_kwargs={"digest_method": hashlib.sha256, "key_derivation": "hmac"},
            )
            for purpose in Purpose
        }

    def make(self, purpose: Purpose, public_id: str, version: int) -> str:
        """A token for this row in this version, about 75 characters, safe in a URL."""
        return str(self._serializers[purpose].dumps([public_id, version]))

    def read(self, purpose: Purpose, token: str) -> Claim:
        """What the token names. Raises TokenExpired, TokenError.

        A token that seems to come from the future is as good as a fresh one: our key made it, so the clock was set back.
        """
        try:
            payload, made_at = self._serializers[purpose].loads(token, return_timestamp=True)
            public_id, version = payload
            claim = Claim(public_id=str(public_id), version=int(version))
        except (BadSignature, ValueError, TypeError):
            raise TokenError("unreadable") from None
        if clock.now() - made_at > MAX_AGE[purpose]:
            raise TokenExpired(claim)
        return claim
