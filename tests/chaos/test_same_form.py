"""The same form sent twice, and one address in many forms at once: one signature, and the same answer for everybody."""

import threading
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from petition.domain.states import MailState
from petition.models import Contact, OutgoingMail, Signature
from petition.usecases.context import Context
from petition.usecases.post_mail import MAX_MAILS
from tests.chaos.crowd import SIGN, Answer, ask, fill_in
from tests.chaos.house import House, Web, assert_all_holds, count_mails, wait_until
from tests.chaos.rounds import ROUNDS
from tests.mailserver import MailServer

AT_ONCE = 50


def test_a_double_click_signs_once(ctx: Context, house: House, mail_server: MailServer) -> None:
    with house.web() as web:
        for number in range(3 * ROUNDS):
            form = fill_in(web, f"signer{number}@example.org")
            assert len({answer.body for answer in send_together(web, [form, form])}) == 1
        assert count_rows(ctx) == (3 * ROUNDS, 3 * ROUNDS)
    assert_all_holds(ctx)
    with house.worker():
        wait_until(lambda: count_mails(ctx, MailState.QUEUED) == 0)
    assert set(mail_server.recipients) == {f"signer{number}@example.org" for number in range(3 * ROUNDS)}


def test_fifty_forms_with_one_address_are_one_signature(ctx: Context, house: House, mail_server: MailServer) -> None:
    spellings = ["Nino@example.org", "nino@EXAMPLE.org", "nino+petition@example.org"]
    with house.web() as first, house.web() as second:
        form = fill_in(first, "")
        forms = [form | {"email": spellings[number % 3]} for number in range(AT_ONCE // 2)]
        for _ in range(ROUNDS):
            with ThreadPoolExecutor(2) as both:
                halves = list(both.map(lambda web: send_together(web, forms), (first, second)))
            assert len({answer.body for half in halves for answer in half}) == 3, "as many answers as spellings"
            assert count_rows(ctx) == (1, 1)
    ctx.session.rollback()
    assert ctx.session.scalar(select(func.count()).select_from(OutgoingMail)) == AT_ONCE * ROUNDS
    assert count_mails(ctx, MailState.QUEUED) == MAX_MAILS, "nobody's mailbox is flooded"
    assert_all_holds(ctx)
    with house.worker():
        wait_until(lambda: count_mails(ctx, MailState.QUEUED) == 0)
    assert len(mail_server.recipients) == MAX_MAILS


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
