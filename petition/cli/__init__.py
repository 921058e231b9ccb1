"""The `petition` command, also reachable as `flask petition`. Documented in docs/commands.md."""

import click

from petition.cli import (
    backups,
    batches,
    campaigns,
    configuration,
    database,
    export,
    ledger,
    maintenance,
    organisations,
    press,
    press_sheets,
    prisoners,
    street,
    switches,
    users,
    verify,
    worker,
)
from petition.cli.demo.command import demo_command
from petition.cli.errors import PetitionGroup
from petition.cli.serve.command import serve_command

COMMANDS = (
    serve_command,
    worker.worker,
    database.database,
    demo_command,
    configuration.configuration,
    organisations.organisation,
    users.user,
    campaigns.campaign,
    prisoners.prisoner,
    batches.batch,
    press.press,
    press_sheets.calibrate,
    press_sheets.test_page,
    street.volunteer_link,
    ledger.ledger,
    maintenance.maintenance,
    verify.verify,
    backups.backup,
    backups.restore,
    export.export,
    switches.switch,
)


@click.group(cls=PetitionGroup)
@click.version_option(package_name="petition", message="%(package)s %(version)s")
def petition() -> None:
    """Collect signatures and greeting cards, confirm them by e-mail, print them as postcards."""


for _command in COMMANDS:
    petition.add_command(_command)


def main() -> None:
    """Entry point of the console script."""
    petition(prog_name="petition")
