"""A supporter signs, and perhaps writes a greeting card. The same work and the same answer for every address.

New, pending, confirmed and withdrawn addresses all cost one upsert, one mail row and one job, and the page is the same: the
truth goes by mail to the mailbox's owner.
"""

from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from petition.adapters import clock
from petition.adapters.keys import seal
from petition.adapters.tokens import new_public_id
from petition.adapters.words import country_name, friend_from
from petition.domain.choices import MailKind, PrintedName, Publicity
from petition.domain.emails import canonical_email
from petition.domain.names import printed_identity
from petition.domain.states import CampaignState, CardState, SignatureState
from petition.models import Campaign, Card, Contact, Prisoner, Signature
from petition.usecases.context import Context
from petition.usecases.ledger import append_event
from petition.usecases.post_mail import may_still_mail, post_mail


class CampaignNotOpenError(Exception):
    """The campaign does not collect signatures now."""


class PrisonerNotFoundError(Exception):
    """The card names a prisoner that the campaign does not have."""


@dataclass(frozen=True, kw_only=True)
class WriteCard:
    """A greeting card to one of the campaign's prisoners. `message` has passed `clean_text` and the fit check."""

    prisoner_slug: str
    message: str
    printed_name: PrintedName


@dataclass(frozen=True, kw_only=True)
class Sign:
    """What the form gave. `email` is one valid addr-spec, `name` and `city` have passed `clean_text`."""

    campaign_slug: str
    campaign_text_id: int
    language: str
    name: str
    email: str
    city: str
    country_code: str
    publicity: Publicity
    card: WriteCard | None


def sign(ctx: Context, command: Sign) -> None:
    """Store a pending signature, its card and its mail. Raises CampaignNotOpenError, PrisonerNotFoundError."""
    with ctx.transaction() as session:
        campaign = session.scalars(select(Campaign).where(Campaign.slug == command.campaign_slug)).one_or_none()
        if campaign is None or campaign.state is not CampaignState.OPEN:
            raise CampaignNotOpenError(command.campaign_slug)
        signature, is_new = _find_or_insert(ctx, session, campaign, command)
        card = _take_words(session, signature, campaign, command, is_new=is_new) if may_still_mail(signature) else None
        post_mail(ctx, session, signature, kind=_mail_kind(signature, card), recipient=command.email, card=card)
        append_event(session, "signature.requested", signature.public_id, actor="signer")


def _take_words(
    session: Session, signature: Signature, campaign: Campaign, command: Sign, *, is_new: bool
) -> Card | None:
    """Store what was typed, as long as a mail can still tell the mailbox's owner: what he has not seen, he cannot confirm."""
    if signature.state is not SignatureState.CONFIRMED:
        if not is_new:
            _renew(signature, command)
        _seal_contact(session, signature, campaign, command.email)
    return None if command.card is None else _write_card(session, signature, command, command.card)


def _find_or_insert(ctx: Context, session: Session, campaign: Campaign, command: Sign) -> tuple[Signature, bool]:
    """The row of this address, made if it is new. The unique index is the only judge of duplicates."""
    key = ctx.hands.peppers.address_key(campaign.public_id, canonical_email(command.email))
    insert = (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert(Signature)
    inserted = session.execute(
        insert.values(
            public_id=new_public_id(),
            campaign_id=campaign.id,
            campaign_text_id=command.campaign_text_id,
            address_key=key,
            name=command.name,
            city=command.city or None,
            country_code=command.country_code,
            language=command.language,
            publicity=command.publicity,
            signed_on=clock.today(),
        )
        .on_conflict_do_nothing(index_elements=["campaign_id", "address_key"])
        .returning(Signature.id)
    ).scalar_one_or_none()
    same_address = select(Signature).where(Signature.campaign_id == campaign.id, Signature.address_key == key)
    return session.scalars(same_address.with_for_update()).one(), inserted is not None


def _renew(signature: Signature, command: Sign) -> None:
    """Take the newest words of somebody who has not confirmed; the tokens of earlier mails die with the version."""
    signature.state = SignatureState.PENDING
    signature.withdrawn_on = signature.confirmed_on = None
    signature.version += 1
    signature.campaign_text_id = command.campaign_text_id
    signature.name = command.name
    signature.city = command.city or None
    signature.country_code = command.country_code
    signature.language = command.language
    signature.publicity = command.publicity


def _seal_contact(session: Session, signature: Signature, campaign: Campaign, email: str) -> None:
    public_key = campaign.organisation.public_key
    blob = seal(public_key, {"email": email})
    session.merge(Contact(signature_id=signature.id, sealed_blob=blob, key_id=public_key))


def _write_card(session: Session, signature: Signature, command: Sign, words: WriteCard) -> Card:
    prisoner = session.scalars(
        select(Prisoner).where(Prisoner.campaign_id == signature.campaign_id, Prisoner.slug == words.prisoner_slug)
    ).one_or_none()
    if prisoner is None:
        raise PrisonerNotFoundError(words.prisoner_slug)
    session.execute(
        update(Card)
        .where(Card.signature_id == signature.id, Card.prisoner_id == prisoner.id, Card.state == CardState.UNCONFIRMED)
        .values(state=CardState.WITHDRAWN, version=Card.version + 1)
    )
    identity = printed_identity(
        words.printed_name,
        full_name=command.name,
        city=command.city,
        country=country_name(command.country_code, command.language),
        friend_from=friend_from(command.city, command.language),
    )
    card = Card(
        public_id=new_public_id(),
        campaign_id=signature.campaign_id,
        prisoner_id=prisoner.id,
        signature_id=signature.id,
        language=command.language,
        message=words.message,
        printed_name_choice=words.printed_name,
        printed_name=identity.name,
        printed_place=identity.place,
        created_on=clock.today(),
    )
    session.add(card)
    session.flush()
    return card


def _mail_kind(signature: Signature, card: Card | None) -> MailKind:
    if signature.state is not SignatureState.CONFIRMED:
        return MailKind.CONFIRM
    return MailKind.ALREADY_SIGNED if card is None else MailKind.CONFIRM_CARD
