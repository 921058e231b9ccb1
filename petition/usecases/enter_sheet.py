"""A volunteer enters lines of a paper sheet by a link. The link writes and reads nothing; a repeat changes nothing."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from petition.adapters import clock
from petition.adapters.database import insert_for
from petition.models import SheetLine, VolunteerLink
from petition.usecases.context import Context
from petition.usecases.ledger import append_event


class VolunteerLinkError(Exception):
    """A link that is unknown, has expired or was revoked: the three look the same."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line as typed. `entry_id` is made by the sender; name and place have passed `clean_text`, either may be None."""

    entry_id: str
    sheet: str
    line: int
    name: str | None
    place: str | None


def find_volunteer_link(session: Session, token: str) -> VolunteerLink:
    """The row behind a link, checked on every request. Raises VolunteerLinkError."""
    digest = hashlib.sha256(token.encode()).hexdigest()
    link = session.scalars(select(VolunteerLink).where(VolunteerLink.token_sha256 == digest)).one_or_none()
    if link is None or link.revoked_at is not None or link.expires_at <= clock.now():
        raise VolunteerLinkError
    return link


def enter_sheet(ctx: Context, token: str, lines: Sequence[Line]) -> int:
    """Store the lines that are new and return their number. Raises VolunteerLinkError."""
    with ctx.transaction() as session:
        link = find_volunteer_link(session, token)
        stored = 0
        for line in lines:
            statement = insert_for(session)(SheetLine).values(
                volunteer_link_id=link.id, campaign_id=link.campaign_id, received_on=clock.today(), **vars(line)
            )
            result = session.execute(
                statement.on_conflict_do_nothing(index_elements=["volunteer_link_id", "entry_id"]).returning(
                    SheetLine.id
                )
            )
            stored += len(result.all())
        if stored:
            append_event(session, "sheet.entered", link.public_id, actor="volunteer", payload={"lines": stored})
    return stored
