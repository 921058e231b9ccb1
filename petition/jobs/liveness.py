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

from sqlalchemy import Engine, text


class LivenessLocks(ABC):
    """Locks by worker id."""

    @abstractmethod
    @contextmanager
    def hold(self, worker_id: str) -> Iterator[bool]:
        """Try to take the lock; yields whether it was free, and keeps it while the block runs."""


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

    @contextmanager
    def hold(self, worker_id: str) -> Iterator[bool]:
        """See LivenessLocks."""
        key = int.from_bytes(hashlib.sha256(worker_id.encode()).digest()[:8], "big", signed=True)
        with self._engine.connect() as connection:
            autocommit = connection.execution_options(isolation_level="AUTOCOMMIT")
            is_free = bool(autocommit.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": key}))
            try:
                yield is_free
            finally:
                if is_free:
                    autocommit.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": key})


def make_locks(engine: Engine) -> LivenessLocks:
    """The locks that fit the database."""
    if engine.dialect.name == "sqlite":
        return FileLocks(Path(os.path.abspath(engine.url.database or "")).parent / "workers")  # noqa: PTH100 - no symlinks resolved
    return DatabaseLocks(engine)
