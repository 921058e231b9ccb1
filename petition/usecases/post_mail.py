"""Putting a mail into the outbox, in the transaction of the act that causes it. No more than five per address and petition."""

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


def may_still_mail(signature: Signature) -> bool:
    """True while this address has not had all its mails."""
    return signature.mails_sent < MAX_MAILS


def post_mail(
    ctx: Context, session: Session, signature: Signature, *, kind: MailKind, recipient: str, card: Card | None = None
) -> None:
    """Store the mail and enqueue its job. Over the limit the row is stored as suppressed, at the same cost."""
    suppressed = not may_still_mail(signature)
    signature.mails_sent += 1
    domain = ctx.hands.settings.base_url.partition("://")[2].partition(":")[0]
    mail = OutgoingMail(
        signature_id=signature.id,
        card_id=None if card is None else card.id,
        kind=kind,
        version=signature.mails_sent,
        state=MailState.SUPPRESSED if suppressed else MailState.QUEUED,
        recipient=None if suppressed else recipient,
        message_id=f"<{new_public_id()}@{domain}>",
        created_at=clock.now(),
    )
    session.add(mail)
    session.flush()
    ctx.hands.queue.enqueue(session, JobName.SEND_MAIL, mail.id, 0)
