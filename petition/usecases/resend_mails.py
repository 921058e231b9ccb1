"""An organiser sends again what the mail server could not take for days."""

from sqlalchemy import select

from petition.adapters import clock
from petition.adapters.queue import JobName
from petition.domain.states import MailState
from petition.models import OutgoingMail, Signature
from petition.usecases.context import Context

CHUNK = 500


def resend_dead_mails(ctx: Context, *, campaign_id: int) -> int:
    """Queue a campaign's dead mails again, with their old Message-IDs and a new term. Returns how many."""
    with ctx.transaction() as session:
        statement = (
            select(OutgoingMail)
            .join(Signature)
            .where(Signature.campaign_id == campaign_id, OutgoingMail.state == MailState.DEAD)
            .order_by(OutgoingMail.id)
            .limit(CHUNK)
            .with_for_update(of=OutgoingMail)
        )
        mails = session.scalars(statement).all()
        for mail in mails:
            mail.state = MailState.QUEUED
            mail.attempts += 1
            mail.created_at = clock.now()
            ctx.hands.queue.enqueue(session, JobName.SEND_MAIL_AGAIN, mail.id, mail.attempts)
    return len(mails)
