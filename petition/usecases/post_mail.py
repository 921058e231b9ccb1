"""Putting mails into the outbox, in the transaction of the act that causes them. No more than five per address and petition."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from petition.adapters import clock
from petition.adapters.queue import JobName
from petition.adapters.tokens import new_public_id
from petition.domain.choices import MailKind
from petition.domain.states import MailState
from petition.models import Card, OutgoingMail, Signature
from petition.usecases.context import Context

MAX_MAILS = 5
"""Mails that one address gets for one petition, however often somebody types it into the form."""


@dataclass(frozen=True, kw_only=True)
class NewMail:
    """A mail to the owner of a signature's mailbox; `card` where the mail is about one."""

    signature: Signature
    kind: MailKind
    recipient: str
    card: Card | None = None


def may_still_mail(signature: Signature) -> bool:
    """True while this address has not had all its mails."""
    return signature.mails_sent < MAX_MAILS


def post_mails(ctx: Context, session: Session, mails: Sequence[NewMail]) -> None:
    """Store the mails and enqueue one job for all. Over the limit a mail is stored as suppressed, at the same cost."""
    if not mails:
        return
    session.flush()  # new cards get their ids
    domain = ctx.hands.settings.base_url.partition("://")[2].partition(":")[0]
    rows = [_row(mail, domain) for mail in mails]
    session.add_all(rows)
    session.flush()
    ctx.hands.queue.enqueue(session, JobName.SEND_MAILS, [row.id for row in rows])


def _row(mail: NewMail, domain: str) -> OutgoingMail:
    suppressed = not may_still_mail(mail.signature)
    mail.signature.mails_sent += 1
    return OutgoingMail(
        signature_id=mail.signature.id,
        card_id=None if mail.card is None else mail.card.id,
        kind=mail.kind,
        version=mail.signature.mails_sent,
        state=MailState.SUPPRESSED if suppressed else MailState.QUEUED,
        recipient=None if suppressed else mail.recipient,
        message_id=f"<{new_public_id()}@{domain}>",
        created_at=clock.now(),
    )
