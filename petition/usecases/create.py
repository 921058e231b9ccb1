"""Setting up: an organisation, its people, a campaign with its texts, a prisoner with an address, a volunteers' link."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from petition.adapters import clock
from petition.adapters.keys import check_public_key
from petition.adapters.tokens import new_public_id, new_secret
from petition.domain.states import CAMPAIGN_STEPS, CampaignState, step
from petition.models import (
    Campaign,
    CampaignPicture,
    CampaignText,
    CustodyPeriod,
    Organisation,
    Prisoner,
    PrisonerName,
    User,
    VolunteerLink,
)
from petition.usecases.context import Context
from petition.usecases.ledger import append_event


class AlreadyThereError(Exception):
    """Something of this name exists; the text names it."""


class NotThereError(Exception):
    """Nothing of this name exists; the text names it."""


@dataclass(frozen=True, kw_only=True)
class CreateOrganisation:
    """`public_key` is an age key (`age1...`); the organisers keep its private half."""

    slug: str
    name: str
    public_key: str
    return_address: str = ""


@dataclass(frozen=True, kw_only=True)
class CreateUser:
    """`password_hash` is Argon2id, or None for an account that begins with a one-time link."""

    organisation_slug: str
    email: str
    name: str
    password_hash: str | None


@dataclass(frozen=True, kw_only=True)
class TextOfCampaign:
    """One language's words."""

    language: str
    title: str
    lead: str
    addressee: str
    story: str
    demand: str
    notice: str = ""
    picture_caption: str = ""
    picture_alt: str = ""


@dataclass(frozen=True, kw_only=True)
class CreateCampaign:
    """The first text's language is the one that a missing translation falls back to."""

    organisation_slug: str
    slug: str
    texts: Sequence[TextOfCampaign]
    anchor_on: date | None = None
    edition: int | None = None
    goal: int | None = None
    is_historic_example: bool = False


@dataclass(frozen=True, kw_only=True)
class AddPicture:
    """`purpose` is `page` or `card_front`; `content` a checked JPEG or PNG."""

    campaign_slug: str
    purpose: str
    content: bytes
    suffix: str
    width_px: int
    height_px: int


@dataclass(frozen=True, kw_only=True)
class CreatePrisoner:
    """`names` by language; `address_lines` verbatim, as they must stand on the card."""

    campaign_slug: str
    slug: str
    names: Mapping[str, str]
    facility: str
    country_code: str
    address_lines: Sequence[str]
    languages: Sequence[str]
    started_on: date
    verified_on: date
    born_on: date | None = None
    source: str = field(default="")


@dataclass(frozen=True, kw_only=True)
class NewVolunteerLink:
    """The link's secret, shown once: only its hash is stored."""

    token: str
    expires_at: datetime


def create_organisation(ctx: Context, command: CreateOrganisation) -> Organisation:
    """Raises AlreadyThereError, PublicKeyError."""
    organisation = Organisation(
        slug=command.slug,
        name=command.name,
        return_address=command.return_address,
        public_key=check_public_key(command.public_key),
        created_at=clock.now(),
    )
    with ctx.transaction() as session:
        _insert(session, organisation, f"organisation {command.slug}")
        append_event(session, "organisation.created", command.slug, actor="command")
    return organisation


def create_user(ctx: Context, command: CreateUser) -> User:
    """Raises NotThereError, AlreadyThereError."""
    with ctx.transaction() as session:
        organisation = find_organisation(session, command.organisation_slug)
        user = User(
            public_id=new_public_id(),
            organisation_id=organisation.id,
            email=command.email.lower(),
            name=command.name,
            password=command.password_hash,
            active=True,
            fs_uniquifier=new_secret(),
            created_at=clock.now(),
        )
        _insert(session, user, "a user with this address")
        append_event(session, "user.created", f"user:{user.id}", actor="command")
    return user


def create_campaign(ctx: Context, command: CreateCampaign) -> Campaign:
    """A draft with its pepper and first texts. Raises NotThereError, AlreadyThereError."""
    with ctx.transaction() as session:
        organisation = find_organisation(session, command.organisation_slug)
        campaign = Campaign(
            public_id=new_public_id(),
            organisation_id=organisation.id,
            slug=command.slug,
            default_language=command.texts[0].language,
            anchor_on=command.anchor_on,
            edition=command.edition,
            goal=command.goal,
            is_historic_example=command.is_historic_example,
            created_at=clock.now(),
        )
        _insert(session, campaign, f"campaign {command.slug}")
        for words in command.texts:
            session.add(CampaignText(campaign_id=campaign.id, revision=1, created_at=clock.now(), **vars(words)))
        ctx.hands.peppers.create(campaign.public_id)
        append_event(session, "campaign.created", campaign.public_id, actor="command")
    return campaign


def move_campaign(ctx: Context, slug: str, after: CampaignState) -> Campaign:
    """Open or close a campaign. Raises NotThereError, TransitionError."""
    with ctx.transaction() as session:
        campaign = find_campaign(session, slug)
        campaign.state = step(CAMPAIGN_STEPS, campaign.state, after)
        campaign.opened_at = campaign.opened_at or clock.now()
        campaign.closed_at = clock.now() if after is CampaignState.CLOSED else None
        append_event(session, f"campaign.{after}", campaign.public_id, actor="command")
    return campaign


def add_picture(ctx: Context, command: AddPicture) -> CampaignPicture:
    """Store a picture; a newer one of the same purpose takes its place. Raises NotThereError."""
    digest = hashlib.sha256(command.content).hexdigest()
    with ctx.transaction() as session:
        campaign = find_campaign(session, command.campaign_slug)
        key = f"campaigns/{campaign.public_id}/{command.purpose}-{digest[:16]}.{command.suffix}"
        ctx.hands.files.put(key, command.content)
        picture = session.scalars(
            select(CampaignPicture).where(
                CampaignPicture.campaign_id == campaign.id, CampaignPicture.purpose == command.purpose
            )
        ).one_or_none() or CampaignPicture(campaign_id=campaign.id, purpose=command.purpose)
        picture.file_key, picture.sha256 = key, digest
        picture.width_px, picture.height_px = command.width_px, command.height_px
        session.add(picture)
        append_event(session, "campaign.picture", campaign.public_id, actor="command", payload={"sha256": digest})
    return picture


def create_prisoner(ctx: Context, command: CreatePrisoner) -> Prisoner:
    """Raises NotThereError, AlreadyThereError."""
    with ctx.transaction() as session:
        campaign = find_campaign(session, command.campaign_slug)
        prisoner = Prisoner(
            public_id=new_public_id(), campaign_id=campaign.id, slug=command.slug, born_on=command.born_on
        )
        prisoner.names = [PrisonerName(language=language, name=name) for language, name in command.names.items()]
        prisoner.custody_periods = [
            CustodyPeriod(
                facility=command.facility,
                country_code=command.country_code,
                address_block="\n".join(command.address_lines),
                languages=" ".join(command.languages),
                started_on=command.started_on,
                verified_on=command.verified_on,
                source=command.source,
            )
        ]
        _insert(session, prisoner, f"prisoner {command.slug}")
        append_event(session, "prisoner.created", prisoner.public_id, actor="command")
    return prisoner


def create_volunteer_link(ctx: Context, campaign_slug: str, *, hours: int, label: str = "") -> NewVolunteerLink:
    """A link that lets its holder enter lines of paper sheets for `hours`. Raises NotThereError."""
    token, expires_at = new_secret(), clock.now() + timedelta(hours=hours)
    with ctx.transaction() as session:
        campaign = find_campaign(session, campaign_slug)
        link = VolunteerLink(
            public_id=new_public_id(),
            campaign_id=campaign.id,
            token_sha256=hashlib.sha256(token.encode()).hexdigest(),
            label=label,
            created_at=clock.now(),
            expires_at=expires_at,
        )
        session.add(link)
        append_event(session, "volunteer_link.created", link.public_id, actor="command", payload={"hours": hours})
    return NewVolunteerLink(token=token, expires_at=expires_at)


def find_organisation(session: Session, slug: str) -> Organisation:
    """Raises NotThereError."""
    organisation = session.scalars(select(Organisation).where(Organisation.slug == slug)).one_or_none()
    if organisation is None:
        raise NotThereError(f"organisation {slug}")
    return organisation


def find_campaign(session: Session, slug: str) -> Campaign:
    """Raises NotThereError."""
    campaign = session.scalars(select(Campaign).where(Campaign.slug == slug)).one_or_none()
    if campaign is None:
        raise NotThereError(f"campaign {slug}")
    return campaign


def _insert(session: Session, row: object, what: str) -> None:
    session.add(row)
    try:
        session.flush()
    except IntegrityError:
        raise AlreadyThereError(what) from None
