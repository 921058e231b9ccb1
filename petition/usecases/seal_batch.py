"""Sealing a batch: approved cards get their numbers and order, the manifest is frozen, the press is told. All or nothing."""

import itertools
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from petition.adapters import clock
from petition.adapters.queue import JobName
from petition.adapters.tokens import new_public_id
from petition.domain.manifest import Manifest, ManifestCard, manifest_sha256
from petition.domain.states import CARD_STEPS, CardState, step
from petition.models import Batch, Campaign, CampaignPicture, CampaignText, Card, CustodyPeriod, Prisoner
from petition.usecases.context import Context
from petition.usecases.ledger import append_event

DEFAULT_LAYOUT = "office-4up-a4"
MAX_CARDS = 100_000


class NothingToSealError(Exception):
    """No approved card waits, or none has a postal address that holds today."""


class FrontPictureMissingError(Exception):
    """The campaign has no picture for the front of its cards."""


@dataclass(frozen=True, kw_only=True)
class SealBatch:
    """Seal what is approved, at most `limit` cards, for one campaign."""

    organisation_id: int
    user_id: int
    campaign_slug: str
    layout: str = DEFAULT_LAYOUT
    limit: int = MAX_CARDS


def seal_batch(ctx: Context, command: SealBatch) -> Batch:
    """Freeze a batch and enqueue its rendering. Raises NothingToSealError, FrontPictureMissingError.

    The campaign's row is locked, so two organisers who seal at once get one batch and one "nothing to seal".
    """
    with ctx.transaction() as session:
        campaign = session.scalars(
            select(Campaign)
            .where(Campaign.slug == command.campaign_slug, Campaign.organisation_id == command.organisation_id)
            .with_for_update()
        ).one()
        front = _front_picture(session, campaign)
        cards = _approved_cards(session, campaign, command.limit)
        if not cards:
            raise NothingToSealError(command.campaign_slug)
        batch = _new_batch(session, campaign, command.layout, cards)
        _freeze(session, batch, campaign, front, cards)
        ctx.hands.queue.enqueue(session, JobName.RENDER_BATCH, batch.id)
        append_event(
            session,
            "batch.sealed",
            batch.public_id,
            actor=f"user:{command.user_id}",
            payload={"cards": len(cards), "manifest_sha256": batch.manifest_sha256, "layout": batch.layout},
        )
    return batch


def find_current_custody(prisoner: Prisoner) -> CustodyPeriod | None:
    """Where the prisoner is held today, or None where nobody knows."""
    day = clock.today()
    current = [
        period
        for period in prisoner.custody_periods
        if period.started_on <= day and (period.ended_on is None or period.ended_on >= day)
    ]
    return current[-1] if current else None


def _front_picture(session: Session, campaign: Campaign) -> CampaignPicture:
    statement = select(CampaignPicture).where(
        CampaignPicture.campaign_id == campaign.id, CampaignPicture.purpose == "card_front"
    )
    picture = session.scalars(statement).one_or_none()
    if picture is None:
        raise FrontPictureMissingError(campaign.slug)
    return picture


def _approved_cards(session: Session, campaign: Campaign, limit: int) -> list[Card]:
    statement = (
        select(Card)
        .where(Card.campaign_id == campaign.id, Card.state == CardState.APPROVED)
        .order_by(Card.prisoner_id, Card.id)
        .limit(limit)
        .options(selectinload(Card.prisoner).selectinload(Prisoner.custody_periods))
    )
    return [card for card in session.scalars(statement) if find_current_custody(card.prisoner) is not None]


def _new_batch(session: Session, campaign: Campaign, layout: str, cards: list[Card]) -> Batch:
    last = session.scalar(select(func.max(Batch.number)).where(Batch.campaign_id == campaign.id))
    batch = Batch(
        public_id=new_public_id(),
        campaign_id=campaign.id,
        number=(last or 0) + 1,
        layout=layout,
        manifest="",
        manifest_sha256="",
        cards_total=len(cards),
        sealed_at=clock.now(),
    )
    session.add(batch)
    session.flush()
    return batch


def _freeze(session: Session, batch: Batch, campaign: Campaign, front: CampaignPicture, cards: list[Card]) -> None:
    last = session.scalar(select(func.max(Card.number)).where(Card.campaign_id == campaign.id)) or 0
    numbers = itertools.count(last + 1)
    for position, card in enumerate(cards):
        card.state = step(CARD_STEPS, card.state, CardState.SEALED)
        card.version += 1
        card.batch_id, card.position = batch.id, position
        card.number = card.number or next(numbers)  # a card of a cancelled batch keeps its number
    manifest = Manifest(
        batch=batch.public_id,
        campaign=campaign.slug,
        title=_title(session, campaign),
        layout=batch.layout,
        front_key=front.file_key,
        front_sha256=front.sha256,
        cards=[_manifest_card(card) for card in cards],
    )
    batch.manifest = manifest.to_json()
    batch.manifest_sha256 = manifest_sha256(batch.manifest)


def _manifest_card(card: Card) -> ManifestCard:
    custody = find_current_custody(card.prisoner)
    assert custody is not None  # noqa: S101 - _approved_cards kept only these
    return ManifestCard(
        number=card.number or 0,
        public_id=card.public_id,
        text=card.message,
        name=card.printed_name,
        place=card.printed_place,
        language=card.language,
        facility=custody.facility,
        address=tuple(custody.address_block.splitlines()),
    )


def _title(session: Session, campaign: Campaign) -> str:
    statement = (
        select(CampaignText.title)
        .where(CampaignText.campaign_id == campaign.id, CampaignText.language == campaign.default_language)
        .order_by(CampaignText.revision.desc())
    )
    return session.scalars(statement.limit(1)).first() or campaign.slug
