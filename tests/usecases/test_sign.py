"""Signing: one row for one address, one mail, the same work for everybody."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from petition.adapters import clock
from petition.adapters.keys import open_sealed
from petition.domain.choices import MailKind, Publicity
from petition.domain.states import CampaignState, CardState, MailState, SignatureState
from petition.models import Card, Contact, LedgerEvent, OutgoingMail, Signature
from petition.queries.campaigns import find_campaign, get_public_count
from petition.usecases.confirm import LinkState, confirm
from petition.usecases.context import Context
from petition.usecases.create import move_campaign
from petition.usecases.sign import CampaignNotOpenError, PrisonerNotFoundError, sign
from tests.stories import (
    SLUG,
    confirm_token,
    get_card,
    get_signature,
    jobs_table,
    make_campaign,
    make_card,
    make_organisation,
    make_sign,
    sign_and_confirm,
)


@pytest.fixture
def identity(ctx: Context) -> str:
    """An open campaign; gives the organisers' private key."""
    identity = make_organisation(ctx)
    make_campaign(ctx)
    return identity


def count(ctx: Context, model: type[object]) -> int:
    return ctx.session.scalar(select(func.count()).select_from(model)) or 0


def public_total(ctx: Context) -> int:
    ctx.session.rollback()
    campaign = find_campaign(ctx.session, SLUG)
    assert campaign is not None
    return get_public_count(ctx.session, campaign).total


def jobs(ctx: Context) -> int:
    from sqlalchemy import text

    table = jobs_table(ctx)
    return int(ctx.session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def test_a_new_signature_waits_with_its_mail_and_its_job(ctx: Context, identity: str) -> None:
    sign(ctx, make_sign(ctx))
    signature = get_signature(ctx)
    mail = ctx.session.scalars(select(OutgoingMail)).one()
    assert signature.state is SignatureState.PENDING
    assert (mail.kind, mail.state, mail.recipient) == (MailKind.CONFIRM, MailState.QUEUED, "nino@example.org")
    assert jobs(ctx) == 1
    assert public_total(ctx) == 0


def test_the_address_is_sealed_to_the_organisers(ctx: Context, identity: str) -> None:
    sign(ctx, make_sign(ctx))
    contact = ctx.session.scalars(select(Contact)).one()
    assert b"nino" not in contact.sealed_blob
    assert open_sealed(identity, contact.sealed_blob) == {"email": "nino@example.org"}


def test_spellings_of_one_mailbox_are_one_row(ctx: Context, identity: str) -> None:
    for email in ("ni.no@gmail.com", "NINO+petition@googlemail.com", "nino@gmail.com"):
        sign(ctx, make_sign(ctx, email))
    assert count(ctx, Signature) == 1
    assert count(ctx, OutgoingMail) == 3


def test_the_newest_words_replace_unconfirmed_ones_and_kill_the_older_link(ctx: Context, identity: str) -> None:
    sign(ctx, make_sign(ctx, name="Wrong Name"))
    old_token = confirm_token(ctx, get_signature(ctx))
    sign(ctx, make_sign(ctx, name="Right Name", publicity=Publicity.PUBLIC))
    assert get_signature(ctx).name == "Right Name"
    assert confirm(ctx, old_token).state is LinkState.OVERTAKEN
    assert confirm(ctx, confirm_token(ctx, get_signature(ctx))).state is LinkState.READY
    assert public_total(ctx) == 1


def test_no_more_than_five_mails_and_then_nothing_changes(ctx: Context, identity: str) -> None:
    for number in range(5):
        sign(ctx, make_sign(ctx, name=f"Name {number}"))
    before = get_signature(ctx)
    version, name = before.version, before.name
    sign(ctx, make_sign(ctx, name="A stranger's joke", card=make_card()))
    after = get_signature(ctx)
    assert (after.version, after.name) == (version, name)
    assert count(ctx, Card) == 0
    states = ctx.session.scalars(select(OutgoingMail.state).order_by(OutgoingMail.id)).all()
    assert states == [MailState.QUEUED] * 5 + [MailState.SUPPRESSED]
    assert ctx.session.scalars(select(OutgoingMail.recipient).order_by(OutgoingMail.id.desc())).first() is None


def test_a_confirmed_signer_is_told_by_mail_and_keeps_the_signature(ctx: Context, identity: str) -> None:
    sign_and_confirm(ctx)
    sign(ctx, make_sign(ctx, name="Somebody Else"))
    assert get_signature(ctx).name == "Nino Beridze"
    assert (
        ctx.session.scalars(select(OutgoingMail.kind).order_by(OutgoingMail.id.desc())).first()
        is MailKind.ALREADY_SIGNED
    )
    assert public_total(ctx) == 1


def test_a_confirmed_signer_may_write_a_card_later(ctx: Context, identity: str) -> None:
    sign_and_confirm(ctx)
    sign(ctx, make_sign(ctx, card=make_card()))
    assert get_card(ctx).state is CardState.UNCONFIRMED
    assert (
        ctx.session.scalars(select(OutgoingMail.kind).order_by(OutgoingMail.id.desc())).first() is MailKind.CONFIRM_CARD
    )


def test_the_card_names_its_author_as_chosen(ctx: Context, identity: str) -> None:
    sign(ctx, make_sign(ctx, card=make_card()))
    card = get_card(ctx)
    assert (card.printed_name, card.printed_place) == ("Nino", "Georgia")
    assert "Beridze" not in card.printed_name + card.printed_place


def test_signing_alone_makes_no_card(ctx: Context, identity: str) -> None:
    sign_and_confirm(ctx)
    assert count(ctx, Card) == 0


def test_a_card_to_nobody_stores_nothing(ctx: Context, identity: str) -> None:
    from dataclasses import replace

    with pytest.raises(PrisonerNotFoundError):
        sign(ctx, make_sign(ctx, card=replace(make_card(), prisoner_slug="nobody")))
    assert count(ctx, Signature) == count(ctx, OutgoingMail) == jobs(ctx) == 0


def test_a_closed_campaign_takes_no_signature(ctx: Context, identity: str) -> None:
    move_campaign(ctx, SLUG, CampaignState.CLOSED)
    with pytest.raises(CampaignNotOpenError):
        sign(ctx, make_sign(ctx))
    assert count(ctx, Signature) == 0


def test_confirming_after_closing_is_accepted_for_a_day(ctx: Context, identity: str) -> None:
    sign(ctx, make_sign(ctx))
    campaign = move_campaign(ctx, SLUG, CampaignState.CLOSED)
    with ctx.transaction() as session:
        campaign = session.merge(campaign)
        campaign.closed_at = clock.now() - timedelta(hours=25)
    assert confirm(ctx, confirm_token(ctx, get_signature(ctx))).state is LinkState.CLOSED
    with ctx.transaction() as session:
        session.merge(campaign).closed_at = clock.now() - timedelta(hours=23)
    assert confirm(ctx, confirm_token(ctx, get_signature(ctx))).state is LinkState.READY


def test_fifty_people_with_one_address_are_one_row(ctx: Context, identity: str) -> None:
    command = make_sign(ctx)
    ctx.session.rollback()
    engine = ctx.session.get_bind()
    errors: list[BaseException] = []

    def sign_once() -> None:
        try:
            with Session(engine, expire_on_commit=False) as session:
                sign(Context(session=session, hands=ctx.hands), command)
        except BaseException as error:  # noqa: BLE001 - told below
            errors.append(error)

    threads = [threading.Thread(target=sign_once) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert count(ctx, Signature) == 1
    assert count(ctx, OutgoingMail) == 50
    sent = select(func.count()).select_from(OutgoingMail).where(OutgoingMail.state == MailState.QUEUED)
    assert ctx.session.scalar(sent) == 5


def test_confirming_twice_counts_once(ctx: Context, identity: str) -> None:
    sign(ctx, make_sign(ctx))
    token = confirm_token(ctx, get_signature(ctx))
    assert [confirm(ctx, token).state for _ in range(3)] == [LinkState.READY, LinkState.DONE, LinkState.DONE]
    assert public_total(ctx) == 1
    confirmed = select(func.count()).select_from(LedgerEvent).where(LedgerEvent.kind == "signature.confirmed")
    assert ctx.session.scalar(confirmed) == 1


def test_twenty_confirmations_at_once_count_once(ctx: Context, identity: str) -> None:
    sign(ctx, make_sign(ctx, card=make_card()))
    token = confirm_token(ctx, get_signature(ctx))
    ctx.session.rollback()
    engine = ctx.session.get_bind()
    states: list[LinkState] = []

    def press() -> None:
        with Session(engine, expire_on_commit=False) as session:
            states.append(confirm(Context(session=session, hands=ctx.hands), token).state)

    threads = [threading.Thread(target=press) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(states) == [LinkState.DONE] * 19 + [LinkState.READY]
    assert public_total(ctx) == 1
    assert get_card(ctx).state is CardState.WAITING
