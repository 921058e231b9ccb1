"""Supporters sign, and perhaps write greeting cards. The same work and the same answer for every address.

New, pending, confirmed and withdrawn addresses all cost one upsert, one mail row and one place in a job, and the page is the
same: the truth goes by mail to the mailbox's owner.

`sign_many` takes everything that waits in one transaction (group commit): a commit costs a disk flush, whatever it holds.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, tuple_, update
from sqlalchemy.orm import Session

from petition.adapters import clock
from petition.adapters.database import insert_for
from petition.adapters.keys import seal
from petition.adapters.tokens import new_public_id
from petition.adapters.words import country_name, friend_from
from petition.domain.choices import MailKind, PrintedName, Publicity
from petition.domain.emails import canonical_email
from petition.domain.names import printed_identity
from petition.domain.states import CampaignState, CardState, SignatureState
from petition.domain.switches import stops_collecting
from petition.models import Campaign, Card, Contact, Organisation, Prisoner, Signature
from petition.queries.switches import read_switches
from petition.usecases.context import Context
from petition.usecases.ledger import NewEvent, append_events
from petition.usecases.post_mail import NewMail, may_still_mail, post_mails


class SignError(Exception):
    """A signature that cannot be taken; nothing was stored."""


class CampaignNotOpenError(SignError):
    """The campaign does not collect signatures now."""


class CollectingStoppedError(SignError):
    """The installation takes no signatures now; nothing is wrong with the campaign."""


class PrisonerNotFoundError(SignError):
    """The card names a prisoner that the campaign does not have."""


@dataclass(frozen=True, kw_only=True)
class WriteCard:
    """A greeting card to one of the campaign's prisoners. `message`, in `language`, has passed `clean_text` and the fit check."""

    prisoner_slug: str
    language: str
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


@dataclass(frozen=True, kw_only=True)
class _Entry:
    """A command with what it is about: the campaign, its key, the address key, the card's prisoner."""

    command: Sign
    campaign_id: int
    public_key: str
    address_key: bytes
    prisoner_id: int | None


@dataclass(frozen=True, kw_only=True)
class _OpenCampaign:
    id: int
    public_id: str
    public_key: str


def sign(ctx: Context, command: Sign) -> None:
    """Store one pending signature, its card and its mail. Raises CampaignNotOpenError, PrisonerNotFoundError."""
    error = sign_many(ctx, [command])[0]
    if error is not None:
        raise error


def sign_many(ctx: Context, commands: Sequence[Sign]) -> list[SignError | None]:
    """Store signatures in one transaction. For each command gives None, or the error by which it alone was refused."""
    if stops_collecting(read_switches(ctx.session).keys()):
        return [CollectingStoppedError()] * len(commands)
    with ctx.transaction() as session:
        errors, entries = _prepare(ctx, session, commands)
        mails: list[NewMail] = []
        for entry_round in _rounds(entries):
            mails.extend(_take(session, entry_round))
        post_mails(ctx, session, mails)
        events = [
            NewEvent(kind="signature.requested", subject=mail.signature.public_id, actor="signer") for mail in mails
        ]
        append_events(session, events)
    return errors


def _prepare(ctx: Context, session: Session, commands: Sequence[Sign]) -> tuple[list[SignError | None], list[_Entry]]:
    campaigns = _open_campaigns(session, {command.campaign_slug for command in commands})
    prisoners = _prisoners(session, commands, [campaign.id for campaign in campaigns.values()])
    errors: list[SignError | None] = []
    entries: list[_Entry] = []
    for command in commands:
        campaign = campaigns.get(command.campaign_slug)
        if campaign is None:
            errors.append(CampaignNotOpenError(command.campaign_slug))
            continue
        prisoner_id = None
        if command.card is not None:
            prisoner_id = prisoners.get((campaign.id, command.card.prisoner_slug))
            if prisoner_id is None:
                errors.append(PrisonerNotFoundError(command.card.prisoner_slug))
                continue
        errors.append(None)
        key = ctx.hands.peppers.address_key(campaign.public_id, canonical_email(command.email))
        entries.append(
            _Entry(
                command=command,
                campaign_id=campaign.id,
                public_key=campaign.public_key,
                address_key=key,
                prisoner_id=prisoner_id,
            )
        )
    return errors, entries


def _open_campaigns(session: Session, slugs: set[str]) -> dict[str, _OpenCampaign]:
    statement = (
        select(Campaign.slug, Campaign.id, Campaign.public_id, Organisation.public_key)
        .join(Organisation)
        .where(Campaign.slug.in_(slugs), Campaign.state == CampaignState.OPEN)
    )
    return {
        slug: _OpenCampaign(id=campaign_id, public_id=public_id, public_key=public_key)
        for slug, campaign_id, public_id, public_key in session.execute(statement)
    }


def _prisoners(session: Session, commands: Sequence[Sign], campaign_ids: list[int]) -> dict[tuple[int, str], int]:
    slugs = {command.card.prisoner_slug for command in commands if command.card is not None}
    if not slugs:
        return {}
    statement = select(Prisoner.campaign_id, Prisoner.slug, Prisoner.id).where(
        Prisoner.campaign_id.in_(campaign_ids), Prisoner.slug.in_(slugs)
    )
    return {(campaign_id, slug): prisoner_id for campaign_id, slug, prisoner_id in session.execute(statement)}


def _rounds(entries: list[_Entry]) -> list[list[_Entry]]:
    """Entries in rounds in which each address stands once, in one order everywhere, so that writers never deadlock."""
    rounds: list[dict[tuple[int, bytes], _Entry]] = []
    for entry in entries:
        key = (entry.campaign_id, entry.address_key)
        for entry_round in rounds:
            if key not in entry_round:
                entry_round[key] = entry
                break
        else:
            rounds.append({key: entry})
    return [[entry_round[key] for key in sorted(entry_round)] for entry_round in rounds]


def _take(session: Session, entries: list[_Entry]) -> list[NewMail]:
    """Upsert the signatures of one round, with contacts and cards; gives the mails to be sent."""
    new_ids = _insert_new(session, entries)
    signatures = _lock(session, entries)
    contacts: list[dict[str, object]] = []
    mails: list[NewMail] = []
    for entry in entries:
        signature = signatures[entry.campaign_id, entry.address_key]
        card = None
        # What the mailbox's owner has not seen, he cannot confirm: without a mail, nothing that was typed is taken.
        if may_still_mail(signature):
            if signature.state is not SignatureState.CONFIRMED:
                if signature.id not in new_ids:
                    _renew(signature, entry.command)
                contacts.append(_contact(signature, entry))
            if entry.command.card is not None and entry.prisoner_id is not None:
                card = _write_card(session, signature, entry.command, entry.command.card, entry.prisoner_id)
        mails.append(
            NewMail(signature=signature, kind=_mail_kind(signature, card), recipient=entry.command.email, card=card)
        )
    _store_contacts(session, contacts)
    return mails


def _insert_new(session: Session, entries: list[_Entry]) -> set[int]:
    """Insert what is new. The unique index is the only judge of duplicates. Gives the ids of new rows."""
    day = clock.today()
    values = [
        {
            "public_id": new_public_id(),
            "campaign_id": entry.campaign_id,
            "campaign_text_id": entry.command.campaign_text_id,
            "address_key": entry.address_key,
            "name": entry.command.name,
            "city": entry.command.city or None,
            "country_code": entry.command.country_code,
            "language": entry.command.language,
            "publicity": entry.command.publicity,
            "signed_on": day,
            "state": SignatureState.PENDING,
        }
        for entry in entries
    ]
    # Values given apart leave the statement the same for every group, so that it is compiled once.
    statement = insert_for(session)(Signature).on_conflict_do_nothing(index_elements=["campaign_id", "address_key"])
    return set(session.connection().scalars(statement.returning(Signature.__table__.c.id), values))


def _lock(session: Session, entries: list[_Entry]) -> dict[tuple[int, bytes], Signature]:
    keys = [(entry.campaign_id, entry.address_key) for entry in entries]
    statement = select(Signature).where(tuple_(Signature.campaign_id, Signature.address_key).in_(keys))
    rows = session.scalars(statement.order_by(Signature.id).with_for_update(of=Signature))
    return {(row.campaign_id, row.address_key): row for row in rows if row.address_key is not None}


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


def _contact(signature: Signature, entry: _Entry) -> dict[str, object]:
    blob = seal(entry.public_key, {"email": entry.command.email})
    return {"signature_id": signature.id, "sealed_blob": blob, "key_id": entry.public_key}


def _store_contacts(session: Session, contacts: list[dict[str, object]]) -> None:
    if not contacts:
        return
    insert = insert_for(session)(Contact)
    newest = {"sealed_blob": insert.excluded.sealed_blob, "key_id": insert.excluded.key_id}
    session.connection().execute(insert.on_conflict_do_update(index_elements=["signature_id"], set_=newest), contacts)


def _write_card(session: Session, signature: Signature, command: Sign, words: WriteCard, prisoner_id: int) -> Card:
    session.execute(
        update(Card)
        .where(Card.signature_id == signature.id, Card.prisoner_id == prisoner_id, Card.state == CardState.UNCONFIRMED)
        .values(state=CardState.WITHDRAWN, version=Card.version + 1)
    )
    identity = printed_identity(
        words.printed_name,
        full_name=command.name,
        city=command.city,
        country=country_name(command.country_code, words.language),
        friend_from=friend_from(command.city, words.language),
    )
    card = Card(
        public_id=new_public_id(),
        campaign_id=signature.campaign_id,
        prisoner_id=prisoner_id,
        signature_id=signature.id,
        language=words.language,
        message=words.message,
        printed_name_choice=words.printed_name,
        printed_name=identity.name,
        printed_place=identity.place,
        created_on=clock.today(),
    )
    session.add(card)
    return card


def _mail_kind(signature: Signature, card: Card | None) -> MailKind:
    if signature.state is not SignatureState.CONFIRMED:
        return MailKind.CONFIRM
    return MailKind.ALREADY_SIGNED if card is None else MailKind.CONFIRM_CARD
