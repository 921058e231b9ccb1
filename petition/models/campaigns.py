"""Campaigns and their texts. A text is never changed: an edit is a new revision, and a signature names the one it saw."""

from datetime import date, datetime

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petition.domain.states import CampaignState
from petition.models.base import Base, Instant, RowId, choice
from petition.models.people import Organisation


class Campaign(Base):
    """One petition to one addressee, with the prisoners to whom its supporters may write."""

    __tablename__ = "campaign"
    __table_args__ = (
        CheckConstraint("(state = 'draft') = (opened_at IS NULL)", name="opened_at_pairs_state"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_at_pairs_state"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    slug: Mapped[str] = mapped_column(String(63), unique=True)
    state: Mapped[CampaignState] = mapped_column(choice(CampaignState, "state"), default=CampaignState.DRAFT)
    default_language: Mapped[str] = mapped_column(String(12))
    anchor_on: Mapped[date | None] = mapped_column(Date)
    edition: Mapped[int | None] = mapped_column(Integer)
    goal: Mapped[int | None] = mapped_column(Integer)
    is_historic_example: Mapped[bool] = mapped_column(Boolean, default=False)
    created_at: Mapped[datetime] = mapped_column(Instant)
    opened_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    organisation: Mapped[Organisation] = relationship()


class CampaignText(Base):
    """One language's words of a campaign, in one immutable revision."""

    __tablename__ = "campaign_text"
    __table_args__ = (UniqueConstraint("campaign_id", "language", "revision"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    language: Mapped[str] = mapped_column(String(12))
    revision: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(200))
    lead: Mapped[str] = mapped_column(Text)
    addressee: Mapped[str] = mapped_column(String(300))
    story: Mapped[str] = mapped_column(Text)
    demand: Mapped[str] = mapped_column(Text)
    notice: Mapped[str] = mapped_column(Text, default="")
    picture_caption: Mapped[str] = mapped_column(Text, default="")
    picture_alt: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(Instant)


class CampaignPicture(Base):
    """A campaign's picture: the page's, or a card's front. The bytes lie in the file store under `file_key`."""

    __tablename__ = "campaign_picture"
    __table_args__ = (
        UniqueConstraint("campaign_id", "purpose"),
        CheckConstraint("purpose IN ('page', 'card_front')", name="purpose"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    purpose: Mapped[str] = mapped_column(String(20))
    file_key: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    width_px: Mapped[int] = mapped_column(Integer)
    height_px: Mapped[int] = mapped_column(Integer)
