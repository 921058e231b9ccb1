"""Sending stored mails, at least once.

Only SMTP's own gap (the answer lost after the server took the mail) can double one; then both carry the same Message-ID.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from petition.adapters import clock
from petition.adapters.database import write_transaction
from petition.adapters.letters import already_signed_letter, confirm_card_letter, confirm_letter
from petition.adapters.mail import Letter, MailDelayedError, MailRefusedError
from petition.adapters.queue import JobName
from petition.adapters.tokens import Purpose
from petition.domain.choices import MailKind
from petition.domain.states import CardState, MailState, SignatureState
from petition.domain.switches import stops_mail
from petition.models import Card, OutgoingMail
from petition.queries.switches import read_switches
from petition.usecases.context import Context
from petition.usecases.links import CONFIRM_CARD_PATH, CONFIRM_PATH, WITHDRAW_PATH, link

FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(hours=2)
GIVE_UP_AFTER = timedelta(days=3)
LOOK_AGAIN_AFTER = timedelta(minutes=5)
"""How long a mail rests while mail is stopped, before its job looks again."""


def send_mails(ctx: Context, mail_ids: Sequence[int]) -> Counter[MailState]:
    """Send mails one after another over one connection. Returns how many ended in which state."""
    with ctx.hands.mailer.connected():
        return Counter(send_mail(ctx, mail_id) for mail_id in mail_ids)


def send_mail(ctx: Context, mail_id: int) -> MailState:
    """Send the mail if it still waits; store its fate; enqueue another try if the server was busy. Returns the new state."""
    mail = ctx.session.get(OutgoingMail, mail_id, populate_existing=True)
    if mail is None:
        return MailState.SUPPRESSED
    if mail.state is not MailState.QUEUED:
        return mail.state
    if stops_mail(read_switches(ctx.session).keys()):
        return _wait(ctx, mail_id)
    return _send(ctx, mail)


def _send(ctx: Context, mail: OutgoingMail) -> MailState:
    mail_id = mail.id
    letter = _build_letter(ctx, mail)
    ctx.session.rollback()  # no transaction stays open while the mail server takes its time
    if letter is None:
        return _settle(ctx, mail_id, MailState.SUPPRESSED, failure_code="overtaken")
    try:
        ctx.hands.mailer.send(letter)
    except MailRefusedError as error:
        return _settle(ctx, mail_id, MailState.FAILED, failure_code=f"smtp_{error.code}")
    except MailDelayedError as error:
        return _try_later(ctx, mail_id, error.reason)
    return _settle(ctx, mail_id, MailState.SENT)


def _wait(ctx: Context, mail_id: int) -> MailState:
    """Look again later, without counting a try: whoever stopped the mail may let it go on days later."""
    with write_transaction(ctx.session):
        attempt = int(clock.now().timestamp())
        ctx.hands.queue.enqueue(
            ctx.session, JobName.SEND_MAIL_AGAIN, mail_id, attempt, delay_s=LOOK_AGAIN_AFTER.total_seconds()
        )
    return MailState.QUEUED


def _settle(ctx: Context, mail_id: int, state: MailState, *, failure_code: str | None = None) -> MailState:
    with ctx.transaction() as session:
        mail = _lock(session, mail_id)
        if mail is None or mail.state is not MailState.QUEUED:
            return state
        mail.state = state
        mail.attempts += 1
        mail.recipient = None
        mail.failure_code = failure_code
        mail.created_at = clock.start_of_day(mail.created_at)  # when exactly somebody signed is nobody's business
        mail.sent_at = clock.start_of_day(clock.now()) if state is MailState.SENT else None
    return state


def _try_later(ctx: Context, mail_id: int, reason: str) -> MailState:
    with ctx.transaction() as session:
        mail = _lock(session, mail_id)
        if mail is None or mail.state is not MailState.QUEUED:
            return MailState.QUEUED
        mail.attempts += 1
        mail.failure_code = reason
        if clock.now() - mail.created_at < GIVE_UP_AFTER:
            delay = min(FIRST_DELAY * 2 ** (mail.attempts - 1), LONGEST_DELAY)
            ctx.hands.queue.enqueue(
                session, JobName.SEND_MAIL_AGAIN, mail.id, mail.attempts, delay_s=delay.total_seconds()
            )
            return MailState.QUEUED
        mail.state = MailState.DEAD
        return MailState.DEAD


def _lock(session: Session, mail_id: int) -> OutgoingMail | None:
    statement = select(OutgoingMail).where(OutgoingMail.id == mail_id).with_for_update()
    return session.scalars(statement.execution_options(populate_existing=True)).one_or_none()


def _build_letter(ctx: Context, mail: OutgoingMail) -> Letter | None:
    """The letter as of now; None where events have overtaken it. Tokens are made here, so they are never stored."""
    signature, settings, tokens = mail.signature, ctx.hands.settings, ctx.hands.tokens
    language = signature.language
    withdraw = tokens.make(Purpose.WITHDRAW, signature.public_id, signature.version)
    envelope = {
        "recipient": mail.recipient or "",
        "sender": settings.mail_from,
        "message_id": mail.message_id,
        "language": language,
        "withdraw_url": link(settings, WITHDRAW_PATH, withdraw, language=language),
    }
    if mail.kind is MailKind.CONFIRM:
        if signature.state is not SignatureState.PENDING:
            return None
        token = tokens.make(Purpose.CONFIRM, signature.public_id, signature.version)
        return confirm_letter(confirm_url=link(settings, CONFIRM_PATH, token, language=language), **envelope)
    if signature.state is not SignatureState.CONFIRMED:
        return None
    if mail.kind is MailKind.ALREADY_SIGNED:
        return already_signed_letter(**envelope)
    card = None if mail.card_id is None else ctx.session.get(Card, mail.card_id)
    if card is None or card.state is not CardState.UNCONFIRMED:
        return None
    token = tokens.make(Purpose.CONFIRM_CARD, card.public_id, card.version)
    return confirm_card_letter(confirm_url=link(settings, CONFIRM_CARD_PATH, token, language=language), **envelope)
