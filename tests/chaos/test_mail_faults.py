"""A mail server that is down, busy, silent or breaks off: everybody gets one mail in the end, and no visitor waits for it."""

from collections.abc import Iterator

import pytest
from dbos import DBOSClient
from sqlalchemy import func, select

from petition.adapters.queue import APPLICATION_NAME, JobName, JsonSerializer
from petition.domain.states import MailState
from petition.models import OutgoingMail
from petition.usecases.context import Context
from tests.chaos.crowd import SIGN, ask, fill_in
from tests.chaos.house import House, Web, assert_all_holds, count_mails, wait_until
from tests.chaos.rounds import ROUNDS, tell
from tests.chaos.sick_mail_server import Fault, SickMailServer
from tests.mailserver import free_port

HANGS_S = 2.0 if ROUNDS == 1 else 30.0
"""In the long form longer than our own patience; in the short one the server breaks off."""
FAULTS = [fault for fault in Fault for _ in range(ROUNDS)]
VISITOR_WAITS_S = 1.0


@pytest.fixture
def sick_server(environ: dict[str, str]) -> Iterator[SickMailServer]:
    """A mail server that is down until it is opened."""
    server = SickMailServer(free_port(), hangs_s=HANGS_S)
    environ["PETITION_SMTP_URL"] = f"smtp://127.0.0.1:{server.port}"
    yield server
    server.close()


def test_each_mail_arrives_once_in_the_end(sick_server: SickMailServer, ctx: Context, house: House) -> None:
    waits: list[float] = []
    with house.web() as web, house.worker():
        form = fill_in(web, "")
        addresses = [f"signer{number}@example.org" for number in range(len(FAULTS) + 10)]
        waits.extend(sign(web, form, address) for address in addresses[:5])
        wait_until(lambda: count_tried(ctx) >= 5)  # the server is down
        sick_server.open()
        sick_server.fall_ill(FAULTS)
        waits.extend(sign(web, form, address) for address in addresses[5:])
        wait_until(lambda: let_time_pass(ctx) and count_mails(ctx, MailState.SENT) == len(addresses))
    assert sick_server.is_well_again, sick_server.met
    assert sorted(address for address, _ in sick_server.taken) == sorted(addresses)
    assert len({message_id for _, message_id in sick_server.taken}) == len(addresses)
    assert_all_holds(ctx)
    engine = ctx.session.get_bind().dialect.name
    tell(
        f"mail on {engine}: {len(FAULTS)} faults, {len(addresses)} mails once each, visitors waited {max(waits):.2f} s"
    )


def sign(web: Web, form: dict[str, str], address: str) -> float:
    answer = ask(web, SIGN, form | {"email": address})
    assert answer.is_taken
    assert answer.took_s < VISITOR_WAITS_S
    return answer.took_s


def count_tried(ctx: Context) -> int:
    """Mails that the worker tried in vain so far."""
    ctx.session.rollback()
    tried = select(func.count()).where(OutgoingMail.state == MailState.QUEUED, OutgoingMail.attempts > 0)
    return ctx.session.scalar(tried) or 0


def let_time_pass(ctx: Context) -> bool:
    """Make every delayed try due now, as half a minute of waiting would."""
    client = DBOSClient(
        system_database_url=ctx.hands.settings.database_url,
        serializer=JsonSerializer(),
        application_name=APPLICATION_NAME,
    )
    try:
        jobs = client.list_workflows(
            status="DELAYED", name=JobName.SEND_MAIL_AGAIN, load_input=False, load_output=False
        )
        for job in jobs:
            client.set_workflow_delay(job.workflow_id, delay_seconds=0)
    finally:
        client.destroy()
    return True
