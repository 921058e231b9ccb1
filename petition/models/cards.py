"""Greeting cards and the batches that print them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petition.domain.choices import PrintedName, RejectionReason
from petition.domain.states import BatchState, CardState
from petition.models.base import Base, Instant, RowId, choice, personal
from petition.models.campaigns import Campaign
from petition.models.prisoners import Prisoner
from petition.models.signatures import Signature


class Batch(Base):
    """Cards that are printed together. The manifest is frozen when the batch is sealed; the file follows from it alone."""

    __tablename__ = "batch"
    __table_args__ = (
        UniqueConstraint("campaign_id", "number"),
        CheckConstraint("state <> 'sealed' OR rendered_at IS NULL", name="sealed_is_not_rendered"),
        CheckConstraint(
            "state NOT IN ('rendered', 'printed', 'posted') OR rendered_at IS NOT NULL", name="rendered_at_pairs_state"
        ),
        CheckConstraint("(state IN ('printed', 'posted')) = (printed_at IS NOT NULL)", name="printed_at_pairs_state"),
        CheckConstraint("(state = 'posted') = (posted_on IS NOT NULL)", name="posted_on_pairs_state"),
        CheckConstraint("(rendered_at IS NULL) = (file_sha256 IS NULL)", name="file_pairs_rendered_at"),
        CheckConstraint("cards_done BETWEEN 0 AND cards_total", name="cards_done"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    number: Mapped[int] = mapped_column(Integer)
    state: Mapped[BatchState] = mapped_column(choice(BatchState, "state"), default=BatchState.SEALED)
    version: Mapped[int] = mapped_column(Integer, default=0)
    layout: Mapped[str] = mapped_column(String(60))
    manifest: Mapped[str] = mapped_column(Text, info=personal("printed names and messages: with the cards"))
    manifest_sha256: Mapped[str] = mapped_column(String(64))
    cards_total: Mapped[int] = mapped_column(Integer)
    cards_done: Mapped[int] = mapped_column(Integer, default=0)
    left_out: Mapped[str] = mapped_column(Text, default="[]")
    file_key: Mapped[str | None] = mapped_column(String(200))
    file_sha256: Mapped[str | None] = mapped_column(String(64))
    file_bytes: Mapped[int | None] = mapped_column(Integer)
    pages: Mapped[int | None] = mapped_column(Integer)
    sealed_at: Mapped[datetime] = mapped_column(Instant)
    rendered_at: Mapped[datetime | None] = mapped_column(Instant)
    printed_at: Mapped[datetime | None] = mapped_column(Instant)
    posted_on: Mapped[date | None] = mapped_column(Date)
    posted_from: Mapped[str | None] = mapped_column(String(120))
    campaign: Mapped[Campaign] = relationship()


class Card(Base):
    """One greeting card to one prisoner. One batch column and no list: a card cannot be in two batches."""

    __tablename__ = "card"
    __table_args__ = (
        UniqueConstraint("batch_id", "position"),
        UniqueConstraint("campaign_id", "number"),
        CheckConstraint(
            "(state IN ('sealed', 'printed', 'posted')) = (batch_id IS NOT NULL)", name="batch_pairs_state"
        ),
        CheckConstraint("(batch_id IS NULL) = (position IS NULL)", name="position_pairs_batch"),
        CheckConstraint("batch_id IS NULL OR number IS NOT NULL", name="sealed_has_number"),
        CheckConstraint("(state = 'rejected') = (rejection_reason IS NOT NULL)", name="reason_pairs_state"),
        Index("ix_card_campaign_id_state_id", "campaign_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    prisoner_id: Mapped[int] = mapped_column(ForeignKey("prisoner.id"), index=True)
    signature_id: Mapped[int] = mapped_column(ForeignKey("signature.id"), index=True)
    state: Mapped[CardState] = mapped_column(choice(CardState, "state"), default=CardState.UNCONFIRMED)
    version: Mapped[int] = mapped_column(Integer, default=0)
    language: Mapped[str] = mapped_column(String(12))
    message: Mapped[str] = mapped_column(Text, info=personal("on withdrawal before print, and the retention date"))
    printed_name_choice: Mapped[PrintedName] = mapped_column(choice(PrintedName, "printed_name_choice"))
    printed_name: Mapped[str] = mapped_column(
        String(120), info=personal("on withdrawal before print, and the retention date")
    )
    printed_place: Mapped[str] = mapped_column(
        String(160), info=personal("on withdrawal before print, and the retention date")
    )
    rejection_reason: Mapped[RejectionReason | None] = mapped_column(choice(RejectionReason, "rejection_reason"))
    number: Mapped[int | None] = mapped_column(Integer)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batch.id"))
    position: Mapped[int | None] = mapped_column(Integer)
    moderated_at: Mapped[datetime | None] = mapped_column(Instant)
    moderated_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    created_on: Mapped[date] = mapped_column(Date)
    campaign: Mapped[Campaign] = relationship()
    prisoner: Mapped[Prisoner] = relationship()
    signature: Mapped[Signature] = relationship()
    batch: Mapped[Batch | None] = relationship()
