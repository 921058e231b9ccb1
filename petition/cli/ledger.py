"""`petition ledger`: what happened, as JSON lines, and whether its chain holds."""

import json

import click

from petition.cli.context import open_context
from petition.cli.errors import CommandError
from petition.models import LedgerEvent
from petition.queries.ledger import find_break, find_last_event, iterate_ledger


@click.group(invoke_without_command=True)
@click.option("--after", "after_id", type=click.IntRange(min=0), default=0, help="Only events after this id.")
@click.option("--json", "as_json", is_flag=True, help="JSON lines, which is how they are printed anyway.")
@click.pass_context
def ledger(context: click.Context, after_id: int, *, as_json: bool) -> None:  # noqa: ARG001 - for scripts that always say --json
    """Print the ledger's events, one JSON object a line, oldest first."""
    if context.invoked_subcommand is not None:
        return
    with open_context() as ctx:
        for event in iterate_ledger(ctx.session, after_id=after_id):
            click.echo(json.dumps(_as_object(event), ensure_ascii=False))


@ledger.command()
def verify() -> None:
    """Check that no event was changed, removed or put in between; exit code 2 if one was."""
    with open_context() as ctx:
        broken_at, last = find_break(ctx.session), find_last_event(ctx.session)
    if broken_at is not None:
        raise CommandError(f"The ledger's chain breaks at event {broken_at}.")
    if last is None:
        click.echo("The ledger is empty.")
    else:
        click.echo(f"{last.id} events hold; the last hash is {last.hash}.")


def _as_object(event: LedgerEvent) -> dict[str, object]:
    return {
        "id": event.id,
        "day": event.day.isoformat(),
        "kind": event.kind,
        "subject": event.subject,
        "actor": event.actor,
        "payload": json.loads(event.payload),
        "previous_hash": event.previous_hash,
        "hash": event.hash,
    }
