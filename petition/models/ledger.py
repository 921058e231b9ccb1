"""The ledger: what happened, append-only, each event bound to the one before by its hash. Codes and public ids only."""

from datetime import date

from sqlalchemy import CheckConstraint, Date, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from petition.models.base import Base, RowId


class LedgerEvent(Base):
    """One event. `payload` is canonical JSON without personal data; `actor` is a code such as `signer` or `user:7`."""

    __tablename__ = "ledger_event"
    __table_args__ = (
        CheckConstraint("length(hash) = 64 AND length(previous_hash) = 64", name="hash_length"),
        Index("ix_ledger_event_subject", "subject"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(Date)
    kind: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(60))
    actor: Mapped[str] = mapped_column(String(40))
    payload: Mapped[str] = mapped_column(Text)
    previous_hash: Mapped[str] = mapped_column(String(64), unique=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
