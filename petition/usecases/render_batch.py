"""Making the PDF of a sealed batch: from its manifest alone, so whoever renders it gets the same bytes."""

import hashlib
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from petition.adapters import clock
from petition.domain.manifest import Manifest, ManifestCard, parse_manifest
from petition.domain.states import BATCH_STEPS, BatchState, CardState, step
from petition.models import Batch, Card
from petition.pdf import Card as PressCard
from petition.pdf import CardDesign, LeftOut, compile_cards, load_layout
from petition.usecases.context import Context
from petition.usecases.ledger import append_event
from petition.usecases.tell_progress import tell_progress


class FrontPictureChangedError(Exception):
    """The stored front picture is not the one that the manifest names."""


def render_batch(ctx: Context, batch_id: int) -> str:
    """Render the batch, store the file, and return its SHA-256. A batch that is rendered already is left alone."""
    batch = ctx.session.get_one(Batch, batch_id, populate_existing=True)
    if batch.state is not BatchState.SEALED:
        return batch.file_sha256 or ""
    manifest = parse_manifest(batch.manifest)
    front = ctx.hands.files.read(manifest.front_key)
    if hashlib.sha256(front).hexdigest() != manifest.front_sha256:
        raise FrontPictureChangedError(manifest.front_key)
    public_id, layout = batch.public_id, load_layout(manifest.layout)
    ctx.session.rollback()
    with tempfile.TemporaryDirectory(prefix="petition-press-") as folder:
        path = Path(folder) / "batch.pdf"
        printed = compile_cards(
            _press_cards(manifest, tell_progress(ctx, batch_id, manifest.cards)),
            CardDesign(front=front, title=manifest.title),
            layout,
            path,
        )
        key = f"batches/{public_id}/{printed.sha256}.pdf"
        ctx.hands.files.put(key, path)
        size = path.stat().st_size
    left_out = [_left_out(card) for card in printed.left_out]
    with ctx.transaction() as session:
        batch = session.scalars(select(Batch).where(Batch.id == batch_id).with_for_update()).one()
        if batch.state is not BatchState.SEALED:  # somebody cancelled it, or another worker was faster
            return batch.file_sha256 or ""
        batch.state = step(BATCH_STEPS, batch.state, BatchState.RENDERED)
        batch.version += 1
        batch.file_key, batch.file_sha256, batch.file_bytes = key, printed.sha256, size
        batch.pages, batch.cards_done = printed.pages, batch.cards_total
        batch.left_out = json.dumps(left_out)
        batch.rendered_at = clock.now()
        _give_back(session, batch, printed.left_out)
        payload: dict[str, str | int] = {
            "file_sha256": printed.sha256,
            "pages": printed.pages,
            "left_out": len(left_out),
        }
        append_event(session, "batch.rendered", batch.public_id, actor="worker", payload=payload)
    return printed.sha256


def _give_back(session: Session, batch: Batch, left_out: Sequence[LeftOut]) -> None:
    """Cards that are not in the file leave the batch, so that nobody marks them as printed; a colleague is asked."""
    session.execute(
        update(Card)
        .where(Card.batch_id == batch.id, Card.position.in_([card.position for card in left_out]))
        .values(state=CardState.ASKED, batch_id=None, position=None, version=Card.version + 1)
    )


def _left_out(card: LeftOut) -> dict[str, str]:
    """A card that was not printed, with the reasons; they never quote its text."""
    return {"number": card.number, "problem": "; ".join(str(problem) for problem in card.problems)}


def _press_cards(manifest: Manifest, cards: Iterable[ManifestCard]) -> Iterator[PressCard]:
    """The cards for the press. Divider sheets part the facilities, so a batch for one facility has none."""
    has_dividers = len({card.facility for card in manifest.cards}) > 1
    for card in cards:
        yield _press_card(card, card.facility if has_dividers else "")


def _press_card(card: ManifestCard, facility: str) -> PressCard:
    return PressCard(
        number=str(card.number),
        text=card.text,
        name=card.name,
        place=card.place,
        language=card.language,
        address=card.address,
        facility=facility,
    )
