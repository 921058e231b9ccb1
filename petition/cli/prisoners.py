"""`petition prisoner`: to whom a campaign's supporters write."""

from datetime import date, datetime

import click

from petition.adapters import clock
from petition.cli.context import open_context
from petition.cli.errors import CommandError
from petition.cli.listing import json_option, print_rows
from petition.models import Prisoner
from petition.queries.campaigns import list_prisoners, name_of
from petition.usecases.create import CreatePrisoner, create_prisoner, find_campaign
from petition.usecases.seal_batch import find_current_custody

DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group()
def prisoner() -> None:
    """Prisoners and the addresses where they are held."""


@prisoner.command()
@click.option("--campaign", "campaign_slug", required=True)
@click.option("--slug", required=True, help="Short name, for addresses of pages.")
@click.option("--name", "names", multiple=True, required=True, help="LANGUAGE=NAME, for each language one.")
@click.option("--facility", required=True, help="Where the prisoner is held; cards are bundled by it.")
@click.option("--country", "country_code", required=True, help="Two letters, as BY.")
@click.option(
    "--address-line", "address_lines", multiple=True, required=True, help="One line of the address, in order."
)
@click.option("--language", "languages", multiple=True, required=True, help="A language that the facility hands over.")
@click.option("--started-on", type=DAY, required=True, help="First day at this address.")
@click.option("--verified-on", type=DAY, help="When the address was checked; today if not given.")
@click.option("--born-on", type=DAY)
@click.option("--source", default="", help="Who told the address.")
def create(  # noqa: PLR0913 - one parameter an option
    *,
    campaign_slug: str,
    slug: str,
    names: tuple[str, ...],
    facility: str,
    country_code: str,
    address_lines: tuple[str, ...],
    languages: tuple[str, ...],
    started_on: datetime,
    verified_on: datetime | None,
    born_on: datetime | None,
    source: str,
) -> None:
    """Add a prisoner to a campaign, with the address exactly as it must stand on a card."""
    command = CreatePrisoner(
        campaign_slug=campaign_slug,
        slug=slug,
        names=_parse_names(names),
        facility=facility,
        country_code=country_code.upper(),
        address_lines=address_lines,
        languages=languages,
        started_on=started_on.date(),
        verified_on=verified_on.date() if verified_on else clock.today(),
        born_on=born_on.date() if born_on else None,
        source=source,
    )
    with open_context() as ctx:
        create_prisoner(ctx, command)


@prisoner.command("list")
@click.option("--campaign", "campaign_slug", required=True)
@json_option
def list_(campaign_slug: str, *, as_json: bool) -> None:
    """List a campaign's prisoners."""
    with open_context() as ctx:
        campaign = find_campaign(ctx.session, campaign_slug)
        rows = [_row(found, campaign.default_language) for found in list_prisoners(ctx.session, campaign)]
    print_rows(rows, as_json=as_json)


def _row(found: Prisoner, language: str) -> dict[str, str | date | None]:
    custody = find_current_custody(found)
    return {
        "slug": found.slug,
        "name": name_of(found, language),
        "born_on": found.born_on,
        "facility": custody.facility if custody else None,
        "verified_on": custody.verified_on if custody else None,
    }


def _parse_names(pairs: tuple[str, ...]) -> dict[str, str]:
    names = {}
    for pair in pairs:
        language, sign, name = pair.partition("=")
        if not (language and sign and name):
            raise CommandError(f"--name {pair!r}: write LANGUAGE=NAME, as en='Ales Bialiatski'.")
        names[language] = name
    return names
