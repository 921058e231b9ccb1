"""The whole main job without a browser: forty supporters sign and confirm, an organiser approves, a batch is printed.

Supporters go through the pages, the worker is a process of its own, and mails travel over SMTP. Whatever does not happen is
told in one line, and the command ends with an error.
"""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click
from sqlalchemy import func, select

from petition.adapters.mailbox import MailboxServer
from petition.app import create_app
from petition.cli.context import open_context
from petition.cli.demo import crowd as supporters
from petition.cli.demo.setup import ORGANISER_EMAIL, Demo
from petition.cli.demo.waiting import wait_for
from petition.cli.errors import CommandError
from petition.cli.serve.child import running_worker
from petition.domain.manifest import parse_manifest
from petition.domain.states import BatchState, CardState
from petition.models import Batch, Campaign, Card
from petition.queries.campaigns import get_public_count, list_prisoners
from petition.queries.desk import list_cards
from petition.queries.people import find_user
from petition.settings import DEMO_SCHEME
from petition.usecases.context import Context
from petition.usecases.create import find_campaign
from petition.usecases.moderate import Moderate, moderate
from petition.usecases.seal_batch import SealBatch, seal_batch

RENDERED_WITHIN_S = 180
MAX_CARDS = 10_000


@dataclass(frozen=True, kw_only=True)
class Result:
    """What came out, as numbers that must fit each other."""

    greetings: int
    mails: int
    confirmed: int
    cards_written: int
    cards_approved: int
    cards_printed: int
    left_out: str
    pages: int
    pdf: Path


def go_through_print(demo: Demo) -> None:
    """Run the main job on the demo campaign. Raises CommandError where anything is missing at the end."""
    if not demo.settings.has_demo_mailbox:
        raise CommandError("The demo's mails go to the demo mailbox only: unset PETITION_SMTP_URL.")
    mailbox = MailboxServer(demo.settings.demo_mailbox_dir, "127.0.0.1", 0)
    smtp_url = f"{DEMO_SCHEME}127.0.0.1:{mailbox.port}"
    settings = replace(demo.settings, smtp_url=smtp_url)
    mailbox.start()
    try:
        with running_worker(_worker_environ(smtp_url)), open_context(settings) as ctx:
            result = _run(ctx, demo.campaign_slug)
    finally:
        mailbox.stop()
    _tell(result)


def _worker_environ(smtp_url: str) -> dict[str, str]:
    """Our own variables, but for the mailbox of this run and a quiet log."""
    changes = {"PETITION_SMTP_URL": smtp_url, "PETITION_LOG_LEVEL": "WARNING"}
    return {name: text for name, text in os.environ.items() if name.removesuffix("_FILE") not in changes} | changes


def _run(ctx: Context, campaign_slug: str) -> Result:
    settings = ctx.hands.settings
    crowd = supporters.make_crowd(create_app(settings), settings)
    campaign = find_campaign(ctx.session, campaign_slug)
    prisoner_slug = list_prisoners(ctx.session, campaign)[0].slug
    counted_before, last_card_id = _count(ctx, campaign), ctx.session.scalar(select(func.max(Card.id))) or 0
    for supporter in crowd:
        supporters.sign(supporter, f"{settings.base_url}/c/{campaign_slug}", prisoner_slug)
    click.echo(f"{len(crowd)} supporters have signed.")
    mails = supporters.wait_for_mails(settings.demo_mailbox_dir, crowd)
    click.echo(f"{len(crowd)} mails have come by SMTP.")
    for supporter in crowd:
        supporters.confirm(supporter, mails[supporter.email], settings.base_url)
    confirmed = _count(ctx, campaign) - counted_before
    click.echo(f"{confirmed} signatures are confirmed and counted.")
    approved = _approve(ctx, campaign, after_id=last_card_id)
    click.echo(f"{len(approved)} cards are approved.")
    batch = _seal_and_wait(ctx, campaign)
    printed = {card.public_id for card in parse_manifest(batch.manifest).cards} & set(approved)
    return Result(
        greetings=len(crowd),
        mails=len({mails[supporter.email].mail_id for supporter in crowd}),
        confirmed=confirmed,
        cards_written=sum(supporter.greeting.has_card for supporter in crowd),
        cards_approved=len(approved),
        cards_printed=len(printed),
        left_out=batch.left_out,
        pages=batch.pages or 0,
        pdf=_save(ctx, campaign, batch),
    )


def _count(ctx: Context, campaign: Campaign) -> int:
    ctx.session.rollback()
    return get_public_count(ctx.session, campaign).total


def _approve(ctx: Context, campaign: Campaign, *, after_id: int) -> Sequence[str]:
    """An organiser reads the new cards and approves them. Returns their public ids."""
    organiser = find_user(ctx.session, ORGANISER_EMAIL)
    assert organiser is not None  # noqa: S101 - the demo made the account
    cards = list_cards(ctx.session, campaign, [CardState.WAITING], after_id=after_id, limit=MAX_CARDS)
    for public_id, version in [(card.public_id, card.version) for card in cards]:
        decision = Moderate(
            organisation_id=organiser.organisation_id,
            user_id=organiser.id,
            card_public_id=public_id,
            version=version,
            decision=CardState.APPROVED,
        )
        moderate(ctx, decision)
    return [card.public_id for card in cards]


def _seal_and_wait(ctx: Context, campaign: Campaign) -> Batch:
    """Seal what is approved, and wait until the worker has made the PDF."""
    organiser = find_user(ctx.session, ORGANISER_EMAIL)
    assert organiser is not None  # noqa: S101 - the demo made the account
    command = SealBatch(organisation_id=organiser.organisation_id, user_id=organiser.id, campaign_slug=campaign.slug)
    batch_id = seal_batch(ctx, command).id
    click.echo("A batch is sealed; the worker makes its PDF.")

    def look() -> Batch | None:
        ctx.session.rollback()
        batch = ctx.session.get_one(Batch, batch_id, populate_existing=True)
        return None if batch.state is BatchState.SEALED else batch

    return wait_for(look, "The PDF", within_s=RENDERED_WITHIN_S)


def _save(ctx: Context, campaign: Campaign, batch: Batch) -> Path:
    """A copy of the PDF where people find it. Raises CommandError where it is not the file that was rendered."""
    content = ctx.hands.files.read(batch.file_key or "")
    if hashlib.sha256(content).hexdigest() != batch.file_sha256:
        raise CommandError("The stored PDF is not the one that was rendered.")
    path = ctx.hands.settings.data_dir / "demo" / f"{campaign.slug}-batch-{batch.number}.pdf"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.write_bytes(content)
    return path


def _tell(result: Result) -> None:
    """Print the sum. Raises CommandError where the numbers do not fit."""
    click.echo(
        f"{result.greetings} signed, {result.mails} mails, {result.confirmed} confirmed; {result.cards_written} cards "
        f"written, {result.cards_approved} approved, {result.cards_printed} printed on {result.pages} pages."
    )
    people = {result.greetings, result.mails, result.confirmed}
    cards = {result.cards_written, result.cards_approved, result.cards_printed}
    if len(people) > 1 or len(cards) > 1 or result.left_out != "[]" or not result.pages:
        raise CommandError(
            f"Something is missing: the numbers above differ, or cards were left out: {result.left_out}."
        )
    click.echo(f"PDF: {result.pdf}")
