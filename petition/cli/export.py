"""`petition export`: what leaves the service as files."""

from pathlib import Path

import click

from petition.cli.context import open_context
from petition.cli.errors import CommandError
from petition.domain.text import TextError
from petition.usecases.export_signatures import ExportSignatures, export_signatures


@click.group()
def export() -> None:
    """Write files for those outside; each export stands in the ledger."""


@export.command()
@click.argument("campaign")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="New file to write.")
@click.option("--reason", required=True, help="To whom and why, in one line of up to 120 characters.")
def signatures(campaign: str, out: Path, reason: str) -> None:
    """Write a campaign's confirmed signatures as CSV, named as far as each signer allowed."""
    with open_context() as ctx:
        try:
            rows = export_signatures(ctx, ExportSignatures(campaign_slug=campaign, path=out, reason=reason))
        except TextError as error:
            raise CommandError(
                f"--reason: {error.problem.replace('_', ' ')}; up to {error.limit} characters."
            ) from None
    click.echo(f"{out}: {rows} signatures.")
