"""Beginnings that many tests share: an organisation, an open campaign, a prisoner, a supporter who signs."""

from datetime import date
from io import BytesIO

from PIL import Image
from sqlalchemy import select

from petition.adapters.keys import new_identity
from petition.adapters.tokens import Purpose
from petition.domain.choices import PrintedName, Publicity
from petition.domain.states import CampaignState, CardState
from petition.models import Campaign, CampaignText, Card, Signature, User
from petition.usecases.confirm import confirm
from petition.usecases.context import Context
from petition.usecases.create import (
    AddPicture,
    CreateCampaign,
    CreateOrganisation,
    CreatePrisoner,
    CreateUser,
    TextOfCampaign,
    add_picture,
    create_campaign,
    create_organisation,
    create_prisoner,
    create_user,
    move_campaign,
)
from petition.usecases.moderate import Moderate, moderate
from petition.usecases.sign import Sign, WriteCard, sign

SLUG = "free-the-example"
ORGANISATION = "example-house"
TEXT = TextOfCampaign(
    language="en",
    title="Freedom for the example prisoner",
    lead="One sentence that says why.",
    addressee="The Ministry of Examples",
    story="What happened, told in an example.",
    demand="Let the example go home.",
)


def make_organisation(ctx: Context, slug: str = ORGANISATION) -> str:
    """An organisation; returns the private identity that opens what is sealed to it."""
    identity, public_key = new_identity()
    create_organisation(ctx, CreateOrganisation(slug=slug, name=f"The {slug}", public_key=public_key))
    return identity


def make_user(ctx: Context, email: str = "olga@example.org", organisation: str = ORGANISATION) -> User:
    """An organiser without a password."""
    return create_user(
        ctx, CreateUser(organisation_slug=organisation, email=email, name="Olga Organiser", password_hash=None)
    )


def make_campaign(ctx: Context, slug: str = SLUG, organisation: str = ORGANISATION) -> Campaign:
    """An open campaign with one prisoner and both pictures; the organisation must exist."""
    create_campaign(ctx, CreateCampaign(organisation_slug=organisation, slug=slug, texts=[TEXT]))
    create_prisoner(
        ctx,
        CreatePrisoner(
            campaign_slug=slug,
            slug="example-prisoner",
            names={"en": "Example Prisoner", "ru": "Примерный Узник"},
            facility="PK-99",
            country_code="BY",
            address_lines=[
                "Примерному Узнику",
                "ПК-99",
                "ул. Узорная, 1",
                "211440, г. Прикладск",
                "REPUBLIC OF BELARUS",
            ],
            languages=["be", "ru"],
            started_on=date(2020, 1, 1),
            verified_on=date(2020, 1, 1),
        ),
    )
    for purpose in ("page", "card_front"):
        add_picture(
            ctx,
            AddPicture(
                campaign_slug=slug, purpose=purpose, content=blue_picture(), suffix="jpg", width_px=160, height_px=110
            ),
        )
    return move_campaign(ctx, slug, CampaignState.OPEN)


def blue_picture() -> bytes:
    """A small plain JPEG."""
    out = BytesIO()
    Image.new("RGB", (160, 110), (100, 149, 237)).save(out, "JPEG")
    return out.getvalue()


def make_sign(ctx: Context, email: str = "nino@example.org", **changes: object) -> Sign:
    """What a supporter's form gives, with changes."""
    text_id = ctx.session.scalars(
        select(CampaignText.id).join(Campaign).where(Campaign.slug == changes.get("campaign_slug", SLUG))
    ).first()
    fields: dict[str, object] = {
        "campaign_slug": SLUG,
        "campaign_text_id": text_id,
        "language": "en",
        "name": "Nino Beridze",
        "email": email,
        "city": "Tbilisi",
        "country_code": "GE",
        "publicity": Publicity.HANDOVER,
        "card": None,
    }
    return Sign(**(fields | changes))  # type: ignore[arg-type] # a dictionary of its own fields


def make_card(message: str = "Warm greetings from Tbilisi!") -> WriteCard:
    """A greeting to the campaign's prisoner."""
    return WriteCard(
        prisoner_slug="example-prisoner", language="en", message=message, printed_name=PrintedName.FIRST_COUNTRY
    )


def jobs_table(ctx: Context) -> str:
    """Where the job engine keeps its jobs on this database."""
    return "workflow_status" if ctx.session.get_bind().dialect.name == "sqlite" else "dbos.workflow_status"


def get_signature(ctx: Context) -> Signature:
    """The newest signature as the database has it now."""
    ctx.session.rollback()
    ctx.session.expire_all()
    return ctx.session.scalars(select(Signature).order_by(Signature.id.desc()).limit(1)).one()


def get_card(ctx: Context) -> Card:
    """The newest card as the database has it now."""
    ctx.session.rollback()
    ctx.session.expire_all()
    return ctx.session.scalars(select(Card).order_by(Card.id.desc()).limit(1)).one()


def confirm_token(ctx: Context, signature: Signature) -> str:
    """The token that the signature's mail would carry now."""
    return ctx.hands.tokens.make(Purpose.CONFIRM, signature.public_id, signature.version)


def sign_and_confirm(ctx: Context, email: str = "nino@example.org", **changes: object) -> Signature:
    """A supporter signs and presses the button."""
    sign(ctx, make_sign(ctx, email, **changes))
    confirm(ctx, confirm_token(ctx, get_signature(ctx)))
    return get_signature(ctx)


def approve_all(ctx: Context, user: User) -> None:
    """An organiser reads all waiting cards and lets them be printed."""
    for card in ctx.session.scalars(select(Card).where(Card.state == CardState.WAITING)).all():
        moderate(
            ctx,
            Moderate(
                organisation_id=user.organisation_id,
                user_id=user.id,
                card_public_id=card.public_id,
                version=card.version,
                decision=CardState.APPROVED,
            ),
        )
