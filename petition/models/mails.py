"""Outgoing mail: stored in the transaction that causes it, sent by a job, forgotten but for its fate."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petition.domain.choices import MailKind
from petition.domain.states import MailState
from petition.models.base import Base, Instant, RowId, choice, personal
from petition.models.signatures import Signature


class OutgoingMail(Base):
    """One mail to one signer.

    `recipient` is the address in clear, kept until the mail server took or refused the mail, at most 30
    days. `message_id` is made
    here, so that a mail that had to be sent again (the connection died before the answer) carries the same id.
    """

    __tablename__ = "outgoing_mail"
    __table_args__ = (
        UniqueConstraint("signature_id", "kind", "version"),
        CheckConstraint("(state IN ('queued', 'dead')) = (recipient IS NOT NULL)", name="recipient_pairs_state"),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_at_pairs_state"),
        Index(
            "ix_outgoing_mail_waiting",
            "created_at",
            sqlite_where=text("state = 'queued'"),
            postgresql_where=text("state = 'queued'"),
        ),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    signature_id: Mapped[int] = mapped_column(ForeignKey("signature.id", ondelete="CASCADE"))
    card_id: Mapped[int | None] = mapped_column(ForeignKey("card.id", ondelete="SET NULL"))
    kind: Mapped[MailKind] = mapped_column(choice(MailKind, "kind"))
    version: Mapped[int] = mapped_column(Integer)
    state: Mapped[MailState] = mapped_column(choice(MailState, "state"), default=MailState.QUEUED)
    recipient: Mapped[str | None] = mapped_column(
        String(254), info=personal("when the mail server took or refused the mail")
    )
    message_id: Mapped[str] = mapped_column(String(200))
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    failure_code: Mapped[str | None] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(Instant)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    signature: Mapped[Signature] = relationship()
