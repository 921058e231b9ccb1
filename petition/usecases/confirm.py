"""The mailbox's owner presses the button: the signature counts, once. Idempotent: scanners and double clicks are no errors."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from petition.adapters import clock
from petition.adapters.tokens import Claim, Purpose, TokenError, TokenExpired
from petition.domain.states import CampaignState, CardState, SignatureState
from petition.models import Card, Signature
from petition.usecases.context import Context
from petition.usecases.ledger import append_event
from petition.usecases.tally import add_to_tally

GRACE = timedelta(hours=24)
"""How long after closing a signature made before may still be confirmed."""


class LinkState(StrEnum):
    """What a link from a mail is good for now."""

    READY = "ready"
    DONE = "done"  # it has done its work before
    OVERTAKEN = "overtaken"  # a newer mail was sent
    EXPIRED = "expired"
    GONE = "gone"  # withdrawn, erased or never there
    CLOSED = "closed"  # the campaign ended


@dataclass(frozen=True, kw_only=True)
class ConfirmLink:
    """A confirmation link as it stands: what the page shows, and what the button would do."""

    state: LinkState
    signature: Signature | None = None
    card: Card | None = None


def read_confirm_link(ctx: Context, token: str) -> ConfirmLink:
    """What a signature's link is good for; changes nothing."""
    claim, refusal = _read(ctx, Purpose.CONFIRM, token)
    if claim is None:
        return ConfirmLink(state=refusal)
    signature = ctx.session.scalars(select(Signature).where(Signature.public_id == claim.public_id)).one_or_none()
    if signature is None or signature.state is SignatureState.WITHDRAWN:
        return ConfirmLink(state=LinkState.GONE)
    card = _find_unconfirmed_card(ctx.session, signature)
    return ConfirmLink(state=_judge_signature(signature, claim, refusal), signature=signature, card=card)


def read_card_link(ctx: Context, token: str) -> ConfirmLink:
    """What a card's link is good for; changes nothing."""
    claim, refusal = _read(ctx, Purpose.CONFIRM_CARD, token)
    if claim is None:
        return ConfirmLink(state=refusal)
    card = ctx.session.scalars(select(Card).where(Card.public_id == claim.public_id)).one_or_none()
    if card is None or card.state is CardState.WITHDRAWN:
        return ConfirmLink(state=LinkState.OVERTAKEN if card else LinkState.GONE)
    if card.state is not CardState.UNCONFIRMED:
        return ConfirmLink(state=LinkState.DONE, signature=card.signature, card=card)
    state = refusal if refusal is LinkState.EXPIRED else LinkState.READY
    return ConfirmLink(state=state, signature=card.signature, card=card)


def confirm(ctx: Context, token: str) -> ConfirmLink:
    """Count the signature that the link names, if it is ready. The card goes to moderation with it."""
    with ctx.transaction() as session:
        found = read_confirm_link(ctx, token)
        signature = found.signature
        if found.state is not LinkState.READY or signature is None:
            return found
        day = clock.today()
        changed = session.execute(
            update(Signature)
            .where(
                Signature.id == signature.id,
                Signature.version == signature.version,
                Signature.state == SignatureState.PENDING,
            )
            .values(state=SignatureState.CONFIRMED, confirmed_on=day, version=Signature.version + 1)
            .execution_options(synchronize_session="fetch")
        )
        if changed.rowcount != 1:  # type: ignore[attr-defined] # the stub hides CursorResult
            return ConfirmLink(state=LinkState.DONE, signature=signature)
        add_to_tally(session, signature, +1, day=day)
        _release_cards(session, Card.signature_id == signature.id)
        append_event(session, "signature.confirmed", signature.public_id, actor="signer")
    return ConfirmLink(state=LinkState.READY, signature=signature, card=found.card)


def confirm_card(ctx: Context, token: str) -> ConfirmLink:
    """Send the card that the link names to moderation, if it is ready."""
    with ctx.transaction() as session:
        found = read_card_link(ctx, token)
        if found.state is not LinkState.READY or found.card is None:
            return found
        _release_cards(session, Card.id == found.card.id)
        append_event(session, "card.confirmed", found.card.public_id, actor="signer")
    return found


def _read(ctx: Context, purpose: Purpose, token: str) -> tuple[Claim | None, LinkState]:
    try:
        return ctx.hands.tokens.read(purpose, token), LinkState.READY
    except TokenExpired as error:
        return error.claim, LinkState.EXPIRED
    except TokenError:
        return None, LinkState.GONE


def _judge_signature(signature: Signature, claim: Claim, refusal: LinkState) -> LinkState:
    if signature.state is SignatureState.CONFIRMED:
        return LinkState.DONE if claim.version == signature.version - 1 else LinkState.OVERTAKEN
    if claim.version != signature.version:
        return LinkState.OVERTAKEN
    if refusal is LinkState.EXPIRED:
        return LinkState.EXPIRED
    campaign = signature.campaign
    if (
        campaign.state is CampaignState.CLOSED
        and campaign.closed_at is not None
        and clock.now() - campaign.closed_at > GRACE
    ):
        return LinkState.CLOSED
    return LinkState.READY


def _find_unconfirmed_card(session: Session, signature: Signature) -> Card | None:
    statement = select(Card).where(Card.signature_id == signature.id, Card.state == CardState.UNCONFIRMED)
    return session.scalars(statement.order_by(Card.id.desc()).limit(1)).one_or_none()


def _release_cards(session: Session, which: object) -> None:
    session.execute(
        update(Card)
        .where(which, Card.state == CardState.UNCONFIRMED)  # type: ignore[arg-type] # a column expression
        .values(state=CardState.WAITING, version=Card.version + 1)
        .execution_options(synchronize_session="fetch")
    )
