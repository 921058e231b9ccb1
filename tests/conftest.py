"""Fixtures with real parts: a real database on both engines, real files, real secrets."""

import os
import secrets
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from petition.adapters.database import make_engine
from petition.db import db, upgrade_database
from petition.settings import Settings, load_settings
from petition.usecases.context import Context, make_hands

POSTGRESQL_DEFAULTS = (
    "postgresql+psycopg://postgres@127.0.0.1:5432/postgres",
    "postgresql+psycopg://postgres:postgres@127.0.0.1:5432/postgres",
)


def find_postgresql() -> str | None:
    """The server to test on: PETITION_TEST_DATABASE_URL, else one on the default local port, else None."""
    given = os.environ.get("PETITION_TEST_DATABASE_URL")
    for url in (given,) if given else POSTGRESQL_DEFAULTS:
        engine = create_engine(url, connect_args={"connect_timeout": 2})
        try:
            with engine.connect():
                return url
        except OperationalError:
            if given:
                raise
        finally:
            engine.dispose()
    return None


POSTGRESQL = find_postgresql()
ENGINES = ["sqlite", "postgresql"] if POSTGRESQL else ["sqlite"]


PACKAGES = {
    "chromium": "chromium",
    "hb-shape": "libharfbuzz-bin",
    "mutool": "mupdf-tools",
    "pdffonts": "poppler-utils",
    "qpdf": "qpdf",
    "zbarimg": "zbar-tools",
}
"""Programs that tests call, with the Debian packages that bring them."""
MISSING = frozenset(program for program in PACKAGES if shutil.which(program) is None)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, and say so, what this machine has no program for. Continuous integration leaves out nothing."""
    if os.environ.get("CI") or not MISSING:
        return
    left_out = [item for item in items for mark in item.iter_markers("needs") if MISSING & set(mark.args)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was exercised and what was not; the continuous integration reads it."""
    terminalreporter.write_line(f"databases exercised: {', '.join(ENGINES)}")
    for program in sorted(MISSING):
        terminalreporter.write_line(f"left out: tests that need {program} (apt-get install {PACKAGES[program]})")


def new_postgresql_database() -> str:
    """An empty database of its own on the PostgreSQL server; the caller drops it."""
    assert POSTGRESQL is not None
    name = f"petition_test_{uuid.uuid4().hex[:12]}"
    engine = create_engine(POSTGRESQL, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    engine.dispose()
    return make_url(POSTGRESQL).set(database=name).render_as_string(hide_password=False)


def drop_postgresql_database(url: str) -> None:
    """Drop it, whoever is still connected."""
    assert POSTGRESQL is not None
    engine = create_engine(POSTGRESQL, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)'))
    engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file that each test copies."""
    path = tmp_path_factory.mktemp("template") / "petition.sqlite3"
    upgrade_database(f"sqlite:///{path}")
    engine = make_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgresql_template() -> Iterator[str]:
    """A migrated PostgreSQL database that each test clones."""
    url = new_postgresql_database()
    upgrade_database(url)
    yield url
    drop_postgresql_database(url)


def _sqlite_copy(template: Path, directory: Path) -> str:
    target = directory / "petition.sqlite3"
    target.write_bytes(template.read_bytes())
    return f"sqlite:///{target}"


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh migrated SQLite database."""
    return _sqlite_copy(sqlite_template, tmp_path)


@pytest.fixture
def postgresql_url(postgresql_template: str) -> Iterator[str]:
    """A fresh migrated PostgreSQL database."""
    assert POSTGRESQL is not None
    name = f"petition_test_{uuid.uuid4().hex[:12]}"
    engine = create_engine(POSTGRESQL, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{make_url(postgresql_template).database}"'))
    engine.dispose()
    url = make_url(POSTGRESQL).set(database=name).render_as_string(hide_password=False)
    yield url
    drop_postgresql_database(url)


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh migrated database on each engine: a test that takes it runs once on SQLite and once on PostgreSQL."""
    return str(request.getfixturevalue(f"{request.param}_url"))


def make_settings(tmp_path: Path, database_url: str, **changes: str) -> Settings:
    """Settings of an installation in a temporary directory."""
    environ = {
        "PETITION_PROFILE": "development",
        "PETITION_DATA_DIR": str(tmp_path / "var"),
        "PETITION_SECRETS_DIR": str(tmp_path / "secrets"),
        "PETITION_DATABASE_URL": database_url,
        "PETITION_BASE_URL": "http://localhost",
        "PETITION_SECRET_KEYS": secrets.token_hex(32),
        "PETITION_MAIL_FROM": "Petition <noreply@example.org>",
    }
    return load_settings(environ | {f"PETITION_{name}": value for name, value in changes.items()})


@pytest.fixture
def settings(tmp_path: Path, sqlite_url: str) -> Settings:
    """Settings on SQLite, for tests in which the engine does not matter."""
    return make_settings(tmp_path, sqlite_url)


@pytest.fixture
def ctx(tmp_path: Path, database_url: str) -> Iterator[Context]:
    """A step's context on each engine."""
    engine = make_engine(database_url)
    with Session(engine, expire_on_commit=False) as session:
        yield Context(session=session, hands=make_hands(make_settings(tmp_path, database_url), engine))
    engine.dispose()


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The whole application on SQLite."""
    from petition.app import create_app  # tests of rules and steps need no Flask

    application = create_app(settings)
    application.testing = True
    application.config["PAGE_CACHE_S"] = 0  # a test looks at once for what it changed
    yield application
    with application.app_context():
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without cookies or script."""
    return app.test_client()
