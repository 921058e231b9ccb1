"""Whole tables as portable rows: the same on SQLite and PostgreSQL, ours and the job engine's.

A portable row is a dictionary of column names and JSON values: bytes as base64, days and instants as ISO 8601 (UTC). A table's
sum does not depend on the order of its rows, since the two databases sort text differently.
"""

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import Column, Connection, Engine, MetaData, Table, func, insert, inspect, select, text, tuple_
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator, TypeEngine

CHUNK_ROWS = 500
JOB_SCHEMA = "dbos"
"""Where the job engine keeps its tables on PostgreSQL; on SQLite they lie beside ours."""

_LARGE = frozenset({"batch"})
"""Tables whose rows may each have tens of megabytes: they are read one by one."""
_NOT_MOVED = frozenset({"alembic_version", "dbos_migrations", "event_dispatch_kv"})
"""What an installation has by its own migrations; the last is a relic of the job engine that SQLite has not."""

PortableRow = Mapping[str, Any]


class TableMismatchError(Exception):
    """The target lacks a table or column, or has rows already. The text names it."""


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
            Column(column["name"], _plain_type(column["type"]), primary_key=column["name"] in keys)
            for column in inspector.get_columns(name, schema)
        ]
        tables[f"jobs.{name}"] = Table(name, MetaData(), *columns, schema=schema)
    return tables


def _plain_type(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    """A missing value stays missing also in a JSON column, where SQLAlchemy would write JSON's own null."""
    return JSONB(none_as_null=True) if isinstance(kind, JSONB) else kind


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


def insert_lines(connection: Connection, table: Table, lines: Sequence[str]) -> None:
    """Insert rows that `iterate_lines` gave. Raises TableMismatchError."""
    decoders = {name: _decoder(column) for name, column in table.c.items()}
    rows = []
    for line in lines:
        row = json.loads(line)
        unknown = row.keys() - decoders.keys()
        if unknown:
            raise TableMismatchError(f"{table.name} has no column {min(unknown)}")
        rows.append({name: None if value is None else decoders[name](value) for name, value in row.items()})
    connection.execute(insert(table), rows)


def require_empty(connection: Connection, tables: Mapping[str, Table]) -> None:
    """Raises TableMismatchError for the first table that has a row."""
    for name, table in tables.items():
        if connection.execute(select(*table.primary_key.columns).limit(1)).first() is not None:
            raise TableMismatchError(f"{name} has rows")


def sum_table(connection: Connection, table: Table) -> TableSum:
    """Read the whole table."""
    total = Summing()
    for lines in iterate_lines(connection, table):
        for line in lines:
            total.add(line)
    return total.result()


def reset_sequences(connection: Connection, tables: Mapping[str, Table]) -> None:
    """On PostgreSQL, let numbering go on after the highest number that was brought; SQLite does so by itself."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables.values():
        for column in table.primary_key.columns:
            sequence = connection.scalar(select(func.pg_get_serial_sequence(table.fullname, column.name)))
            highest = connection.scalar(select(func.max(column))) if sequence else None
            if highest is not None:
                connection.execute(select(func.setval(sequence, highest)))


def to_line(row: PortableRow) -> str:
    """Canonical JSON of a row."""
    return json.dumps(row, default=_encode, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _encode(value: object) -> str:
    if isinstance(value, bytes):
        return b64encode(value).decode()
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"no portable form of {type(value).__name__}")


def _decoder(column: Column[Any]) -> Callable[[Any], Any]:
    outer = column.type
    kind = (outer.impl_instance if isinstance(outer, TypeDecorator) else outer).python_type
    if issubclass(kind, Enum):
        return kind
    decoders: dict[type, Callable[[Any], Any]] = {
        bytes: b64decode,
        datetime: datetime.fromisoformat,
        date: date.fromisoformat,
    }
    return decoders.get(kind, lambda value: value)
