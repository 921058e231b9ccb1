"""Setting up the demo: secrets, tables, an organisation with its people, the historic example with its pictures, open.

Every part is looked for first and made only where it is missing, so that a second run keeps what is there, and a run that was
broken off is finished by the next.
"""

from dataclasses import dataclass
from importlib.resources import files
from io import BytesIO
from pathlib import Path

from PIL import Image

from petition.adapters.keys import new_identity
from petition.cli.campaign_file import CampaignFile, parse_campaign_file
from petition.cli.configuration import make_secret_keys
from petition.cli.context import open_context
from petition.cli.demo.content import load_edition
from petition.cli.demo.pictures import campaign_picture, card_front
from petition.cli.errors import CommandError
from petition.cli.folders import prepare_folders, write_secret_file
from petition.db import upgrade_database
from petition.domain.states import CampaignState
from petition.queries.campaigns import find_campaign, find_picture, list_prisoners
from petition.queries.people import find_organisation, find_user
from petition.settings import Settings, load_settings
from petition.usecases.context import Context
from petition.usecases.create import (
    AddPicture,
    CreateOrganisation,
    CreateUser,
    add_picture,
    create_campaign,
    create_organisation,
    create_prisoner,
    create_user,
    move_campaign,
)

ORGANISER_EMAIL = "organiser@example.org"
ORGANISER_NAME = "Organiser"
CARD_MM = (140.0, 97.0, 1.5)
"""Width, height and bleed of the office card, of which four go on a sheet of A4."""
PAGE_PX = (1280, 720)
QUALITY = {"page": 65, "card_front": 88}
"""JPEG: the page's picture is about 100 kB, since readers pay for it; the card's is printed."""


@dataclass(frozen=True, kw_only=True)
class Demo:
    """What stands now. `is_new` where this run made the campaign."""

    settings: Settings
    campaign_slug: str
    is_new: bool


def set_up_demo() -> Demo:
    """Make whatever of the demo is missing. Raises CommandError, SettingsError."""
    settings = load_settings()
    if settings.is_production:
        raise CommandError("The demo is for PETITION_PROFILE=development: it signs organisers in by printed links.")
    prepare_folders(settings)
    if make_secret_keys(settings):
        settings = load_settings()
    upgrade_database(settings.database_url)
    organisation = load_edition().organisation
    plan = _read_plan(organisation.slug)
    with open_context(settings) as ctx:
        _ensure_organisation(ctx, organisation.slug, organisation.name, organisation.return_address)
        is_new = _ensure_campaign(ctx, plan)
    return Demo(settings=settings, campaign_slug=plan.campaign.slug, is_new=is_new)


def identity_path(settings: Settings) -> Path:
    """Where the demo keeps the organisers' private identity; a real one never lies on the server."""
    return settings.data_dir / "demo" / "organiser-identity.txt"


def _read_plan(organisation_slug: str) -> CampaignFile:
    text = files(__package__).joinpath("edition_2013.toml").read_text(encoding="utf-8")
    return parse_campaign_file(text, organisation_slug)


def _ensure_organisation(ctx: Context, slug: str, name: str, return_address: str) -> None:
    if find_organisation(ctx.session, slug) is None:
        identity, public_key = new_identity()
        path = identity_path(ctx.hands.settings)
        path.unlink(missing_ok=True)  # of a demo whose database is gone
        write_secret_file(path, identity + "\n")
        command = CreateOrganisation(slug=slug, name=name, public_key=public_key, return_address=return_address)
        create_organisation(ctx, command)
    if find_user(ctx.session, ORGANISER_EMAIL) is None:
        create_user(
            ctx, CreateUser(organisation_slug=slug, email=ORGANISER_EMAIL, name=ORGANISER_NAME, password_hash=None)
        )


def _ensure_campaign(ctx: Context, plan: CampaignFile) -> bool:
    """Returns whether the campaign was made now."""
    slug = plan.campaign.slug
    is_new = find_campaign(ctx.session, slug) is None
    campaign = create_campaign(ctx, plan.campaign) if is_new else find_campaign(ctx.session, slug)
    assert campaign is not None  # noqa: S101 - found or made in the line above
    if plan.prisoner is not None and not list_prisoners(ctx.session, campaign):
        create_prisoner(ctx, plan.prisoner)
    if find_picture(ctx.session, campaign, "page") is None:
        add_picture(ctx, _as_jpeg(slug, "page", campaign_picture(*PAGE_PX)))
    if find_picture(ctx.session, campaign, "card_front") is None:
        add_picture(ctx, _as_jpeg(slug, "card_front", card_front(*CARD_MM)))
    if campaign.state is CampaignState.DRAFT:
        move_campaign(ctx, slug, CampaignState.OPEN)
    return is_new


def _as_jpeg(slug: str, purpose: str, picture: Image.Image) -> AddPicture:
    content = BytesIO()
    dpi = picture.info.get("dpi", (72, 72))
    picture.save(content, "JPEG", quality=QUALITY[purpose], optimize=True, dpi=dpi)
    return AddPicture(
        campaign_slug=slug,
        purpose=purpose,
        content=content.getvalue(),
        suffix="jpg",
        width_px=picture.width,
        height_px=picture.height,
    )
