"""`petition db copy`: move an installation's rows into another database."""

import click

from petition.adapters.table_filling import TableMismatchError
from petition.cli.context import open_engine, require_migrated
from petition.cli.errors import CommandError
from petition.db import upgrade_database
from petition.settings import load_settings
from petition.usecases.copy_database import CopyDiffersError, RevisionsDifferError, copy_database


@click.command("copy")
@click.option("--from", "source_url", required=True, help="Database to read: sqlite:///… or postgresql://…")
@click.option("--to", "target_url", required=True, help="Database to fill; tables are made, rows must not be there.")
def copy(source_url: str, target_url: str) -> None:
    """Copy all rows and waiting jobs into an empty database, of either kind, and compare counts and checksums."""
    source, target = (load_settings({"PETITION_DATABASE_URL": url}) for url in (source_url, target_url))
    if source.database_url == target.database_url:
        raise CommandError("--from and --to are the same database.")
    with open_engine(source) as reading:
        require_migrated(reading)
        upgrade_database(target.database_url)
        with open_engine(target) as writing:
            try:
                sums = copy_database(reading, writing)
            except TableMismatchError as error:
                raise CommandError(f"--to: {error}. Give a database that is empty.") from None
            except RevisionsDifferError as error:
                raise CommandError(f"--to is at revision {error.args[1]}, --from at {error.args[0]}.") from None
            except CopyDiffersError as error:
                raise CommandError(f"Table {error} did not arrive as it was; nothing was kept.") from None
    for name, total in sums.items():
        if total.rows:
            click.echo(f"{total.rows:>10}  {total.sha256[:16]}  {name}")
    click.echo(f"{sum(total.rows for total in sums.values())} rows are the same in both databases.")
