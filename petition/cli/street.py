"""`petition volunteer-link`: links by which volunteers enter lines of paper sheets."""

import click

from petition.cli.context import open_context
from petition.usecases.create import create_volunteer_link
from petition.usecases.links import VOLUNTEER_PATH, link

MAX_HOURS = 24 * 31


@click.group("volunteer-link")
def volunteer_link() -> None:
    """Links for volunteers who type paper sheets."""


@volunteer_link.command()
@click.option("--campaign", "campaign_slug", required=True)
@click.option("--hours", type=click.IntRange(1, MAX_HOURS), required=True, help="How long the link is good.")
@click.option("--label", default="", help="For whom it is, as organisers read it.")
def create(campaign_slug: str, hours: int, label: str) -> None:
    """Print a link, once: only its hash is stored. It writes into one campaign and reads nothing."""
    with open_context() as ctx:
        made = create_volunteer_link(ctx, campaign_slug, hours=hours, label=label)
        click.echo(link(ctx.hands.settings, VOLUNTEER_PATH, made.token))
    click.echo(f"Good until {made.expires_at:%Y-%m-%d %H:%M} UTC.", err=True)
