"""Switches stop what they name, at once, and nothing else."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import func, select, text

from petition.adapters.mail import Mailer
from petition.adapters.tokens import Purpose
from petition.domain.states import MailState
from petition.domain.switches import Switch
from petition.domain.text import TextError
from petition.models import LedgerEvent, OutgoingMail, Signature
from petition.queries.switches import read_switches
from petition.queries.verify import verify
from petition.usecases.confirm import LinkState, confirm
from petition.usecases.context import Context, ReadOnlyError
from petition.usecases.send_mail import send_mail
from petition.usecases.sign import CollectingStoppedError, sign
from petition.usecases.turn_switch import TurnSwitch, turn_off, turn_on
from petition.usecases.withdraw import withdraw
from tests.mailserver import MailServer
from tests.stories import confirm_token, get_signature, make_campaign, make_organisation, make_sign


@pytest.fixture
def server() -> Iterator[MailServer]:
    server = MailServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def open_house(ctx: Context, server: MailServer) -> Context:
    """A campaign, one signature that waits for its mail, and hands that reach the mail server."""
    make_organisation(ctx)
    make_campaign(ctx)
    sign(ctx, make_sign(ctx))
    return replace(ctx, hands=replace(ctx.hands, mailer=Mailer(server.url)))


def turned(switch: Switch) -> TurnSwitch:
    return TurnSwitch(switch=switch, reason="A bad day")


def signatures(ctx: Context) -> int:
    ctx.session.rollback()
    return ctx.session.scalar(select(func.count()).select_from(Signature)) or 0


def mail_id(ctx: Context) -> int:
    return ctx.session.scalars(select(OutgoingMail.id)).one()


def jobs_later(ctx: Context) -> int:
    schema = "" if ctx.session.get_bind().dialect.name == "sqlite" else "dbos."
    return int(ctx.session.scalar(text(f"SELECT count(*) FROM {schema}workflow_status WHERE status = 'DELAYED'")) or 0)


@pytest.mark.parametrize("switch", [Switch.STOP_COLLECTING, Switch.READ_ONLY, Switch.LOCK_DOWN])
def test_nobody_can_sign_while_it_is_on_and_everybody_afterwards(open_house: Context, switch: Switch) -> None:
    assert turn_on(open_house, turned(switch))
    with pytest.raises(CollectingStoppedError):
        sign(open_house, make_sign(open_house, "b@example.org"))
    assert signatures(open_house) == 1
    assert turn_off(open_house, turned(switch))
    sign(open_house, make_sign(open_house, "b@example.org"))
    assert signatures(open_house) == 2


@pytest.mark.parametrize("switch", [Switch.STOP_COLLECTING, Switch.STOP_MAIL])
def test_links_go_on_working_while_only_collecting_or_mail_is_stopped(open_house: Context, switch: Switch) -> None:
    turn_on(open_house, turned(switch))
    signature = get_signature(open_house)
    assert confirm(open_house, confirm_token(open_house, signature)).state is LinkState.READY
    signature = get_signature(open_house)
    token = open_house.hands.tokens.make(Purpose.WITHDRAW, signature.public_id, signature.version)
    assert withdraw(open_house, token) is LinkState.READY


@pytest.mark.parametrize("switch", [Switch.READ_ONLY, Switch.LOCK_DOWN])
def test_nothing_that_people_do_is_stored_while_it_is_read_only(open_house: Context, switch: Switch) -> None:
    token = confirm_token(open_house, get_signature(open_house))
    turn_on(open_house, turned(switch))
    with pytest.raises(ReadOnlyError):
        confirm(open_house, token)
    assert get_signature(open_house).confirmed_on is None
    turn_off(open_house, turned(switch))
    assert confirm(open_house, token).state is LinkState.READY
    assert list(verify(open_house.session, open_house.hands.files.stream)) == []


@pytest.mark.parametrize("switch", [Switch.STOP_MAIL, Switch.READ_ONLY, Switch.LOCK_DOWN])
def test_mail_waits_without_losing_a_try_and_leaves_afterwards(
    open_house: Context, server: MailServer, switch: Switch
) -> None:
    worker = replace(open_house, obeys_switches=False)
    turn_on(open_house, turned(switch))
    assert send_mail(worker, mail_id(worker)) is MailState.QUEUED
    mail = worker.session.get_one(OutgoingMail, mail_id(worker), populate_existing=True)
    assert (mail.state, mail.attempts, mail.recipient) == (MailState.QUEUED, 0, "nino@example.org")
    assert jobs_later(worker) == 1
    assert server.messages == []
    turn_off(open_house, turned(switch))
    assert send_mail(worker, mail_id(worker)) is MailState.SENT
    assert server.recipients == ["nino@example.org"]


def test_turning_twice_changes_nothing_and_the_ledger_tells_each_turn_once(open_house: Context) -> None:
    command = turned(Switch.STOP_MAIL)
    assert [turn_on(open_house, command), turn_on(open_house, command)] == [True, False]
    assert set(read_switches(open_house.session)) == {Switch.STOP_MAIL}
    assert [turn_off(open_house, command), turn_off(open_house, command)] == [True, False]
    assert read_switches(open_house.session) == {}
    events = open_house.session.scalars(
        select(LedgerEvent).where(LedgerEvent.kind.startswith("switch.")).order_by(LedgerEvent.id)
    ).all()
    assert [(event.kind, json.loads(event.payload)) for event in events] == [
        (kind, {"switch": "stop-mail", "reason": "A bad day"}) for kind in ("switch.on", "switch.off")
    ]
    with pytest.raises(TextError):
        turn_on(open_house, replace(command, reason=""))
