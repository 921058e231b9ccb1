"""The same form sent twice, and one address in many forms at once: one signature, and the same answer for everybody."""

import threading
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from petition.domain.states import MailState
from petition.models import Contact, Signature
from petition.usecases.context import Context
from petition.usecases.post_mail import MAX_MAILS
from tests.chaos.crowd import SIGN, Answer, ask, fill_in
from tests.chaos.house import House, Web, assert_all_holds, count_mails, wait_until
from tests.chaos.rounds import ROUNDS
from tests.mailserver import MailServer

AT_ONCE = 50


def test_one_address_is_one_signature_however_often_it_is_sent(
    ctx: Context, house: House, mail_server: MailServer
) -> None:
    spellings = ["Nino@example.org", "nino@EXAMPLE.org", "nino+petition@example.org"]
    with house.web() as first, house.web() as second:
        form = fill_in(first, "")
        for number in range(3 * ROUNDS):  # a double click
            twice = [form | {"email": f"signer{number}@example.org"}] * 2
            assert len({answer.body for answer in send_together(first, twice)}) == 1
            assert count_rows(ctx) == (number + 1, number + 1)
        forms = [form | {"email": spellings[number % 3]} for number in range(AT_ONCE // 2)]
        for _ in range(ROUNDS):
            with ThreadPoolExecutor(2) as both:
                halves = list(both.map(lambda web: send_together(web, forms), (first, second)))
            assert len({answer.body for half in halves for answer in half}) == 3, "as many answers as spellings"
            assert count_rows(ctx) == (3 * ROUNDS + 1, 3 * ROUNDS + 1)
    assert count_mails(ctx, MailState.QUEUED) == 2 * 3 * ROUNDS + MAX_MAILS, "nobody's mailbox is flooded"
    assert count_mails(ctx, MailState.SUPPRESSED) == AT_ONCE * ROUNDS - MAX_MAILS
    assert_all_holds(ctx)
    with house.worker():
        wait_until(lambda: count_mails(ctx, MailState.QUEUED) == 0)
    assert len([address for address in mail_server.recipients if address.startswith(("nino", "Nino"))]) == MAX_MAILS
    assert {address for address in mail_server.recipients if address.startswith("signer")} == {
        f"signer{number}@example.org" for number in range(3 * ROUNDS)
    }


def send_together(web: Web, forms: list[dict[str, str]]) -> list[Answer]:
    """Send the forms in the same moment, as nearly as threads can; each is answered with a yes."""
    gate = threading.Barrier(len(forms))

    def send(form: dict[str, str]) -> Answer:
        gate.wait(30)
        return ask(web, SIGN, form)

    with ThreadPoolExecutor(len(forms)) as pool:
        answers = list(pool.map(send, forms))
    assert [answer.status for answer in answers if not answer.is_taken] == []
    return answers


def count_rows(ctx: Context) -> tuple[int, int]:
    """Signatures, and contacts."""
    ctx.session.rollback()
    signatures = ctx.session.scalar(select(func.count()).select_from(Signature))
    contacts = ctx.session.scalar(select(func.count()).select_from(Contact))
    return signatures or 0, contacts or 0
