"""Whether what is stored holds together: ledger, counters, cards, batches and their files. Changes nothing."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from petition.domain.choices import SignatureSource
from petition.domain.manifest import manifest_sha256, parse_manifest
from petition.domain.states import BatchState, SignatureState
from petition.models import Batch, Card, LedgerEvent, Signature
from petition.queries.counts import recount
from petition.queries.ledger import find_break

Stream = Callable[[str], Iterator[bytes]]
"""Gives a stored file's bytes by its key. Raises LookupError where there is no such file."""

_DECISIVE = ("signature.confirmed", "signature.withdrawn")


class FindingCode(StrEnum):
    """What does not hold."""

    LEDGER_BREAKS = "ledger_breaks"
    COUNTER_DIFFERS = "counter_differs"
    CARD_IN_TWO_BATCHES = "card_in_two_batches"
    CARD_NUMBER_TWICE = "card_number_twice"
    CARDS_DIFFER_FROM_MANIFEST = "cards_differ_from_manifest"
    MANIFEST_CHANGED = "manifest_changed"
    FILE_MISSING = "file_missing"
    FILE_CHANGED = "file_changed"
    SIGNATURE_WITHOUT_EVENT = "signature_without_event"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that does not hold. `subject` is a public id or number, `detail` more codes and numbers; no words of people."""

    code: FindingCode
    subject: str
    detail: str = ""


def verify(session: Session, stream: Stream) -> Iterator[Finding]:
    """Everything that does not hold, in a steady order; nothing where all is well."""
    broken_at = find_break(session)
    if broken_at is not None:
        yield Finding(code=FindingCode.LEDGER_BREAKS, subject=str(broken_at))
    for found in recount(session):
        subject = f"{found.campaign_id}/{found.source}/{found.part}"
        detail = f"counter {found.counted}, rows {found.rows}"
        yield Finding(code=FindingCode.COUNTER_DIFFERS, subject=subject, detail=detail)
    yield from _card_findings(session)
    yield from _batch_findings(session, stream)
    yield from _signature_findings(session)


def _card_findings(session: Session) -> Iterator[Finding]:
    twice = select(Card.campaign_id, Card.number, func.count()).where(Card.number.is_not(None))
    twice = twice.group_by(Card.campaign_id, Card.number).having(func.count() > 1)
    for campaign_id, number, cards in session.execute(twice.order_by(Card.campaign_id, Card.number)):
        subject = f"{campaign_id}/{number}"
        yield Finding(code=FindingCode.CARD_NUMBER_TWICE, subject=subject, detail=f"{cards} cards")


def _batch_findings(session: Session, stream: Stream) -> Iterator[Finding]:
    """Read one manifest at a time: each may be tens of megabytes."""
    batch_of: dict[str, str] = {}
    for batch_id in session.scalars(select(Batch.id).order_by(Batch.id)).all():
        batch = session.get_one(Batch, batch_id)
        if batch.state is BatchState.CANCELLED:
            yield from _cancelled_findings(session, batch)
        else:
            yield from _manifest_findings(session, batch, batch_of)
            yield from _file_findings(batch, stream)
        session.expunge(batch)


def _cancelled_findings(session: Session, batch: Batch) -> Iterator[Finding]:
    """A cancelled batch has let all its cards go, and the words of its manifest with them."""
    cards = session.scalar(select(func.count()).where(Card.batch_id == batch.id)) or 0
    if cards or batch.manifest:
        detail = f"cancelled, {cards} cards, manifest of {len(batch.manifest)} characters"
        yield Finding(code=FindingCode.CARDS_DIFFER_FROM_MANIFEST, subject=batch.public_id, detail=detail)


def _manifest_findings(session: Session, batch: Batch, batch_of: dict[str, str]) -> Iterator[Finding]:
    if manifest_sha256(batch.manifest) != batch.manifest_sha256:
        yield Finding(code=FindingCode.MANIFEST_CHANGED, subject=batch.public_id)
        return
    listed = {(card.public_id, card.number) for card in parse_manifest(batch.manifest).cards}
    for card_id, _number in sorted(listed):
        if card_id in batch_of:
            detail = f"{batch_of[card_id]}, {batch.public_id}"
            yield Finding(code=FindingCode.CARD_IN_TWO_BATCHES, subject=card_id, detail=detail)
        batch_of[card_id] = batch.public_id
    rows = session.execute(select(Card.public_id, Card.number).where(Card.batch_id == batch.id))
    stored = {(row.public_id, row.number) for row in rows}
    if listed != stored or len(listed) != batch.cards_total:
        detail = f"manifest {len(listed)}, cards {len(stored)}, total {batch.cards_total}"
        yield Finding(code=FindingCode.CARDS_DIFFER_FROM_MANIFEST, subject=batch.public_id, detail=detail)


def _file_findings(batch: Batch, stream: Stream) -> Iterator[Finding]:
    if batch.file_key is None:
        return
    digest = hashlib.sha256()
    try:
        for chunk in stream(batch.file_key):
            digest.update(chunk)
    except LookupError:
        yield Finding(code=FindingCode.FILE_MISSING, subject=batch.public_id, detail=batch.file_key)
        return
    if digest.hexdigest() != batch.file_sha256:
        yield Finding(code=FindingCode.FILE_CHANGED, subject=batch.public_id, detail=batch.file_key)


def _signature_findings(session: Session) -> Iterator[Finding]:
    """Each signature was asked for, and the last event that decides about it tells the state that it is in."""
    last_id = (
        select(func.max(LedgerEvent.id))
        .where(LedgerEvent.subject == Signature.public_id, LedgerEvent.kind.in_(_DECISIVE))
        .correlate(Signature)
        .scalar_subquery()
    )
    last = aliased(LedgerEvent)
    was_asked = exists().where(LedgerEvent.subject == Signature.public_id, LedgerEvent.kind == "signature.requested")
    statement = (
        select(Signature.public_id, Signature.state, last.kind)
        .outerjoin(last, last.id == last_id)
        .where(Signature.source == SignatureSource.ONLINE, or_(~was_asked, _contradicts(last.kind)))
    )
    for public_id, state, kind in session.execute(statement.order_by(Signature.id)):
        detail = f"state {state}, last event {kind or 'none'}"
        yield Finding(code=FindingCode.SIGNATURE_WITHOUT_EVENT, subject=public_id, detail=detail)


def _contradicts(kind: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    confirmed, withdrawn = _DECISIVE
    return or_(
        and_(Signature.state == SignatureState.CONFIRMED, func.coalesce(kind, "") != confirmed),
        and_(Signature.state == SignatureState.WITHDRAWN, func.coalesce(kind, "") != withdrawn),
        and_(Signature.state == SignatureState.PENDING, func.coalesce(kind, "") == confirmed),
    )
