"""Reading campaigns, their words in the best language, and their public counts."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from petition.domain.choices import SignatureSource
from petition.domain.states import CampaignState
from petition.models import Campaign, CampaignPicture, CampaignText, Prisoner, Tally


@dataclass(frozen=True, kw_only=True)
class PublicCount:
    """Confirmed signatures of a campaign: the total is always the sum of its parts."""

    by_source: dict[SignatureSource, int]
    by_country: dict[str, int]

    @property
    def total(self) -> int:
        """All confirmed signatures."""
        return sum(self.by_source.values())


def find_campaign(session: Session, slug: str) -> Campaign | None:
    """A campaign by its name in the address."""
    statement = select(Campaign).where(Campaign.slug == slug).options(joinedload(Campaign.organisation))
    return session.scalars(statement).one_or_none()


def list_public_campaigns(session: Session) -> Sequence[Campaign]:
    """Campaigns that anybody may see, open ones first, newest first."""
    statement = select(Campaign).where(Campaign.state != CampaignState.DRAFT)
    return session.scalars(statement.order_by(Campaign.state.desc(), Campaign.id.desc())).all()


def list_campaigns(session: Session, organisation_id: int | None = None) -> Sequence[Campaign]:
    """All campaigns, of one organisation if given."""
    statement = select(Campaign).order_by(Campaign.id)
    if organisation_id is not None:
        statement = statement.where(Campaign.organisation_id == organisation_id)
    return session.scalars(statement).all()


def find_own_campaign(session: Session, organisation_id: int, slug: str) -> Campaign | None:
    """A campaign of this organisation; another's looks like none."""
    statement = select(Campaign).where(Campaign.slug == slug, Campaign.organisation_id == organisation_id)
    return session.scalars(statement).one_or_none()


def get_text(session: Session, campaign: Campaign, language: str) -> CampaignText:
    """The newest words in this language, else in the campaign's own. Raises NoResultFound where there are none."""
    statement = select(CampaignText).where(CampaignText.campaign_id == campaign.id)
    newest = statement.order_by(CampaignText.revision.desc()).limit(1)
    found = session.scalars(newest.where(CampaignText.language == language)).one_or_none()
    return found or session.scalars(newest.where(CampaignText.language == campaign.default_language)).one()


def list_text_languages(session: Session, campaign: Campaign) -> Sequence[str]:
    """The languages that the campaign has words in."""
    statement = select(CampaignText.language).where(CampaignText.campaign_id == campaign.id).distinct()
    return session.scalars(statement.order_by(CampaignText.language)).all()


def find_picture(session: Session, campaign: Campaign, purpose: str) -> CampaignPicture | None:
    """The campaign's picture for `page` or `card_front`."""
    statement = select(CampaignPicture).where(
        CampaignPicture.campaign_id == campaign.id, CampaignPicture.purpose == purpose
    )
    return session.scalars(statement).one_or_none()


def list_prisoners(session: Session, campaign: Campaign) -> Sequence[Prisoner]:
    """The prisoners to whom the campaign's supporters may write."""
    statement = select(Prisoner).where(Prisoner.campaign_id == campaign.id).order_by(Prisoner.id)
    return session.scalars(statement.options(selectinload(Prisoner.names))).all()


def name_of(prisoner: Prisoner, language: str) -> str:
    """The prisoner's name as this language writes it, else in English, else in any."""
    names = {name.language: name.name for name in prisoner.names}
    return names.get(language) or names.get("en") or next(iter(names.values()), prisoner.slug)


def get_public_count(session: Session, campaign: Campaign) -> PublicCount:
    """The counts from the counters: a sum over few rows, never over signatures."""
    statement = (
        select(Tally.source, Tally.country_code, func.sum(Tally.confirmed))
        .where(Tally.campaign_id == campaign.id)
        .group_by(Tally.source, Tally.country_code)
    )
    by_source = dict.fromkeys(SignatureSource, 0)
    by_country: dict[str, int] = {}
    for source, country_code, number in session.execute(statement):
        by_source[source] += int(number)
        by_country[country_code] = by_country.get(country_code, 0) + int(number)
    return PublicCount(by_source=by_source, by_country={code: n for code, n in by_country.items() if n})
