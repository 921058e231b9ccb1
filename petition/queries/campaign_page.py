"""All that a campaign's public page shows, read at once into one frozen value."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from petition.models import Campaign, CampaignPicture, CampaignText, Prisoner
from petition.queries.campaigns import (
    PublicCount,
    find_picture,
    get_public_count,
    get_text,
    list_prisoners,
    name_of,
)


@dataclass(frozen=True, kw_only=True)
class Addressee:
    """A prisoner to whom a card may be written. `languages` are the codes that the prison hands over."""

    slug: str
    name: str
    languages: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CampaignPage:
    """A campaign in one language, with its count as of now."""

    campaign: Campaign
    words: CampaignText
    picture: CampaignPicture | None
    addressees: Sequence[Addressee]
    count: PublicCount


def load_campaign_page(session: Session, campaign: Campaign, language: str) -> CampaignPage:
    """The page in this language, or in the campaign's own where there are no words in this one."""
    return CampaignPage(
        campaign=campaign,
        words=get_text(session, campaign, language),
        picture=find_picture(session, campaign, "page"),
        addressees=[_addressee(prisoner, language) for prisoner in list_prisoners(session, campaign)],
        count=get_public_count(session, campaign),
    )


def _addressee(prisoner: Prisoner, language: str) -> Addressee:
    here = [period for period in prisoner.custody_periods if period.ended_on is None]
    languages = tuple(here[-1].languages.split()) if here else ()
    return Addressee(slug=prisoner.slug, name=name_of(prisoner, language), languages=languages)
