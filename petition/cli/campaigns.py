"""`petition campaign`: petitions to one addressee."""

from pathlib import Path

import click

from petition.cli.campaign_file import CampaignFile, parse_campaign_file
from petition.cli.context import open_context
from petition.cli.errors import CommandError
from petition.cli.listing import json_option, print_rows
from petition.domain.states import CampaignState
from petition.models import Campaign
from petition.queries.campaigns import get_public_count, list_campaigns
from petition.usecases.context import Context
from petition.usecases.create import (
    CreateCampaign,
    TextOfCampaign,
    create_campaign,
    create_prisoner,
    move_campaign,
)

WORDS = ("title", "lead", "addressee", "story", "demand")


@click.group()
def campaign() -> None:
    """Campaigns: petitions with the prisoners to write to."""


@campaign.command()
@click.option("--organisation", "organisation_slug", required=True, help="Short name of the organisation.")
@click.option("--file", "path", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A campaign file.")
@click.option("--slug", help="Short name, in the address of the page.")
@click.option("--language", default="en", show_default=True, help="Language of the texts given here.")
@click.option("--title")
@click.option("--lead", help="One or two sentences that say what it is about.")
@click.option("--addressee", help="Who is asked.")
@click.option("--story", help="What happened.")
@click.option("--demand", help="What is asked: the petition itself.")
@click.option("--goal", type=click.IntRange(min=1), help="Signatures hoped for.")
def create(
    *,
    organisation_slug: str,
    path: Path | None,
    slug: str | None,
    language: str,
    goal: int | None,
    **words: str | None,
) -> None:
    """Create a draft campaign from a file, or from the options in one language."""
    if path is not None:
        if slug or any(words.values()):
            raise CommandError("Give --file, or the texts as options, not both.")
        plan = parse_campaign_file(path.read_text(encoding="utf-8"), organisation_slug)
    else:
        text = _words(slug, language, words)
        campaign = CreateCampaign(organisation_slug=organisation_slug, slug=slug or "", texts=[text], goal=goal)
        plan = CampaignFile(campaign=campaign, prisoner=None)
    with open_context() as ctx:
        create_from_file(ctx, plan)
    click.echo(plan.campaign.slug)


@campaign.command("open")
@click.argument("slug")
def open_(slug: str) -> None:
    """Let people sign."""
    _move(slug, CampaignState.OPEN)


@campaign.command()
@click.argument("slug")
def close(slug: str) -> None:
    """Stop taking signatures; links that are out may be confirmed for one more day."""
    _move(slug, CampaignState.CLOSED)


@campaign.command("list")
@json_option
def list_(*, as_json: bool) -> None:
    """List the campaigns with their confirmed signatures."""
    with open_context() as ctx:
        rows = [_row(ctx, found) for found in list_campaigns(ctx.session)]
    print_rows(rows, as_json=as_json)


def create_from_file(ctx: Context, plan: CampaignFile) -> None:
    """Create what the file names. Raises NotThereError, AlreadyThereError."""
    create_campaign(ctx, plan.campaign)
    if plan.prisoner is not None:
        create_prisoner(ctx, plan.prisoner)


def _words(slug: str | None, language: str, words: dict[str, str | None]) -> TextOfCampaign:
    given = {name: text for name in WORDS if (text := words.get(name))}
    missing = [f"--{name}" for name, text in {"slug": slug, **words}.items() if not text]
    if missing:
        raise CommandError(f"Give --file, or also {', '.join(missing)}.")
    return TextOfCampaign(language=language, **given)


def _move(slug: str, after: CampaignState) -> None:
    with open_context() as ctx:
        moved = move_campaign(ctx, slug, after)
    click.echo(f"{moved.slug} is {moved.state}.")


def _row(ctx: Context, found: Campaign) -> dict[str, str | int | bool | None]:
    return {
        "slug": found.slug,
        "state": found.state,
        "organisation": found.organisation.slug,
        "language": found.default_language,
        "confirmed": get_public_count(ctx.session, found).total,
        "goal": found.goal,
        "historic_example": found.is_historic_example,
    }
