"""Bringing a backup back into an empty installation, on either database. It is read twice: whole and unharmed first, then in."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, select

from petition.adapters.archive import ArchiveDamagedError, Member, read_archive
from petition.adapters.database import WRITE
from petition.adapters.table_filling import TableMismatchError, insert_lines, require_empty, reset_sequences
from petition.adapters.tables import Summing, list_tables, read_revision
from petition.models import Base, Campaign
from petition.usecases.backup import END, FILES, FORMAT, LINK_KEYS, PEPPERS, ROWS, START, Installation


class NotABackupError(Exception):
    """An archive that opens, and is no backup of a form that this version knows."""


class OtherRevisionError(Exception):
    """The backup is of another version's tables; carries the backup's revision and the installation's."""


class PepperExistsError(Exception):
    """The installation has another pepper for this campaign; carries the campaign's public id."""


@dataclass(frozen=True, kw_only=True)
class RestoreReport:
    """What came back. `secret_keys` is what the backup carried; `campaigns_without_pepper` cannot collect before theirs is."""

    rows: int
    files: int
    made_at: str
    secret_keys: str | None
    campaigns_without_pepper: Sequence[str]


def restore_backup(installation: Installation, path: Path, identities: Sequence[str]) -> RestoreReport:
    """Bring everything back, or nothing of the rows.

    Raises ArchiveKeyError, ArchiveDamagedError, NotABackupError, OtherRevisionError, TableMismatchError, PepperExistsError.
    """
    with read_archive(path, identities) as members:
        start, end = _check(members)
    with installation.engine.connect().execution_options(**{WRITE: True}) as connection:
        if read_revision(connection) != start["revision"]:
            raise OtherRevisionError(start["revision"], read_revision(connection))
        restoring = _Restoring(installation, connection)
        with read_archive(path, identities) as members:
            for member in members:
                restoring.take(member)
        restoring.finish()
        campaigns = connection.execute(select(Campaign.slug, Campaign.public_id).order_by(Campaign.id)).all()
        connection.commit()
    return RestoreReport(
        rows=sum(table["rows"] for table in end["tables"].values()),
        files=len(end["files"]),
        made_at=start["made_at"],
        secret_keys=restoring.secret_keys,
        campaigns_without_pepper=[slug for slug, public_id in campaigns if not installation.peppers.has(public_id)],
    )


def _check(members: Iterator[Member]) -> tuple[dict[str, str], Mapping[str, dict[str, dict[str, int]]]]:
    """Read all of it, and compare every sum with what the end tells. Returns start and end."""
    first = next(members, None)
    start = json.loads(_content(first)) if first is not None and first.name == START else {}
    if start.get("format") != FORMAT:
        raise NotABackupError
    tables: dict[str, Summing] = {}
    files: dict[str, str] = {}
    for member in members:
        if member.name == END:
            end = json.loads(_content(member))
            sums = {name: vars(total.result()) for name, total in tables.items()}
            if sums != {name: total for name, total in end["tables"].items() if total["rows"]} or files != end["files"]:
                raise ArchiveDamagedError("sums")
            return start, end
        if member.name.startswith(ROWS):
            total = tables.setdefault(member.name.split("/")[1], Summing())
            for line in _lines(member):
                total.add(line)
        elif member.name.startswith(FILES):
            files[member.name.removeprefix(FILES)] = _digest(member.chunks)
    raise ArchiveDamagedError("no end")


class _Restoring:
    """Puts members where they belong, inside the caller's transaction. Raises TableMismatchError where there are rows."""

    def __init__(self, installation: Installation, connection: Connection) -> None:
        self._installation, self._connection = installation, connection
        self._tables = list_tables(connection, Base.metadata.sorted_tables)
        self._peppers: dict[str, bytes] = {}
        self.secret_keys: str | None = None
        require_empty(connection, self._tables)

    def take(self, member: Member) -> None:
        """Bring rows and files; keep secrets for the end."""
        if member.name.startswith(ROWS):
            name = member.name.split("/")[1]
            if name not in self._tables:
                raise TableMismatchError(f"there is no table {name}")
            insert_lines(self._connection, self._tables[name], _lines(member))
        elif member.name.startswith(FILES):
            self._installation.files.put(member.name.removeprefix(FILES), iter(member.chunks))
        elif member.name.startswith(PEPPERS):
            self._peppers[member.name.removeprefix(PEPPERS)] = _content(member)
        elif member.name == LINK_KEYS:
            self.secret_keys = _content(member).decode()

    def finish(self) -> None:
        """Put the peppers back, which never replace others, and let numbering go on."""
        present = self._installation.peppers.read_all()
        for name, pepper in self._peppers.items():
            if present.get(name, pepper) != pepper:
                raise PepperExistsError(name)
            if name not in present:
                self._installation.peppers.put_back(name, pepper)
        reset_sequences(self._connection, self._tables)


def _content(member: Member) -> bytes:
    return b"".join(member.chunks)


def _lines(member: Member) -> list[str]:
    return _content(member).decode().rstrip("\n").split("\n")  # not splitlines: words may hold U+2028


def _digest(chunks: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()
