"""Whole tables as portable rows: the same on SQLite and PostgreSQL, ours and the job engine's.

A portable row is a dictionary of column names and JSON values: bytes as base64, days and instants as ISO 8601 (UTC). A table's
sum does not depend on the order of its rows, since the two databases sort text differently.
"""

import hashlib
import json
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Connection, Engine, MetaData, Table, inspect, select, text, tuple_
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine

CHUNK_ROWS = 500
JOB_SCHEMA = "dbos"
"""Where the job engine keeps its tables on PostgreSQL; on SQLite they lie beside ours."""

_LARGE = frozenset({"batch"})
"""Tables whose rows may each have tens of megabytes: they are read one by one."""
_NOT_MOVED = frozenset({"alembic_version", "dbos_migrations", "event_dispatch_kv"})
"""What an installation has by its own migrations; the last is a relic of the job engine that SQLite has not."""

_JSON_COLUMNS = frozenset({"attributes"})
"""Columns of the job engine that are JSON on PostgreSQL and text on SQLite."""
PortableRow = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class TableSum:
    """How many rows a table has, and the sum of their hashes as hex, whatever their order."""

    rows: int
    sha256: str


class Summing:
    """Adds up the hashes of rows."""

    def __init__(self) -> None:
        self._rows = self._sum = 0

    def add(self, line: str) -> None:
        """Add a row as `to_line` writes it."""
        self._rows += 1
        self._sum = (self._sum + int.from_bytes(hashlib.sha256(line.encode()).digest(), "big")) % 2**256

    def result(self) -> TableSum:
        """The sum so far."""
        return TableSum(rows=self._rows, sha256=f"{self._sum:064x}")


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """A connection that sees the database as of now, while others go on writing."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        connection.execute(text("SELECT count(*) FROM alembic_version"))  # the first read fixes what is seen
        yield connection
        connection.rollback()


def read_revision(connection: Connection) -> str:
    """The migration that the database is at."""
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def list_tables(connection: Connection, ours: Sequence[Table]) -> dict[str, Table]:
    """All tables that make up an installation by name, each after those that it refers to."""
    schema = JOB_SCHEMA if connection.dialect.name == "postgresql" else None
    inspector = inspect(connection)
    names = set(inspector.get_table_names(schema)) - _NOT_MOVED - {table.name for table in ours}
    tables = {table.name: table for table in ours}
    for name in sorted(names, key=lambda name: (name != "workflow_status", name)):  # the others refer to it
        keys = inspector.get_pk_constraint(name, schema)["constrained_columns"]
        columns = [
            Column(column["name"], _plain_type(column["name"], column["type"]), primary_key=column["name"] in keys)
            for column in inspector.get_columns(name, schema)
        ]
        tables[f"jobs.{name}"] = Table(name, MetaData(), *columns, schema=schema)
    return tables


def _plain_type(name: str, kind: TypeEngine[Any]) -> TypeEngine[Any]:
    """JSON is read as what it says on both databases; its own null and a missing value are the same."""
    if isinstance(kind, JSONB):
        return JSONB(none_as_null=True)
    return JSON(none_as_null=True) if name in _JSON_COLUMNS else kind


def iterate_lines(connection: Connection, table: Table) -> Iterator[list[str]]:
    """The table's rows as lines of canonical JSON, in chunks, by keyset of the primary key."""
    keys = list(table.primary_key.columns)
    limit = 1 if table.name in _LARGE else CHUNK_ROWS
    statement = select(table).order_by(*keys).limit(limit)
    rows = connection.execute(statement).all()
    while rows:
        yield [to_line(dict(zip(table.c.keys(), row, strict=True))) for row in rows]
        last = rows[-1]._mapping  # noqa: SLF001 - SQLAlchemy's public name for it
        rows = connection.execute(statement.where(tuple_(*keys) > tuple(last[key] for key in keys))).all()


def sum_table(connection: Connection, table: Table) -> TableSum:
    """Read the whole table."""
    total = Summing()
    for lines in iterate_lines(connection, table):
        for line in lines:
            total.add(line)
    return total.result()


def to_line(row: PortableRow) -> str:
    """Canonical JSON of a row."""
    return json.dumps(row, default=_encode, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _encode(value: object) -> str:
    if isinstance(value, bytes):
        return b64encode(value).decode()
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"no portable form of {type(value).__name__}")
