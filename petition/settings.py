"""The service's settings: one frozen value, read once from `PETITION_*` variables.

Each variable may instead be given as a file by adding `_FILE` to its name (`PETITION_SECRET_KEYS_FILE=/run/secrets/keys`),
so that secrets need not stand in an environment. A wrong value raises `SettingsError`, whose text names the variable and
says what to do. `docs/settings.md` has a line for each; a test compares.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

PREFIX = "PETITION_"


class SettingsError(Exception):
    """A setting that is missing or wrong; the text names it and tells what to do."""


class Profile(StrEnum):
    """How careful the service is about its own settings."""

    DEVELOPMENT = "development"  # makes its own secrets under the data directory, shows the demo mailbox
    PRODUCTION = "production"  # refuses to start without secrets of its own


class Room(StrEnum):
    """The doors that one process can serve; several processes may divide them."""

    SUPPORTERS = "supporters"
    VOLUNTEERS = "volunteers"
    ORGANISERS = "organisers"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that an installation can choose. Directories are absolute."""

    profile: Profile
    data_dir: Path
    secrets_dir: Path
    database_url: str
    files_url: str
    base_url: str
    listen: str
    smtp_url: str
    mail_from: str
    secret_keys: tuple[str, ...]
    rooms: frozenset[Room]
    trusted_proxies: int
    log_level: str
    metrics_token: str

    @property
    def is_production(self) -> bool:
        """True where missing secrets stop the start."""
        return self.profile is Profile.PRODUCTION

    @property
    def listen_address(self) -> tuple[str, int]:
        """Host and port of the embedded web server."""
        host, _, port = self.listen.rpartition(":")
        return host.strip("[]"), int(port)

    @property
    def demo_mailbox_dir(self) -> Path:
        """Where the built-in development mail server keeps what it took, one `.eml` a mail."""
        return self.data_dir / "mailbox"

    @property
    def has_demo_mailbox(self) -> bool:
        """True where mails go to the built-in mailbox, which `petition serve` starts (development only)."""
        return not self.is_production and self.smtp_url.startswith(DEMO_SCHEME)


DEMO_SCHEME = "demo://"
"""The scheme of the built-in mailbox's address: a server of ours, never to be taken for somebody's real one."""
DEMO_SMTP_URL = f"{DEMO_SCHEME}127.0.0.1:8025"
NAMES = (
    "PROFILE",
    "DATA_DIR",
    "SECRETS_DIR",
    "DATABASE_URL",
    "FILES_URL",
    "BASE_URL",
    "LISTEN",
    "SMTP_URL",
    "MAIL_FROM",
    "SECRET_KEYS",
    "ROOMS",
    "TRUSTED_PROXIES",
    "LOG_LEVEL",
    "METRICS_TOKEN",
)


class _Reader:
    """Takes values out of an environment and complains about names that nobody knows."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        known = {PREFIX + name for name in NAMES} | {f"{PREFIX}{name}_FILE" for name in NAMES}
        for key in environ:
            if key.startswith(PREFIX) and key not in known and not key.startswith(f"{PREFIX}TEST_"):
                raise SettingsError(f"{key} is not a setting. Known: {', '.join(PREFIX + n for n in NAMES)}.")

    def find(self, name: str) -> str | None:
        key = PREFIX + name
        plain, file = self._environ.get(key), self._environ.get(f"{key}_FILE")
        if plain is not None and file is not None:
            raise SettingsError(f"{key} and {key}_FILE are both set: keep one.")
        if file is None:
            return plain
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise SettingsError(f"{key}_FILE: cannot read {file}: {error.strerror}.") from None

    def text(self, name: str, default: str) -> str:
        return self.find(name) or default


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment. Raises SettingsError."""
    read = _Reader(os.environ if environ is None else environ)
    profile = _profile(read.text("PROFILE", "development"))
    data_dir = Path(read.text("DATA_DIR", "var")).absolute()
    listen = _listen(read.text("LISTEN", "127.0.0.1:8000"))
    secrets_dir = Path(read.text("SECRETS_DIR", str(data_dir / "secrets"))).absolute()
    settings = Settings(
        profile=profile,
        data_dir=data_dir,
        secrets_dir=secrets_dir,
        database_url=_database_url(read.text("DATABASE_URL", f"sqlite:///{data_dir / 'petition.sqlite3'}")),
        files_url=_files_url(read.text("FILES_URL", f"file://{data_dir / 'files'}")),
        base_url=_base_url(read.text("BASE_URL", f"http://{listen}")),
        listen=listen,
        smtp_url=_smtp_url(read.text("SMTP_URL", DEMO_SMTP_URL)),
        mail_from=read.text("MAIL_FROM", "noreply@localhost"),
        secret_keys=_secret_keys(read, profile, secrets_dir),
        rooms=_rooms(read.text("ROOMS", ",".join(Room))),
        trusted_proxies=_whole_number("TRUSTED_PROXIES", read.text("TRUSTED_PROXIES", "0")),
        log_level=_log_level(read.text("LOG_LEVEL", "INFO")),
        metrics_token=_metrics_token(read.text("METRICS_TOKEN", "")),
    )
    if settings.is_production:
        _refuse_unsafe(settings, read)
    return settings


def _refuse_unsafe(settings: Settings, read: _Reader) -> None:
    for name in ("BASE_URL", "SMTP_URL", "MAIL_FROM", "SECRETS_DIR"):
        if not read.find(name):
            raise SettingsError(f"{PREFIX}{name} must be set in the production profile.")
    if settings.smtp_url.startswith(DEMO_SCHEME):
        raise SettingsError(
            f"{PREFIX}SMTP_URL: the demo mailbox delivers nothing; production needs a real mail server."
        )
    if settings.secrets_dir.is_relative_to(settings.data_dir):
        raise SettingsError(
            f"{PREFIX}SECRETS_DIR must lie outside {PREFIX}DATA_DIR ({settings.data_dir}): "
            "a stolen data disk must not carry the keys."
        )


def _profile(value: str) -> Profile:
    try:
        return Profile(value)
    except ValueError:
        raise SettingsError(f"{PREFIX}PROFILE is {value!r}; choose one of: {', '.join(Profile)}.") from None


def _rooms(value: str) -> frozenset[Room]:
    try:
        rooms = frozenset(Room(part.strip()) for part in value.split(",") if part.strip())
    except ValueError:
        raise SettingsError(f"{PREFIX}ROOMS is {value!r}; give a list of: {', '.join(Room)}.") from None
    if not rooms:
        raise SettingsError(f"{PREFIX}ROOMS is empty; give a list of: {', '.join(Room)}.")
    return rooms


def _secret_keys(read: _Reader, profile: Profile, secrets_dir: Path) -> tuple[str, ...]:
    """Keys for tokens, oldest first: the newest, last, signs; all verify."""
    value = read.find("SECRET_KEYS")
    file = secrets_dir / "secret-keys"
    if value is None and profile is Profile.DEVELOPMENT and file.is_file():
        value = file.read_text(encoding="utf-8").strip()
    if value is None:
        if profile is Profile.DEVELOPMENT:
            return ()
        raise SettingsError(
            f"{PREFIX}SECRET_KEYS is missing. Make one with `petition config new-key` and keep it outside the data "
            "directory. Several, separated by commas, oldest first: the last signs, all verify."
        )
    keys = tuple(part.strip() for part in value.replace("\n", ",").split(",") if part.strip())
    if not keys or any(len(key) < 32 for key in keys):
        raise SettingsError(
            f"{PREFIX}SECRET_KEYS: each key needs 32 characters or more; `petition config new-key` makes one."
        )
    return keys


def _database_url(value: str) -> str:
    if value.startswith("postgres://"):
        value = "postgresql://" + value.removeprefix("postgres://")
    if value.startswith("postgresql://"):
        value = "postgresql+psycopg://" + value.removeprefix("postgresql://")
    if not value.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise SettingsError(
            f"{PREFIX}DATABASE_URL must begin with sqlite:/// or postgresql://, found {value.partition(':')[0]!r}."
        )
    return value


def _files_url(value: str) -> str:
    if not value.startswith(("file:///", "s3://")):
        raise SettingsError(f"{PREFIX}FILES_URL must begin with file:/// or s3://, found {value!r}.")
    return value


def _base_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path not in {"", "/"}:
        raise SettingsError(f"{PREFIX}BASE_URL must look like https://sign.example.org, found {value!r}.")
    return value.rstrip("/")


def _smtp_url(value: str) -> str:
    try:
        parts = urlsplit(value)
        has_port = parts.port is not None
    except ValueError:  # a port that is no port
        parts, has_port = urlsplit(""), False
    schemes = {"smtp", "smtp+starttls", "smtps"} | ({"demo"} if has_port else set())
    if parts.scheme not in schemes or not parts.hostname:
        raise SettingsError(
            f"{PREFIX}SMTP_URL must look like smtp+starttls://user:password@mail.example.org:587 "
            "(schemes: smtp, smtp+starttls, smtps)."
        )
    return value


def _listen(value: str) -> str:
    host, _, port = value.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise SettingsError(f"{PREFIX}LISTEN must be host:port with a port from 1 to 65535, found {value!r}.")
    return value


def _whole_number(name: str, value: str) -> int:
    if not value.isdigit():
        raise SettingsError(f"{PREFIX}{name} must be a whole number, found {value!r}.")
    return int(value)


def _log_level(value: str) -> str:
    levels = ("DEBUG", "INFO", "WARNING", "ERROR")
    if value.upper() not in levels:
        raise SettingsError(f"{PREFIX}LOG_LEVEL is {value!r}; choose one of: {', '.join(levels)}.")
    return value.upper()


def _metrics_token(value: str) -> str:
    if value and len(value) < 16:
        raise SettingsError(f"{PREFIX}METRICS_TOKEN needs 16 characters or more; `petition config new-key` makes one.")
    return value
