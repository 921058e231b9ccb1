"""A worker's sign of life: a lock that dies with its process, so that the living can take over a dead one's jobs.

On PostgreSQL it is a session's advisory lock, on SQLite a file lock (`flock`) beside the database. Whoever can take a
worker's lock knows that the worker is dead.
"""

import fcntl
import hashlib
import os
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError

_IS_HELD = text("SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid())")


class LivenessLocks(ABC):
    """Locks by worker id."""

    @abstractmethod
    @contextmanager
    def hold(self, worker_id: str) -> Iterator[bool]:
        """Try to take the lock; yields whether it was free, and keeps it while the block runs."""

    def keep(self) -> None:  # noqa: B027 - a file's lock cannot be lost while its process lives
        """Take again what this process holds and lost without dying. Raises OperationalError."""


class FileLocks(LivenessLocks):
    """One file a worker in a directory on the machine that the SQLite database lies on."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        directory.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def hold(self, worker_id: str) -> Iterator[bool]:
        """See LivenessLocks."""
        path = self._directory / f"{worker_id}.lock"
        with path.open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            try:
                yield True
            finally:
                path.unlink(missing_ok=True)


class DatabaseLocks(LivenessLocks):
    """Advisory locks on connections of their own; the server frees them when the connection breaks."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._held: dict[int, Connection] = {}

    @contextmanager
    def hold(self, worker_id: str) -> Iterator[bool]:
        """See LivenessLocks."""
        key = int.from_bytes(hashlib.sha256(worker_id.encode()).digest()[:8], "big", signed=True)
        with self._engine.connect() as connection:
            autocommit = connection.execution_options(isolation_level="AUTOCOMMIT")
            is_free = _try_lock(autocommit, key)
            if is_free:
                self._held[key] = autocommit
            try:
                yield is_free
            finally:
                self._held.pop(key, None)
                if is_free:
                    _unlock(autocommit, key)

    def keep(self) -> None:
        """See LivenessLocks. When the server restarts it forgets the locks of everybody who lives."""
        for key, connection in self._held.items():
            try:
                is_held = connection.scalar(_IS_HELD)
            except OperationalError:
                connection.rollback()  # the next statement connects anew
                is_held = False
            if not is_held:
                _try_lock(connection, key)


def _try_lock(connection: Connection, key: int) -> bool:
    return bool(connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": key}))


def _unlock(connection: Connection, key: int) -> None:
    try:
        connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": key})
    except OperationalError:  # the lock went with the connection
        connection.rollback()


def make_locks(engine: Engine) -> LivenessLocks:
    """The locks that fit the database."""
    if engine.dialect.name == "sqlite":
        return FileLocks(Path(os.path.abspath(engine.url.database or "")).parent / "workers")  # noqa: PTH100 - no symlinks resolved
    return DatabaseLocks(engine)
