"""`petition switch`: stop parts of the service on a bad day, and let them go on."""

from datetime import datetime

import click

from petition.cli.context import open_context
from petition.cli.errors import CommandError
from petition.cli.listing import json_option, print_rows
from petition.domain.switches import Switch
from petition.domain.text import TextError
from petition.queries.switches import read_switches
from petition.usecases.turn_switch import TurnSwitch, turn_off, turn_on

NAME = click.argument("name", type=click.Choice([str(switch) for switch in Switch]))
REASON = click.option("--reason", required=True, help="Why, in one line of up to 120 characters, for the ledger.")


@click.group("switch")
def switch() -> None:
    """Stop collecting, mail, all writing, or everything; all processes obey within a second."""


@switch.command("on")
@NAME
@REASON
def switch_on(name: str, reason: str) -> None:
    """Turn a switch on."""
    _turn(name, reason, is_on=True)


@switch.command("off")
@NAME
@REASON
def switch_off(name: str, reason: str) -> None:
    """Turn a switch off."""
    _turn(name, reason, is_on=False)


@switch.command("list")
@json_option
def list_switches(*, as_json: bool) -> None:
    """Show all switches."""
    with open_context() as ctx:
        on = read_switches(ctx.session)
    rows: list[dict[str, str | bool | datetime | None]] = [
        {"name": one, "on": one in on, "since": on.get(one)} for one in Switch
    ]
    print_rows(rows, as_json=as_json)


def _turn(name: str, reason: str, *, is_on: bool) -> None:
    command = TurnSwitch(switch=Switch(name), reason=reason)
    with open_context() as ctx:
        try:
            changed = turn_on(ctx, command) if is_on else turn_off(ctx, command)
        except TextError as error:
            raise CommandError(
                f"--reason: {error.problem.replace('_', ' ')}; up to {error.limit} characters."
            ) from None
    word = "on" if is_on else "off"
    click.echo(f"{name} is {word}." if changed else f"{name} was {word} already.")
