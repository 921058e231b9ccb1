"""Migrations: up, down, with rows, and the tables that they make equal the models to the last CHECK."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, inspect, text

from petition.adapters.database import make_engine
from petition.db import downgrade_database, upgrade_database
from petition.models import Base
from petition.usecases.context import Context
from petition.usecases.sign import sign
from tests.conftest import ENGINES, drop_postgresql_database, new_postgresql_database
from tests.stories import make_campaign, make_card, make_organisation, make_sign

TABLES = sorted(Base.metadata.tables)


def sqlite_schema(engine: Engine) -> dict[str, str]:
    """Each of our tables and indexes as SQLite keeps its DDL, with blanks evened out and constraints in order."""
    query = text("SELECT name, sql FROM sqlite_master WHERE tbl_name = :table AND sql IS NOT NULL")
    schema = {}
    with engine.connect() as connection:
        for table in TABLES:
            for name, sql in connection.execute(query, {"table": table}):
                lines = [" ".join(line.strip().rstrip(",").split()) for line in sql.replace('"', "").split("\n")]
                schema[name] = "\n".join(sorted(filter(None, lines)))
    return schema


def postgresql_schema(engine: Engine) -> dict[str, str]:
    """Each column, constraint and index of our tables as PostgreSQL describes them."""
    queries = {
        "column": "SELECT table_name || '.' || column_name, data_type || coalesce(character_maximum_length::text, '')"
        " || is_nullable || coalesce(column_default, '') FROM information_schema.columns WHERE table_name = ANY(:tables)",
        "constraint": "SELECT conrelid::regclass || '.' || conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conrelid::regclass::text = ANY(:tables)",
        "index": "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(:tables)",
    }
    with engine.connect() as connection:
        return {
            f"{kind} {name}": definition
            for kind, query in queries.items()
            for name, definition in connection.execute(text(query), {"tables": TABLES})
        }


def schema_of(engine: Engine) -> dict[str, str]:
    return sqlite_schema(engine) if engine.dialect.name == "sqlite" else postgresql_schema(engine)


@pytest.fixture(params=ENGINES)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database on each engine."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        return
    url = new_postgresql_database()
    yield url
    drop_postgresql_database(url)


def test_the_migrated_tables_equal_the_models(empty_url: str) -> None:
    engine = make_engine(empty_url)
    Base.metadata.create_all(engine)
    modelled = schema_of(engine)
    Base.metadata.drop_all(engine)
    assert schema_of(engine) == {}
    upgrade_database(empty_url)
    migrated = schema_of(engine)
    engine.dispose()
    assert migrated == modelled
    assert len(migrated) > len(TABLES)


def test_down_to_nothing_and_up_again_with_rows_in_the_tables(ctx: Context, database_url: str) -> None:
    make_organisation(ctx)
    make_campaign(ctx)
    sign(ctx, make_sign(ctx, card=make_card()))
    ctx.session.close()
    downgrade_database(database_url, revision="base")
    engine = create_engine(database_url)
    assert set(TABLES).isdisjoint(inspect(engine).get_table_names())
    engine.dispose()
    upgrade_database(database_url)
    engine = create_engine(database_url)
    assert set(TABLES) <= set(inspect(engine).get_table_names())
    engine.dispose()


def test_an_upgrade_that_is_not_due_keeps_every_row(ctx: Context, database_url: str) -> None:
    make_organisation(ctx)
    make_campaign(ctx)
    sign(ctx, make_sign(ctx, card=make_card()))
    ctx.session.rollback()
    before = row_counts(ctx)
    upgrade_database(database_url)
    assert row_counts(ctx) == before
    assert before["card"] == before["signature"] == 1


def row_counts(ctx: Context) -> dict[str, int]:
    counts = {table: ctx.session.execute(text(f'SELECT count(*) FROM "{table}"')).scalar_one() for table in TABLES}
    ctx.session.rollback()
    return counts
