"""Filling tables with portable rows, as `petition.adapters.tables` reads them."""

import json
from base64 import b64decode
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from typing import Any

import psycopg
from sqlalchemy import Column, Connection, Table, func, insert, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeDecorator

_COPY_FORMS: dict[type, Callable[[Any], Any]] = {bytes: b64decode, dict: json.dumps}
"""What PostgreSQL's COPY takes for the Python types that have no form of their own in JSON."""


class TableMismatchError(Exception):
    """The target lacks a table or column, or has rows already. The text names it."""


def require_empty(connection: Connection, tables: Mapping[str, Table]) -> None:
    """Raises TableMismatchError for the first table that has a row."""
    for name, table in tables.items():
        if connection.execute(select(*table.primary_key.columns).limit(1)).first() is not None:
            raise TableMismatchError(f"{name} has rows")


def insert_lines(connection: Connection, table: Table, lines: Sequence[str]) -> None:
    """Insert rows that `iterate_lines` gave. Raises TableMismatchError."""
    rows: list[dict[str, Any]] = [json.loads(line) for line in lines]
    unknown = {name for row in rows for name in row} - set(table.c.keys())
    if unknown:
        raise TableMismatchError(f"{table.name} has no column {min(unknown)}")
    if connection.dialect.name == "postgresql":
        _copy_in(connection, table, rows)
    else:
        decoders = {name: _decoder(column) for name, column in table.c.items()}
        plain = [{name: _or_none(decoders[name], value) for name, value in row.items()} for row in rows]
        connection.execute(insert(table), plain)


def _copy_in(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Ten times as fast as INSERT. PostgreSQL reads days and instants in ISO 8601 itself; only bytes need a form of theirs."""
    prepare = connection.dialect.identifier_preparer
    names = list(rows[0])
    columns = ", ".join(prepare.quote(name) for name in names)
    encoders = {name: _COPY_FORMS.get(_python_type(table.c[name]), lambda value: value) for name in names}
    statement = f"COPY {prepare.format_table(table)} ({columns}) FROM STDIN"
    cursor: Any = connection.connection.cursor()
    try:
        with cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row([_or_none(encoders[name], row[name]) for name in names])
    except psycopg.Error as error:
        raise DBAPIError(statement, None, error) from error


def _or_none(decode: Callable[[Any], Any], value: object) -> object:
    return None if value is None else decode(value)


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


def _decoder(column: Column[Any]) -> Callable[[Any], Any]:
    kind = _python_type(column)
    if issubclass(kind, Enum):
        return kind
    decoders: dict[type, Callable[[Any], Any]] = {
        bytes: b64decode,
        datetime: datetime.fromisoformat,
        date: date.fromisoformat,
    }
    return decoders.get(kind, lambda value: value)


def _python_type(column: Column[Any]) -> type:
    outer = column.type
    return (outer.impl_instance if isinstance(outer, TypeDecorator) else outer).python_type
