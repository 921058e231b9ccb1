"""What organisers read: cards to be read, batches, numbers. Always within one organisation."""

import json
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, selectinload

from petition.domain.states import CardState, MailState, SignatureState
from petition.models import Batch, Campaign, Card, OutgoingMail, Prisoner, SheetLine, Signature

PAGE_SIZE = 10
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, kw_only=True)
class LeftOutCard:
    """A card of a batch that could not be drawn: its printed number, and what the press said about it, in English."""

    number: str
    problem: str


def list_cards(
    session: Session, campaign: Campaign, states: Sequence[CardState], *, after_id: int = 0, limit: int = PAGE_SIZE
) -> Sequence[Card]:
    """Cards in these states, oldest first, those after `after_id`."""
    statement = select(Card).where(Card.campaign_id == campaign.id, Card.state.in_(states), Card.id > after_id)
    options = selectinload(Card.prisoner).selectinload(Prisoner.names)
    return session.scalars(statement.order_by(Card.id).limit(limit).options(options)).all()


def find_card(session: Session, organisation_id: int, public_id: str) -> Card | None:
    """A card of this organisation; another's looks like none."""
    statement = (
        select(Card).join(Campaign).where(Card.public_id == public_id, Campaign.organisation_id == organisation_id)
    )
    return session.scalars(statement).one_or_none()


def count_cards(session: Session, campaign: Campaign) -> Mapping[CardState, int]:
    """How many cards stand in each state."""
    counts = dict.fromkeys(CardState, 0)
    statement = select(Card.state, func.count()).where(Card.campaign_id == campaign.id)
    counts.update(_grouped(session, statement, Card.state))
    return counts


def count_signatures(session: Session, campaign: Campaign) -> Mapping[SignatureState, int]:
    """How many signatures stand in each state; for organisers, counted from the rows."""
    counts = dict.fromkeys(SignatureState, 0)
    statement = select(Signature.state, func.count()).where(Signature.campaign_id == campaign.id)
    counts.update(_grouped(session, statement, Signature.state))
    return counts


def count_mails(session: Session, campaign: Campaign) -> Mapping[MailState, int]:
    """The fate of the campaign's mails, as counts."""
    counts = dict.fromkeys(MailState, 0)
    statement = select(OutgoingMail.state, func.count()).join(Signature).where(Signature.campaign_id == campaign.id)
    counts.update(_grouped(session, statement, OutgoingMail.state))
    return counts


def count_sheet_lines(session: Session, campaign: Campaign) -> int:
    """Lines of paper sheets that came in and are not counted yet."""
    return session.scalar(select(func.count()).select_from(SheetLine).where(SheetLine.campaign_id == campaign.id)) or 0


def list_batches(session: Session, campaign: Campaign) -> Sequence[Batch]:
    """The campaign's batches, newest first."""
    return session.scalars(select(Batch).where(Batch.campaign_id == campaign.id).order_by(Batch.number.desc())).all()


def find_batch(session: Session, organisation_id: int | None, public_id: str) -> Batch | None:
    """A batch of this organisation; another's looks like none. Commands give None and see all."""
    statement = select(Batch).join(Campaign).where(Batch.public_id == public_id)
    if organisation_id is not None:
        statement = statement.where(Campaign.organisation_id == organisation_id)
    return session.scalars(statement).one_or_none()


def list_left_out(batch: Batch) -> Sequence[LeftOutCard]:
    """The cards that the batch's file lacks, with reasons."""
    return [LeftOutCard(number=str(left["number"]), problem=left["problem"]) for left in json.loads(batch.left_out)]


def _grouped(session: Session, statement: Select[Key, int], column: InstrumentedAttribute[Key]) -> dict[Key, int]:
    return {key: int(number) for key, number in session.execute(statement.group_by(column))}
