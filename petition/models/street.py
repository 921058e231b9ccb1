"""Volunteers' links and the lines of paper sheets that come in by them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petition.models.base import Base, Instant, RowId, personal
from petition.models.campaigns import Campaign


class VolunteerLink(Base):
    """A link that lets its holder enter lines of paper sheets into one campaign, and read nothing. Only its hash is kept."""

    __tablename__ = "volunteer_link"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    label: Mapped[str] = mapped_column(String(120), default="")
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)
    campaign: Mapped[Campaign] = relationship()


class SheetLine(Base):
    """One line of a paper sheet as a volunteer typed it. `entry_id` is made by the sender: a repeat changes nothing.

    Lines are counted only after reconciliation against the sheet.
    """

    __tablename__ = "sheet_line"
    __table_args__ = (
        UniqueConstraint("volunteer_link_id", "entry_id"),
        CheckConstraint("line > 0", name="line"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    volunteer_link_id: Mapped[int] = mapped_column(ForeignKey("volunteer_link.id"))
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    entry_id: Mapped[str] = mapped_column(String(40))
    sheet: Mapped[str] = mapped_column(String(20))
    line: Mapped[int] = mapped_column(Integer)
    name: Mapped[str | None] = mapped_column(String(120), info=personal("after reconciliation and the retention date"))
    place: Mapped[str | None] = mapped_column(String(80), info=personal("after reconciliation and the retention date"))
    received_on: Mapped[date] = mapped_column(Date)
