"""Reading a campaign's picture out of the file store. Changes nothing."""

from dataclasses import dataclass

from petition.adapters.files import StoredFileMissingError
from petition.domain.states import CampaignState
from petition.queries.campaigns import find_campaign, find_picture
from petition.usecases.context import Context

MIME_TYPES = {"jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png"}


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture's bytes, their type and their SHA-256 as hex."""

    content: bytes
    mime_type: str
    sha256: str


def find_public_picture(ctx: Context, slug: str) -> Picture | None:
    """The picture of a campaign's page; None where the campaign is a draft, or has none."""
    campaign = find_campaign(ctx.session, slug)
    if campaign is None or campaign.state is CampaignState.DRAFT:
        return None
    row = find_picture(ctx.session, campaign, "page")
    if row is None:
        return None
    try:
        content = ctx.hands.files.read(row.file_key)
    except StoredFileMissingError:
        return None
    return Picture(content=content, mime_type=MIME_TYPES[row.file_key.rpartition(".")[2]], sha256=row.sha256)
