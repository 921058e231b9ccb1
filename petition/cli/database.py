"""`petition db`: the tables."""

import click

from petition.cli import copying
from petition.cli.context import current_revision, open_engine
from petition.cli.folders import prepare_folders
from petition.db import upgrade_database
from petition.settings import load_settings


@click.group("db")
def database() -> None:
    """Create and upgrade the database."""


@database.command()
def upgrade() -> None:
    """Bring the tables to the form that this version needs; nothing happens where they are."""
    settings = load_settings()
    prepare_folders(settings)
    upgrade_database(settings.database_url)
    with open_engine(settings) as engine:
        click.echo(f"The database is at revision {current_revision(engine)}.")


database.add_command(copying.copy)
