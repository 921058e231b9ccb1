"""`petition organisation`: who runs campaigns."""

import click

from petition.adapters.keys import new_identity
from petition.cli.context import open_context
from petition.cli.listing import json_option, print_rows
from petition.queries.people import list_organisations
from petition.usecases.create import CreateOrganisation, create_organisation

ADVICE = (
    "This private identity is shown once and is stored nowhere here. Keep it off this machine, in two places that only "
    "the organisers reach: signers' addresses can be read with it alone, by `age --decrypt --identity FILE`."
)


@click.group()
def organisation() -> None:
    """Organisations: who runs campaigns."""


@organisation.command()
@click.option("--slug", required=True, help="Short name, for commands.")
@click.option("--name", required=True, help="Name, as people read it.")
@click.option("--public-key", help="The organisers' age key (age1...); without it, a pair is made.")
@click.option("--return-address", default="", help="Where answers go; \\n begins a new line.")
def create(slug: str, name: str, public_key: str | None, return_address: str) -> None:
    """Create an organisation. Without --public-key, prints a new private identity, once."""
    identity = None
    if public_key is None:
        identity, public_key = new_identity()
    command = CreateOrganisation(
        slug=slug, name=name, public_key=public_key, return_address=return_address.replace("\\n", "\n")
    )
    with open_context() as ctx:
        create_organisation(ctx, command)
    if identity:
        click.echo(identity)
        click.echo(ADVICE, err=True)


@organisation.command("list")
@json_option
def list_(*, as_json: bool) -> None:
    """List the organisations."""
    with open_context() as ctx:
        rows = [
            {"slug": row.slug, "name": row.name, "public_key": row.public_key}
            for row in list_organisations(ctx.session)
        ]
    print_rows(rows, as_json=as_json)
