"""Every column that can hold words says whether it speaks of a person, and if so, when it is erased."""

from sqlalchemy import Column, Enum, LargeBinary, String, Text

from petition.models import Base

WORDS_OF_NOBODY = {
    "batch.file_key",
    "batch.file_sha256",
    "batch.layout",
    "batch.left_out",
    "batch.manifest_sha256",
    "batch.posted_from",
    "batch.public_id",
    "campaign.default_language",
    "campaign.public_id",
    "campaign.slug",
    "campaign_picture.file_key",
    "campaign_picture.purpose",
    "campaign_picture.sha256",
    "campaign_text.addressee",
    "campaign_text.demand",
    "campaign_text.language",
    "campaign_text.lead",
    "campaign_text.notice",
    "campaign_text.picture_alt",
    "campaign_text.picture_caption",
    "campaign_text.story",
    "campaign_text.title",
    "card.language",
    "card.public_id",
    "contact.key_id",
    "custody_period.country_code",
    "custody_period.facility",
    "custody_period.languages",
    "custody_period.source",
    "ledger_event.actor",
    "ledger_event.hash",
    "ledger_event.kind",
    "ledger_event.payload",
    "ledger_event.previous_hash",
    "ledger_event.subject",
    "organisation.name",
    "organisation.public_key",
    "organisation.return_address",
    "organisation.slug",
    "outgoing_mail.failure_code",
    "outgoing_mail.message_id",
    "prisoner.public_id",
    "prisoner.slug",
    "prisoner_name.language",
    "role.description",
    "role.name",
    "sheet_line.entry_id",
    "sheet_line.sheet",
    "signature.country_code",
    "signature.language",
    "signature.public_id",
    "tally.country_code",
    "user_account.fs_uniquifier",
    "user_account.public_id",
    "volunteer_link.label",
    "volunteer_link.public_id",
    "volunteer_link.token_sha256",
}
"""Reviewed one by one: a new column of words fails the test until somebody has thought about it."""


def columns_of_words() -> dict[str, Column[object]]:
    return {
        f"{table.name}.{column.name}": column
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, String | Text | LargeBinary) and not isinstance(column.type, Enum)
    }


def test_every_column_of_words_is_declared_personal_or_reviewed() -> None:
    undeclared = {
        name
        for name, column in columns_of_words().items()
        if "personal" not in column.info and name not in WORDS_OF_NOBODY
    }
    assert undeclared == set()


def test_every_personal_column_says_how_it_is_erased() -> None:
    personal = {
        name: column.info["personal"] for name, column in columns_of_words().items() if "personal" in column.info
    }
    assert len(personal) >= 15
    assert {name for name, erased in personal.items() if len(erased) < 10} == set()


def test_the_review_lists_no_column_that_is_gone_or_personal() -> None:
    columns = columns_of_words()
    assert {name for name in WORDS_OF_NOBODY if name not in columns or "personal" in columns[name].info} == set()


def test_nobody_has_a_column_for_what_must_never_be_stored() -> None:
    forbidden = ("ip", "user_agent", "referrer", "birth", "phone", "fingerprint")
    found = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if any(part in forbidden for part in column.name.split("_"))
    }
    assert found == set()


def test_every_constraint_has_a_name() -> None:
    nameless = [
        f"{table.name}: {constraint!r}"
        for table in Base.metadata.sorted_tables
        for constraint in table.constraints
        if constraint.name is None
    ]
    assert nameless == []
