"""`petition batch`: sealing cards for print and fetching the PDF."""

import hashlib
from datetime import datetime
from pathlib import Path

import click
from sqlalchemy.orm import Session

from petition.cli.context import open_context
from petition.cli.errors import CommandError
from petition.cli.listing import json_option, print_rows
from petition.models import Batch, User
from petition.queries.campaigns import find_own_campaign
from petition.queries.desk import find_batch, list_batches
from petition.queries.people import find_user
from petition.usecases.create import NotThereError, find_campaign
from petition.usecases.seal_batch import DEFAULT_LAYOUT, MAX_CARDS, SealBatch, seal_batch


@click.group()
def batch() -> None:
    """Batches: cards that are printed together."""


@batch.command()
@click.option("--campaign", "campaign_slug", required=True)
@click.option("--by", "email", required=True, help="The organiser in whose name it is sealed; stands in the ledger.")
@click.option("--layout", default=DEFAULT_LAYOUT, show_default=True)
@click.option("--limit", type=click.IntRange(1, MAX_CARDS), default=MAX_CARDS, help="At most so many cards.")
def seal(campaign_slug: str, email: str, layout: str, limit: int) -> None:
    """Freeze the approved cards into a batch and print its id; the worker makes the PDF."""
    with open_context() as ctx:
        user = get_user(ctx.session, email)
        if find_own_campaign(ctx.session, user.organisation_id, campaign_slug) is None:
            raise NotThereError(f"campaign {campaign_slug} of this organiser's organisation")
        command = SealBatch(
            organisation_id=user.organisation_id,
            user_id=user.id,
            campaign_slug=campaign_slug,
            layout=layout,
            limit=limit,
        )
        sealed = seal_batch(ctx, command)
    click.echo(sealed.public_id)
    click.echo(f"Batch {sealed.number}: {sealed.cards_total} cards.", err=True)


@batch.command("list")
@click.option("--campaign", "campaign_slug", required=True)
@json_option
def list_(campaign_slug: str, *, as_json: bool) -> None:
    """List a campaign's batches, newest first."""
    with open_context() as ctx:
        rows = [_row(found) for found in list_batches(ctx.session, find_campaign(ctx.session, campaign_slug))]
    print_rows(rows, as_json=as_json)


@batch.command()
@click.argument("batch_id")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="File to write.")
def download(batch_id: str, output: Path) -> None:
    """Write a batch's PDF to a file, checked against the hash that was stored when it was made."""
    with open_context() as ctx:
        found = find_batch(ctx.session, None, batch_id)
        if found is None:
            raise NotThereError(f"batch {batch_id}")
        if found.file_key is None:
            raise CommandError(f"Batch {found.number} is not rendered yet: is `petition worker` running?")
        content = ctx.hands.files.read(found.file_key)
    if hashlib.sha256(content).hexdigest() != found.file_sha256:
        raise CommandError(f"The stored file of batch {found.number} is not the one that was rendered.")
    output.write_bytes(content)
    click.echo(f"{output}: {len(content)} bytes, {found.pages} pages.", err=True)


def get_user(session: Session, email: str) -> User:
    """Raises NotThereError."""
    user = find_user(session, email)
    if user is None:
        raise NotThereError("user with this address")
    return user


def _row(found: Batch) -> dict[str, str | int | datetime | None]:
    return {
        "id": found.public_id,
        "number": found.number,
        "state": found.state,
        "layout": found.layout,
        "cards": found.cards_total,
        "pages": found.pages,
        "bytes": found.file_bytes,
        "manifest_sha256": found.manifest_sha256,
        "file_sha256": found.file_sha256,
        "sealed_at": found.sealed_at,
        "rendered_at": found.rendered_at,
    }
