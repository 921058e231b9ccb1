"""A signer takes the signature back: the counter falls, the personal data goes, an unprinted card is not printed."""

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from petition.adapters import clock
from petition.adapters.tokens import Purpose, TokenError
from petition.domain.choices import Publicity
from petition.domain.states import CardState, MailState, SignatureState
from petition.models import Card, Contact, OutgoingMail, Signature
from petition.usecases.confirm import LinkState
from petition.usecases.context import Context
from petition.usecases.ledger import append_event
from petition.usecases.tally import add_to_tally

_UNPRINTED = (CardState.UNCONFIRMED, CardState.WAITING, CardState.ASKED, CardState.APPROVED, CardState.REJECTED)


def find_withdrawable(ctx: Context, token: str) -> Signature | None:
    """The signature that the link may take back, or None where nothing is left to take back. Changes nothing."""
    try:
        claim = ctx.hands.tokens.read(Purpose.WITHDRAW, token)
    except TokenError:
        return None
    signature = ctx.session.scalars(select(Signature).where(Signature.public_id == claim.public_id)).one_or_none()
    if signature is None or signature.state is SignatureState.WITHDRAWN:
        return None
    # The link of the first mail stays good after confirming, which adds one to the version.
    is_current = claim.version in {signature.version, signature.version - 1}
    return signature if is_current else None


def withdraw(ctx: Context, token: str) -> LinkState:
    """Take the signature back and erase what is known of its signer."""
    with ctx.transaction() as session:
        signature = find_withdrawable(ctx, token)
        if signature is None:
            return LinkState.GONE
        session.refresh(signature, with_for_update=True)
        if signature.state is SignatureState.WITHDRAWN:
            return LinkState.GONE
        if signature.state is SignatureState.CONFIRMED and signature.confirmed_on is not None:
            add_to_tally(session, signature, -1, day=signature.confirmed_on)
        _erase(session, signature)
        append_event(session, "signature.withdrawn", signature.public_id, actor="signer")
    return LinkState.READY


def _erase(session: Session, signature: Signature) -> None:
    """Forget name, city, address and unprinted cards; the row stays with its address key, so that mails stay limited."""
    signature.state = SignatureState.WITHDRAWN
    signature.version += 1
    signature.withdrawn_on = clock.today()
    signature.confirmed_on = None
    signature.name = signature.city = None
    signature.publicity = Publicity.COUNTED
    session.execute(delete(Contact).where(Contact.signature_id == signature.id))
    session.execute(
        update(OutgoingMail)
        .where(OutgoingMail.signature_id == signature.id, OutgoingMail.state == MailState.QUEUED)
        .values(state=MailState.SUPPRESSED, recipient=None)
    )
    session.execute(
        update(Card)
        .where(Card.signature_id == signature.id, Card.state.in_(_UNPRINTED))
        .values(
            state=CardState.WITHDRAWN,
            version=Card.version + 1,
            message="",
            printed_name="",
            printed_place="",
            rejection_reason=None,
        )
    )
