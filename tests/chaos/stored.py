"""What the database holds, compared with what the crowd was told."""

from dbos import DBOSClient
from sqlalchemy import select

from petition.adapters.keys import open_sealed
from petition.adapters.queue import APPLICATION_NAME, JobName, JsonSerializer
from petition.domain.emails import canonical_email
from petition.models import Campaign, Contact, OutgoingMail, Signature
from petition.usecases.context import Context
from tests.chaos.crowd import Books
from tests.chaos.house import House


def compare(ctx: Context, house: House, books: Books) -> set[str]:
    """Hold the books against the rows; gives the stored addresses."""
    addresses = stored_addresses(ctx, house)
    assert len(set(books.accepted)) == len(books.accepted)
    assert set(books.accepted) - addresses == set(), "acknowledged, and lost"
    assert addresses & set(books.refused) == set(), "refused, and stored"
    assert addresses - set(books.accepted) - set(books.unknown) == set(), "stored for nobody"
    return addresses


def stored_addresses(ctx: Context, house: House) -> set[str]:
    """The addresses of all signatures; each is whole: its key, its contact, one mail, one place in a job."""
    ctx.session.rollback()
    campaign_id = ctx.session.scalars(select(Campaign.public_id)).one()
    statement = select(Signature, Contact).outerjoin(Contact, Contact.signature_id == Signature.id)
    mails = {
        row.signature_id: row.id for row in ctx.session.execute(select(OutgoingMail.signature_id, OutgoingMail.id))
    }
    waiting = job_ids(ctx)
    addresses = set()
    for signature, contact in ctx.session.execute(statement):
        assert contact is not None, "a signature without its contact"
        address = open_sealed(house.identity, contact.sealed_blob)["email"]
        assert ctx.hands.peppers.address_key(campaign_id, canonical_email(address)) == signature.address_key
        assert mails[signature.id] in waiting, "a mail without a job"
        addresses.add(address)
    assert len(addresses) == len(mails)
    return addresses


def job_ids(ctx: Context) -> set[int]:
    """The mails that some job was told to send."""
    client = DBOSClient(
        system_database_engine=ctx.session.get_bind().engine,
        serializer=JsonSerializer(),
        application_name=APPLICATION_NAME,
    )
    jobs = client.list_workflows(name=JobName.SEND_MAILS, load_input=True, load_output=False)
    client.destroy()
    return {mail_id for job in jobs if job.input is not None for mail_id in job.input["args"][0]}
