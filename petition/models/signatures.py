"""Signatures and what is known of their signers: as little as can be, each part with its end."""

from datetime import date

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petition.domain.choices import Publicity, SignatureSource
from petition.domain.states import SignatureState
from petition.models.base import Base, RowId, choice, personal
from petition.models.campaigns import Campaign, CampaignText


class Signature(Base):
    """One person's signature under one campaign.

    `address_key` is an HMAC under the campaign's pepper: it finds the same address again and nothing else. `version` grows
    with every step, so that a token made for one state is dead in the next. Days, never times: the order of signing is
    nobody's business.
    """

    __tablename__ = "signature"
    __table_args__ = (
        UniqueConstraint("campaign_id", "address_key"),
        CheckConstraint("(state = 'withdrawn') = (withdrawn_on IS NOT NULL)", name="withdrawn_on_pairs_state"),
        CheckConstraint("state <> 'confirmed' OR confirmed_on IS NOT NULL", name="confirmed_on_pairs_state"),
        CheckConstraint("state <> 'pending' OR confirmed_on IS NULL", name="pending_is_unconfirmed"),
        CheckConstraint("source <> 'online' OR address_key IS NOT NULL", name="online_has_address_key"),
        CheckConstraint("version >= 0", name="version"),
        Index("ix_signature_campaign_id_state_id", "campaign_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    campaign_text_id: Mapped[int] = mapped_column(ForeignKey("campaign_text.id"))
    state: Mapped[SignatureState] = mapped_column(choice(SignatureState, "state"), default=SignatureState.PENDING)
    version: Mapped[int] = mapped_column(Integer, default=0)
    source: Mapped[SignatureSource] = mapped_column(choice(SignatureSource, "source"), default=SignatureSource.ONLINE)
    address_key: Mapped[bytes | None] = mapped_column(
        LargeBinary(32), info=personal("unlinked when the campaign's pepper is destroyed")
    )
    name: Mapped[str | None] = mapped_column(String(120), info=personal("on withdrawal, purge and the retention date"))
    city: Mapped[str | None] = mapped_column(String(80), info=personal("on withdrawal, purge and the retention date"))
    country_code: Mapped[str] = mapped_column(String(2))
    language: Mapped[str] = mapped_column(String(12))
    publicity: Mapped[Publicity] = mapped_column(choice(Publicity, "publicity"))
    mails_sent: Mapped[int] = mapped_column(Integer, default=0)
    signed_on: Mapped[date] = mapped_column(Date)
    confirmed_on: Mapped[date | None] = mapped_column(Date)
    withdrawn_on: Mapped[date | None] = mapped_column(Date)
    campaign: Mapped[Campaign] = relationship()
    campaign_text: Mapped[CampaignText] = relationship()


class Contact(Base):
    """A signer's e-mail address, sealed to the organisation's public key: the server can write it and cannot read it."""

    __tablename__ = "contact"

    signature_id: Mapped[int] = mapped_column(ForeignKey("signature.id", ondelete="CASCADE"), primary_key=True)
    sealed_blob: Mapped[bytes] = mapped_column(
        LargeBinary, info=personal("on withdrawal, purge and the retention date")
    )
    key_id: Mapped[str] = mapped_column(String(200))


class Tally(Base):
    """How many confirmed signatures by kind and country, changed in the transaction that changes the signatures' states.

    The rows of one campaign are few (kinds x countries x shards), so a public count is a short sum. Shards keep writers
    on PostgreSQL from waiting for one hot row.
    """

    __tablename__ = "tally"
    __table_args__ = (CheckConstraint("shard >= 0", name="shard"),)

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    source: Mapped[SignatureSource] = mapped_column(choice(SignatureSource, "source"), primary_key=True)
    country_code: Mapped[str] = mapped_column(String(2), primary_key=True)
    shard: Mapped[int] = mapped_column(Integer, primary_key=True)
    confirmed: Mapped[int] = mapped_column(Integer, default=0)


class TallyDay(Base):
    """How many signatures were confirmed on each day, by kind; changed together with `Tally`."""

    __tablename__ = "tally_day"
    __table_args__ = (CheckConstraint("shard >= 0", name="shard"),)

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    source: Mapped[SignatureSource] = mapped_column(choice(SignatureSource, "source"), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    shard: Mapped[int] = mapped_column(Integer, primary_key=True)
    confirmed: Mapped[int] = mapped_column(Integer, default=0)
