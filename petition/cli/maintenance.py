"""`petition maintenance`: do now what is due every day."""

import click

from petition.cli.context import open_context
from petition.cli.errors import CommandError
from petition.usecases.maintenance import run_maintenance


@click.command()
def maintenance() -> None:
    """Erase what nobody confirmed in 30 days, and compare the counters with the signatures."""
    with open_context() as ctx:
        report = run_maintenance(ctx)
    click.echo(f"Erased entries that nobody confirmed: {report.purged}.")
    for found in report.differences:
        click.echo(
            f"Campaign {found.campaign_id}, {found.source}, {found.part}: "
            f"the counter says {found.counted}, the signatures {found.rows}."
        )
    if report.differences:
        raise CommandError("The counters differ from the signatures.")
    click.echo("The counters equal the signatures.")
