"""Taking a signature back: the counter falls, the person goes, an unprinted card is not printed."""

import pytest
from sqlalchemy import func, select

from petition.adapters.tokens import Purpose
from petition.domain.states import CardState, MailState, SignatureState
from petition.models import Contact, OutgoingMail, Signature
from petition.queries.campaigns import find_campaign, get_public_count
from petition.usecases.confirm import LinkState, confirm
from petition.usecases.context import Context
from petition.usecases.sign import sign
from petition.usecases.withdraw import withdraw
from tests.stories import (
    SLUG,
    approve_all,
    confirm_token,
    get_card,
    get_signature,
    make_campaign,
    make_card,
    make_organisation,
    make_sign,
    make_user,
    sign_and_confirm,
)


@pytest.fixture(autouse=True)
def campaign(ctx: Context) -> None:
    make_organisation(ctx)
    make_campaign(ctx)


def withdraw_token(ctx: Context, signature: Signature) -> str:
    return ctx.hands.tokens.make(Purpose.WITHDRAW, signature.public_id, signature.version)


def public_total(ctx: Context) -> int:
    campaign = find_campaign(ctx.session, SLUG)
    assert campaign is not None
    return get_public_count(ctx.session, campaign).total


def test_a_confirmed_signature_leaves_the_count_and_the_person_leaves_the_rows(ctx: Context) -> None:
    signature = sign_and_confirm(ctx, card=make_card())
    approve_all(ctx, make_user(ctx))
    assert withdraw(ctx, withdraw_token(ctx, signature)) is LinkState.READY
    gone = get_signature(ctx)
    assert (gone.state, gone.name, gone.city) == (SignatureState.WITHDRAWN, None, None)
    assert public_total(ctx) == 0
    assert ctx.session.scalar(select(func.count()).select_from(Contact)) == 0
    card = get_card(ctx)
    assert (card.state, card.message, card.printed_name) == (CardState.WITHDRAWN, "", "")


def test_the_link_of_the_first_mail_works_before_and_after_confirming(ctx: Context) -> None:
    sign(ctx, make_sign(ctx))
    token = withdraw_token(ctx, get_signature(ctx))
    confirm(ctx, confirm_token(ctx, get_signature(ctx)))
    assert withdraw(ctx, token) is LinkState.READY
    assert public_total(ctx) == 0


def test_withdrawing_twice_changes_nothing_more(ctx: Context) -> None:
    token = withdraw_token(ctx, sign_and_confirm(ctx))
    assert [withdraw(ctx, token), withdraw(ctx, token)] == [LinkState.READY, LinkState.GONE]
    assert public_total(ctx) == 0


def test_a_withdrawn_signature_cannot_be_confirmed_by_the_old_link(ctx: Context) -> None:
    sign(ctx, make_sign(ctx))
    old = get_signature(ctx)
    link = confirm_token(ctx, old)
    withdraw(ctx, withdraw_token(ctx, old))
    assert confirm(ctx, link).state is LinkState.GONE


def test_a_waiting_mail_is_not_sent_any_more(ctx: Context) -> None:
    sign(ctx, make_sign(ctx))
    withdraw(ctx, withdraw_token(ctx, get_signature(ctx)))
    mail = ctx.session.scalars(select(OutgoingMail)).one()
    assert (mail.state, mail.recipient) == (MailState.SUPPRESSED, None)


def test_somebody_who_withdrew_may_sign_again(ctx: Context) -> None:
    withdraw(ctx, withdraw_token(ctx, sign_and_confirm(ctx)))
    again = sign_and_confirm(ctx, name="Nino B.")
    assert (again.state, again.name) == (SignatureState.CONFIRMED, "Nino B.")
    assert public_total(ctx) == 1
