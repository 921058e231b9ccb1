"""Runs migrations on the application's database. See docs/architecture.md, "Migrations are stories with rows"."""

from collections.abc import Mapping
from typing import Literal

from alembic import context
from flask import current_app
from sqlalchemy import Connection, text

from petition.adapters.database import WRITE
from petition.models import Base
from petition.models.base import Instant

_OURS = frozenset(Base.metadata.tables)


def _include_name(
    name: str | None,
    kind: Literal[
        "schema", "table", "column", "index", "unique_constraint", "foreign_key_constraint", "check_constraint"
    ],
    _parents: Mapping[str, str | None],
) -> bool:
    """Leave the job engine's tables alone: it migrates them itself."""
    return kind != "table" or name in _OURS


def _render_item(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Write our own column types as what the database sees, so that old migrations need no code of ours."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Instant) else False


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_name=_include_name,
        render_item=_render_item,
        render_as_batch=True,
        compare_type=True,
        compare_server_default=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def _run_online() -> None:
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            # A batch rebuild drops and recreates tables: with foreign keys on, the drop would delete children by cascade.
            connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
        else:
            connection.execute(text("SELECT pg_advisory_lock(7104001)"))  # one migrator at a time
            connection.commit()
        try:
            _run(connection.execution_options(**{WRITE: True}))
        finally:
            if engine.dialect.name == "sqlite":
                connection.connection.cursor().execute("PRAGMA foreign_keys=ON")
            else:
                connection.execute(text("SELECT pg_advisory_unlock(7104001)"))
                connection.commit()


_run_online()
