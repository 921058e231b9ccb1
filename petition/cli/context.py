"""What a command is given: the settings, a context for steps, and one way to say in one line what is wrong."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from petition.adapters.database import make_engine
from petition.cli.errors import CommandError
from petition.cli.folders import sqlite_path
from petition.paths import MIGRATIONS
from petition.settings import Settings, load_settings
from petition.usecases.context import Context, make_hands


def command_settings() -> Settings:
    """The settings, with keys to sign links. Raises SettingsError, CommandError."""
    settings = load_settings()
    if not settings.secret_keys:
        raise CommandError("PETITION_SECRET_KEYS is missing: `petition config init` makes one for development.")
    return settings


@contextmanager
def open_context(settings: Settings | None = None) -> Iterator[Context]:
    """A step's context on the migrated database, with the process's hands. Raises CommandError."""
    settings = settings or command_settings()
    with open_engine(settings) as engine, Session(engine, expire_on_commit=False) as session:
        require_migrated(engine)
        yield Context(session=session, hands=make_hands(settings, engine))


@contextmanager
def open_engine(settings: Settings) -> Iterator[Engine]:
    """An engine that leaves no connection behind. Raises CommandError where there is no database yet."""
    path = sqlite_path(settings)
    if path is not None and not path.is_file():
        raise CommandError(f"There is no database at {path} yet: run `petition db upgrade`.")
    engine = make_engine(settings.database_url)
    try:
        yield engine
    finally:
        engine.dispose()


def require_migrated(engine: Engine) -> None:
    """Raises CommandError where the tables are not those of this version."""
    present, newest = current_revision(engine), newest_revision()
    if present is None:
        raise CommandError("The database has no tables yet: run `petition db upgrade`.")
    if present != newest:
        raise CommandError(
            f"The database is at revision {present}, this version needs {newest}: run `petition db upgrade`."
        )


def current_revision(engine: Engine) -> str | None:
    """The database's migration, or None where it has none."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str | None:
    """The last migration of this version."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()
