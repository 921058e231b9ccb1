"""Secrets that never lie beside the data: peppers of address keys, and sealing to the organisation's public key.

* The *pepper* of a campaign turns a canonical e-mail address into an address key. It is a file in the secrets directory,
  which production keeps outside the data directory, so that a seized disk cannot be asked whether somebody signed.
  Destroying the file at the end of the campaign unlinks all address keys for ever.
* *Sealing* is age (X25519) to the organisation's public key. The private half is with the organisers, never on the server;
  they can open a sealed blob with the `age` tool alone.
"""

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

import pyrage

PEPPER_BYTES = 32


class PepperMissingError(Exception):
    """The campaign's pepper is not in the secrets directory: signing must stop rather than fall back."""


class PublicKeyError(ValueError):
    """Text that is not an age public key (`age1...`)."""


class PepperStore:
    """One file a campaign in the secrets directory, readable by the service alone."""

    def __init__(self, secrets_dir: Path) -> None:
        self._dir = secrets_dir / "peppers"
        self._cache: dict[str, bytes] = {}

    def create(self, campaign_public_id: str) -> None:
        """Make a pepper for a new campaign. Raises FileExistsError."""
        self._write(campaign_public_id, secrets.token_bytes(PEPPER_BYTES))

    def address_key(self, campaign_public_id: str, canonical_email: str) -> bytes:
        """The 32-byte key under which this address is known in this campaign. Raises PepperMissingError."""
        message = f"{campaign_public_id}\n{canonical_email}".encode()
        return hmac.new(self._load(campaign_public_id), message, hashlib.sha256).digest()

    def destroy(self, campaign_public_id: str) -> None:
        """Unlink all address keys of a campaign for ever."""
        self._cache.pop(campaign_public_id, None)
        self._path(campaign_public_id).unlink(missing_ok=True)

    def read_all(self) -> dict[str, bytes]:
        """All peppers by campaign, for a backup that is told to carry secrets."""
        return {path.name: path.read_bytes() for path in sorted(self._dir.glob("*"))}

    def has(self, campaign_public_id: str) -> bool:
        """True where the campaign's pepper is there, so that its signatures can go on."""
        return self._path(campaign_public_id).is_file()

    def put_back(self, campaign_public_id: str, pepper: bytes) -> None:
        """Restore a pepper that is not there. Raises FileExistsError."""
        self._write(campaign_public_id, pepper)

    def _load(self, campaign_public_id: str) -> bytes:
        pepper = self._cache.get(campaign_public_id)
        if pepper is None:
            try:
                pepper = self._path(campaign_public_id).read_bytes()
            except FileNotFoundError:
                raise PepperMissingError(f"no pepper for campaign {campaign_public_id}") from None
            self._cache[campaign_public_id] = pepper
        return pepper

    def _write(self, campaign_public_id: str, pepper: bytes) -> None:
        self._dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(self._path(campaign_public_id), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(pepper)
            file.flush()
            os.fsync(file.fileno())

    def _path(self, campaign_public_id: str) -> Path:
        return self._dir / campaign_public_id


def new_identity() -> tuple[str, str]:
    """A new age key pair as text: (private identity, public key)."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def check_public_key(public_key: str) -> str:
    """Return the key if it is an age public key. Raises PublicKeyError."""
    try:
        return str(pyrage.x25519.Recipient.from_str(public_key.strip()))
    except pyrage.RecipientError:
        raise PublicKeyError("not an age public key; it begins with age1") from None


def seal(public_key: str, fields: Mapping[str, str]) -> bytes:
    """Seal fields as JSON so that only the holder of the private key reads them. About 500 bytes, 60 us."""
    recipient = pyrage.x25519.Recipient.from_str(public_key)
    return bytes(pyrage.encrypt(json.dumps(dict(fields), ensure_ascii=False).encode(), [recipient]))


def open_sealed(identity: str, blob: bytes) -> dict[str, str]:
    """Open a sealed blob with the private identity, which only the organisers have."""
    fields = json.loads(pyrage.decrypt(blob, [pyrage.x25519.Identity.from_str(identity)]))
    return {str(key): str(value) for key, value in fields.items()}
