"""`petition user`: organisers' accounts."""

import sys

import click
from email_validator import EmailNotValidError, validate_email

from petition.cli.context import open_context
from petition.cli.errors import CommandError
from petition.cli.listing import Row, json_option, print_rows
from petition.domain.passwords import MAX_CHARACTERS, MIN_CHARACTERS
from petition.queries.people import list_users
from petition.settings import Settings
from petition.usecases.create import CreateUser, create_user
from petition.usecases.sign_in_link import make_sign_in_link

LINK_ADVICE = "The link signs in once, within 30 minutes. A new one: `petition user link --email ADDRESS`."


@click.group()
def user() -> None:
    """Organisers' accounts."""


@user.command()
@click.option("--organisation", "organisation_slug", required=True, help="Short name of the organisation.")
@click.option("--email", required=True, help="The address that the organiser signs in with.")
@click.option("--name", required=True)
@click.option("--password-stdin", "has_password", is_flag=True, help="Read the password from standard input.")
def create(organisation_slug: str, email: str, name: str, *, has_password: bool) -> None:
    """Create an organiser's account. Without --password-stdin, prints a link that signs in once."""
    address = check_email(email)
    with open_context() as ctx:
        password_hash = _hash_password_from_input(ctx.hands.settings) if has_password else None
        create_user(
            ctx,
            CreateUser(
                organisation_slug=organisation_slug, email=address, name=name.strip(), password_hash=password_hash
            ),
        )
        if not has_password:
            click.echo(make_sign_in_link(ctx, address))
            click.echo(LINK_ADVICE, err=True)


@user.command()
@click.option("--email", required=True)
def link(email: str) -> None:
    """Print a link that signs an organiser in once, within 30 minutes."""
    with open_context() as ctx:
        click.echo(make_sign_in_link(ctx, email))


@user.command("list")
@json_option
def list_(*, as_json: bool) -> None:
    """List the accounts."""
    with open_context() as ctx:
        rows: list[Row] = [
            {
                "email": row.email,
                "name": row.name,
                "organisation": row.organisation.slug,
                "active": row.active,
                "has_password": row.password is not None,
            }
            for row in list_users(ctx.session)
        ]
    print_rows(rows, as_json=as_json)


def check_email(address: str) -> str:
    """One valid addr-spec, as it will be compared. Raises CommandError."""
    try:
        return validate_email(address, check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError as error:
        raise CommandError(f"--email: {error}") from None


def _hash_password_from_input(settings: Settings) -> str:
    """One line from standard input, without its end, as a hash. Raises CommandError for one that is too short or too long."""
    password = sys.stdin.readline().rstrip("\r\n")
    if not MIN_CHARACTERS <= len(password) <= MAX_CHARACTERS:
        raise CommandError(f"The password needs {MIN_CHARACTERS} to {MAX_CHARACTERS} characters; nothing was created.")
    from petition.cli.passwords import hash_password  # noqa: PLC0415 - brings the whole application

    return hash_password(settings, password)
