"""A signature's way into the mail: what a submitter typed never comes out of somebody else's mailbox."""

import re

import pytest
from sqlalchemy import select

from petition.adapters.letters import already_signed_letter, confirm_card_letter, confirm_letter
from petition.models import OutgoingMail
from petition.paths import TEMPLATES
from petition.usecases.context import Context
from petition.usecases.send_mail import _build_letter
from petition.usecases.sign import sign
from tests.stories import TEXT, make_campaign, make_card, make_organisation, make_sign, sign_and_confirm

TYPED = ("Nino", "Beridze", "Tbilisi", "Warm greetings", "GE", "Georgia")
TOLD = (TEXT.title, TEXT.lead, TEXT.addressee, "example prisoner", "Example Prisoner", "free-the-example")


@pytest.fixture
def campaign(ctx: Context) -> None:
    make_organisation(ctx)
    make_campaign(ctx)


def newest_mail(ctx: Context) -> str:
    """Subject, text and page of the newest mail, as it would leave."""
    mail = ctx.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id.desc()).limit(1)).one()
    letter = _build_letter(ctx, mail)
    assert letter is not None
    return re.sub(r"https?://\S+?(?=[\s\"<])", "", f"{letter.subject}\n{letter.sender}\n{letter.text}\n{letter.html}")


def assert_neutral(mail: str) -> None:
    assert [word for word in (*TYPED, *TOLD) if re.search(rf"\b{re.escape(word)}\b", mail)] == []


@pytest.mark.usefixtures("campaign")
def test_the_first_mail_carries_nothing_typed_and_names_no_petition(ctx: Context) -> None:
    sign(ctx, make_sign(ctx, card=make_card()))
    assert_neutral(newest_mail(ctx))


@pytest.mark.usefixtures("campaign")
def test_the_mail_about_a_second_signature_is_as_neutral(ctx: Context) -> None:
    sign_and_confirm(ctx)
    sign(ctx, make_sign(ctx))
    mail = newest_mail(ctx)
    assert "counts once" in mail
    assert_neutral(mail)


@pytest.mark.usefixtures("campaign")
def test_the_mail_about_a_card_is_as_neutral(ctx: Context) -> None:
    sign_and_confirm(ctx)
    sign(ctx, make_sign(ctx, card=make_card()))
    mail = newest_mail(ctx)
    assert "greeting" in mail
    assert_neutral(mail)


def test_every_mail_has_its_three_templates() -> None:
    names = {path.name for path in (TEMPLATES / "mail").iterdir() if not path.name.startswith("_")}
    mails = [
        function.__name__.removesuffix("_letter")
        for function in (confirm_letter, already_signed_letter, confirm_card_letter)
    ]
    assert names == {f"{mail}.{part}" for mail in mails for part in ("subject.txt", "txt", "html")}
