"""Prisoners, their names per language, and where they are held. Practice changes by month, so each address has a source."""

from datetime import date

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petition.models.base import Base, RowId, personal


class Prisoner(Base):
    """Somebody to whom supporters write."""

    __tablename__ = "prisoner"
    __table_args__ = (UniqueConstraint("campaign_id", "slug"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    slug: Mapped[str] = mapped_column(String(63))
    born_on: Mapped[date | None] = mapped_column(
        Date, info=personal("with the prisoner; public by the family's consent")
    )
    names: Mapped[list["PrisonerName"]] = relationship(order_by="PrisonerName.language")
    custody_periods: Mapped[list["CustodyPeriod"]] = relationship(order_by="CustodyPeriod.started_on")


class PrisonerName(Base):
    """A prisoner's name as one language writes it."""

    __tablename__ = "prisoner_name"
    __table_args__ = (UniqueConstraint("prisoner_id", "language"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    prisoner_id: Mapped[int] = mapped_column(ForeignKey("prisoner.id"))
    language: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(200), info=personal("with the prisoner; public by the family's consent"))


class CustodyPeriod(Base):
    """Where a prisoner is held from one day to another, with the postal address exactly as it must be written.

    `address_block` holds one line of the address a line, the name in the form that the facility wants first.
    `languages` are the codes that the facility hands over, separated by spaces.
    """

    __tablename__ = "custody_period"
    __table_args__ = (CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="ends_after_start"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    prisoner_id: Mapped[int] = mapped_column(ForeignKey("prisoner.id"), index=True)
    facility: Mapped[str] = mapped_column(String(200))
    country_code: Mapped[str] = mapped_column(String(2))
    address_block: Mapped[str] = mapped_column(Text, info=personal("with the prisoner"))
    languages: Mapped[str] = mapped_column(String(200))
    started_on: Mapped[date] = mapped_column(Date)
    ended_on: Mapped[date | None] = mapped_column(Date)
    source: Mapped[str] = mapped_column(Text, default="")
    verified_on: Mapped[date] = mapped_column(Date)
