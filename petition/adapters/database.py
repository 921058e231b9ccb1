"""Engines and transactions for SQLite and PostgreSQL, the same for web, worker and commands.

On SQLite every *writing* transaction begins with BEGIN IMMEDIATE, since a read
that turns into a write fails at once under load ("database is locked", 94 % of the time with 16 threads); reading
transactions stay deferred and never wait.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

BUSY_TIMEOUT_S = 30
WRITE = "petition_write"
SQLITE_NO_ROOM = frozenset({"SQLITE_FULL", "SQLITE_IOERR_WRITE"})
"""A full disk, and a write that the file system refused (a quota, a limit on files): both come before the commit."""
POSTGRESQL_NO_ROOM = "53100"
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # an acknowledged signature survives a power cut
    "foreign_keys=ON",
    f"busy_timeout={BUSY_TIMEOUT_S * 1000}",
    "secure_delete=ON",  # erased means overwritten
)


def engine_options(database_url: str) -> dict[str, Any]:
    """Options that both Flask-SQLAlchemy and `make_engine` give to SQLAlchemy."""
    if database_url.startswith("sqlite"):
        return {"connect_args": {"timeout": BUSY_TIMEOUT_S}, "pool_size": 64, "hide_parameters": True}
    return {"pool_pre_ping": True, "pool_size": 8, "max_overflow": 32, "hide_parameters": True}


def make_engine(database_url: str) -> Engine:
    """An engine for workers and commands, prepared like the web's."""
    return prepare_engine(create_engine(database_url, **engine_options(database_url)))


def prepare_engine(engine: Engine) -> Engine:
    """Set pragmas and transaction begin on a SQLite engine; leave PostgreSQL as it is."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_pragmas)
        event.listen(engine, "begin", _begin)
    return engine


def _set_pragmas(dbapi_connection: sqlite3.Connection, _record: object) -> None:
    dbapi_connection.isolation_level = None  # SQLAlchemy's "begin" event below is the only one that begins
    for pragma in PRAGMAS:
        dbapi_connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    write = connection.get_execution_options().get(WRITE, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


@contextmanager
def write_transaction(session: Session) -> Iterator[None]:
    """One writing transaction: commits at the end, rolls back on any exception.

    A reading transaction that the session still has open is ended first, so what was read before must be read again.
    """
    session.rollback()
    session.connection(execution_options={WRITE: True})
    try:
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise


def insert_for(session: Session) -> Callable[[Any], postgresql.Insert | sqlite.Insert]:
    """The INSERT of the session's database, which knows ON CONFLICT on both."""
    return postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert


def is_disk_full(error: DBAPIError) -> bool:
    """True where the database had no room: then nothing of the transaction was stored, and it says so before the commit."""
    if isinstance(error.orig, sqlite3.Error):
        return error.orig.sqlite_errorname in SQLITE_NO_ROOM
    return getattr(error.orig, "sqlstate", None) == POSTGRESQL_NO_ROOM
