"""Putting an installation into one encrypted file while it works: rows of one instant, stored files, and secrets if asked.

A backup without secrets cannot be asked whether somebody signed, and its links cannot be forged, whoever opens it: peppers and
link keys are kept apart, as they are on the server.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import Connection, Engine

from petition.adapters import clock
from petition.adapters.archive import Member, write_archive
from petition.adapters.files import FileStore, StoredFileMissingError
from petition.adapters.keys import PepperStore, check_public_key
from petition.adapters.tables import Summing, TableSum, iterate_lines, list_tables, read_revision, snapshot
from petition.models import Base

FORMAT = 1
START, END = "backup.json", "end.json"
ROWS, FILES, PEPPERS = "rows/", "files/", "secrets/peppers/"
LINK_KEYS = "secrets/secret-keys"


@dataclass(frozen=True, kw_only=True)
class MakeBackup:
    """Back up to a new file, readable with the private half of `recipient` (`age1...`) alone."""

    path: Path
    recipient: str
    with_secrets: bool


@dataclass(frozen=True, kw_only=True)
class Installation:
    """What a backup is made of, and restored into."""

    engine: Engine
    files: FileStore
    peppers: PepperStore
    secret_keys: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class BackupReport:
    """What is in a backup."""

    rows: int
    files: int
    secrets: int


def make_backup(installation: Installation, command: MakeBackup) -> BackupReport:
    """Write the file, whole or not at all. Raises PublicKeyError, FileExistsError."""
    recipient = check_public_key(command.recipient)
    with snapshot(installation.engine) as connection:
        contents = _Contents(installation, connection, with_secrets=command.with_secrets)
        write_archive(command.path, recipient, contents.members())
    return contents.report()


class _Contents:
    """The archive's members in order; keeps the sums that its last member tells."""

    def __init__(self, installation: Installation, connection: Connection, *, with_secrets: bool) -> None:
        self._installation, self._connection = installation, connection
        self._secrets = _secrets(installation) if with_secrets else {}
        self._tables: dict[str, TableSum] = {}
        self._files: dict[str, str] = {}

    def members(self) -> Iterator[Member]:
        """Start, rows, files, secrets, end: a backup without its end was cut short."""
        start = {"format": FORMAT, "made_at": clock.now().isoformat(), "version": version("petition")}
        yield _json(START, {**start, "revision": read_revision(self._connection)})
        for name, table in list_tables(self._connection, Base.metadata.sorted_tables).items():
            total = Summing()
            for number, lines in enumerate(iterate_lines(self._connection, table)):
                for line in lines:
                    total.add(line)
                yield _bytes(f"{ROWS}{name}/{number:06}.jsonl", "".join(f"{line}\n" for line in lines).encode())
            self._tables[name] = total.result()
        yield from self._stored_files()
        for name, content in self._secrets.items():
            yield _bytes(name, content)
        tables = {name: asdict(total) for name, total in self._tables.items()}
        yield _json(END, {"tables": tables, "files": self._files, "secrets": sorted(self._secrets)})

    def report(self) -> BackupReport:
        """What was written."""
        rows = sum(total.rows for total in self._tables.values())
        return BackupReport(rows=rows, files=len(self._files), secrets=len(self._secrets))

    def _stored_files(self) -> Iterator[Member]:
        for key in sorted(self._installation.files.list_keys()):
            try:
                file = self._installation.files.open(key)
            except StoredFileMissingError:  # erased since the list was made
                continue
            yield Member(name=FILES + key, size=file.size, chunks=self._hashed(key, file.chunks))

    def _hashed(self, key: str, chunks: Iterator[bytes]) -> Iterator[bytes]:
        digest = hashlib.sha256()
        for chunk in chunks:
            digest.update(chunk)
            yield chunk
        self._files[key] = digest.hexdigest()


def _secrets(installation: Installation) -> dict[str, bytes]:
    peppers = {PEPPERS + name: content for name, content in installation.peppers.read_all().items()}
    return {LINK_KEYS: "\n".join(installation.secret_keys).encode(), **peppers}


def _json(name: str, value: object) -> Member:
    return _bytes(name, json.dumps(value, indent=1).encode())


def _bytes(name: str, content: bytes) -> Member:
    return Member(name=name, size=len(content), chunks=[content])
