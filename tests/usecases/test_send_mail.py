"""Sending mail over a real SMTP conversation, with the server's moods."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, text

from petition.adapters.mail import Mailer
from petition.domain.states import MailState
from petition.models import OutgoingMail
from petition.usecases.confirm import LinkState, confirm
from petition.usecases.context import Context
from petition.usecases.maintenance import run_maintenance
from petition.usecases.resend_mails import resend_dead_mails
from petition.usecases.send_mail import send_mail
from petition.usecases.sign import sign
from tests.mailserver import MailServer, text_of
from tests.stories import (
    confirm_token,
    get_signature,
    jobs_table,
    make_campaign,
    make_card,
    make_organisation,
    make_sign,
)


@pytest.fixture
def server() -> Iterator[MailServer]:
    server = MailServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def mailing(ctx: Context, server: MailServer) -> Context:
    """A campaign with one waiting confirmation, and hands that reach the server."""
    make_organisation(ctx)
    make_campaign(ctx)
    sign(ctx, make_sign(ctx, name="Zażółć Gęślą", card=make_card("A secret greeting")))
    return replace(ctx, hands=replace(ctx.hands, mailer=Mailer(server.url)))


def get_mail(ctx: Context) -> OutgoingMail:
    ctx.session.rollback()
    ctx.session.expire_all()
    return ctx.session.scalars(select(OutgoingMail)).one()


def delayed_jobs(ctx: Context) -> int:
    table = jobs_table(ctx)
    return int(ctx.session.execute(text(f"SELECT count(*) FROM {table} WHERE status = 'DELAYED'")).scalar_one())


def test_the_mail_arrives_and_its_link_confirms(mailing: Context, server: MailServer) -> None:
    assert send_mail(mailing, get_mail(mailing).id) is MailState.SENT
    assert server.recipients == ["nino@example.org"]
    link = next(line for line in text_of(server.messages[0]).splitlines() if "/confirm/" in line)
    assert link == link.strip()
    assert len(link) <= 160
    token = link.partition("/confirm/")[2].partition("?")[0]
    assert confirm(mailing, token).state is LinkState.READY


def test_the_address_is_forgotten_when_the_server_has_the_mail(mailing: Context) -> None:
    send_mail(mailing, get_mail(mailing).id)
    mail = get_mail(mailing)
    assert (mail.state, mail.recipient) == (MailState.SENT, None)
    assert mail.sent_at is not None
    assert (mail.created_at.hour, mail.created_at.minute, mail.created_at.second) == (0, 0, 0), "the day is enough"
    assert mail.sent_at == mail.created_at


def test_no_word_of_the_submitter_and_no_name_of_the_petition_stands_in_the_mail(
    mailing: Context, server: MailServer
) -> None:
    send_mail(mailing, get_mail(mailing).id)
    raw = server.messages[0].as_string() + text_of(server.messages[0])
    for word in ("Zażółć", "secret greeting", "Freedom for the example", "Example Prisoner"):
        assert word not in raw


def test_a_job_that_runs_twice_sends_once(mailing: Context, server: MailServer) -> None:
    mail_id = get_mail(mailing).id
    assert [send_mail(mailing, mail_id) for _ in range(3)] == [MailState.SENT] * 3
    assert len(server.messages) == 1


def test_a_busy_server_gets_the_mail_later_with_the_same_message_id(mailing: Context, server: MailServer) -> None:
    server.data_answer = "451 try later"
    mail_id = get_mail(mailing).id
    assert send_mail(mailing, mail_id) is MailState.QUEUED
    mail = get_mail(mailing)
    assert (mail.attempts, mail.failure_code, mail.recipient) == (1, "smtp_451", "nino@example.org")
    assert delayed_jobs(mailing) == 1
    server.data_answer = None
    assert send_mail(mailing, mail_id) is MailState.SENT
    assert server.messages[0]["Message-ID"] == get_mail(mailing).message_id


def test_an_answer_lost_after_taking_repeats_the_same_message_id(mailing: Context, server: MailServer) -> None:
    server.answer_after_taking = "451 the answer that hides a success"
    mail_id = get_mail(mailing).id
    send_mail(mailing, mail_id)
    server.answer_after_taking = None
    send_mail(mailing, mail_id)
    assert len(server.messages) == 2
    assert server.messages[0]["Message-ID"] == server.messages[1]["Message-ID"]


def test_an_unreachable_server_delays(mailing: Context) -> None:
    nowhere = replace(mailing, hands=replace(mailing.hands, mailer=Mailer("smtp://127.0.0.1:9")))
    assert send_mail(nowhere, get_mail(nowhere).id) is MailState.QUEUED
    assert get_mail(nowhere).failure_code == "ConnectionRefusedError"


def test_a_refused_recipient_is_final(mailing: Context, server: MailServer) -> None:
    server.rcpt_answer = "550 no such mailbox"
    assert send_mail(mailing, get_mail(mailing).id) is MailState.FAILED
    mail = get_mail(mailing)
    assert (mail.failure_code, mail.recipient) == ("smtp_550", None)


def give_up(mailing: Context, server: MailServer) -> OutgoingMail:
    server.data_answer = "451 try later"
    mail = get_mail(mailing)
    with time_machine.travel(mail.created_at + timedelta(days=3, minutes=1), tick=False):
        assert send_mail(mailing, mail.id) is MailState.DEAD
    server.data_answer = None
    return get_mail(mailing)


def test_after_three_days_the_mail_is_dead_and_can_be_sent_again(mailing: Context, server: MailServer) -> None:
    mail = give_up(mailing, server)
    assert resend_dead_mails(mailing, campaign_id=mail.signature.campaign_id) == 1
    assert get_mail(mailing).state is MailState.QUEUED
    assert delayed_jobs(mailing) == 0
    assert send_mail(mailing, mail.id) is MailState.SENT
    assert server.messages[0]["Message-ID"] == mail.message_id
    assert resend_dead_mails(mailing, campaign_id=mail.signature.campaign_id) == 0


def test_a_dead_mail_forgets_its_address_after_thirty_days(mailing: Context, server: MailServer) -> None:
    mail = give_up(mailing, server)
    confirm(mailing, confirm_token(mailing, get_signature(mailing)))
    with time_machine.travel(mail.created_at + timedelta(days=31), tick=False):
        run_maintenance(mailing)
    assert (get_mail(mailing).state, get_mail(mailing).recipient) == (MailState.FAILED, None)


def test_a_mail_overtaken_by_events_is_not_sent(mailing: Context, server: MailServer) -> None:
    confirm(mailing, confirm_token(mailing, get_signature(mailing)))
    assert send_mail(mailing, get_mail(mailing).id) is MailState.SUPPRESSED
    assert server.messages == []
