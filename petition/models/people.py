"""Organisations and the people who work for them.

`User` and `Role` carry the columns that Flask-Security reads; the web gives them its behaviour, so that this module needs
no Flask.
"""

from datetime import datetime

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Integer, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petition.models.base import Base, Instant, RowId, personal


class Organisation(Base):
    """Who runs campaigns. Contact data of signers is sealed to its public key; the private half is never here."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    slug: Mapped[str] = mapped_column(String(63), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    return_address: Mapped[str] = mapped_column(Text, default="")
    public_key: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(Instant)


user_role = Table(
    "user_role",
    Base.metadata,
    Column("user_id", ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True),
    Column("role_id", ForeignKey("role.id", ondelete="CASCADE"), primary_key=True),
)


class Role(Base):
    """A named set of rights."""

    __tablename__ = "role"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    description: Mapped[str] = mapped_column(String(255), default="")


class User(Base):
    """An organiser's account."""

    __tablename__ = "user_account"
    __table_args__ = (CheckConstraint("sign_in_version >= 0", name="sign_in_version"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    email: Mapped[str] = mapped_column(String(254), unique=True, info=personal("with the account"))
    name: Mapped[str] = mapped_column(String(120), info=personal("with the account"))
    password: Mapped[str | None] = mapped_column(String(255), info=personal("with the account; Argon2id only"))
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    sign_in_version: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[datetime] = mapped_column(Instant)
    organisation: Mapped[Organisation] = relationship()
    roles: Mapped[list[Role]] = relationship(secondary=user_role)
