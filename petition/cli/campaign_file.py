"""A campaign as a TOML file: its texts in several languages, and the prisoner to write to.

The keys are those of docs/commands.md, "The campaign file"; the demo's own file is one. What it tells beyond them is left alone.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from petition.adapters import clock
from petition.cli.errors import CommandError
from petition.usecases.create import CreateCampaign, CreatePrisoner, TextOfCampaign


@dataclass(frozen=True, kw_only=True)
class CampaignFile:
    """What is to be created; a campaign may have no prisoner yet."""

    campaign: CreateCampaign
    prisoner: CreatePrisoner | None


def parse_campaign_file(text: str, organisation_slug: str) -> CampaignFile:
    """Read the file's text. Raises CommandError, which names the key that is missing or wrong."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CommandError(f"The campaign file is not TOML: {error}.") from None
    head, texts = _table(tables, "campaign"), _table(tables, "texts")
    if not texts:
        raise CommandError("The campaign file has no [texts.LANGUAGE].")
    campaign = CreateCampaign(
        organisation_slug=organisation_slug,
        slug=_text(head, "campaign", "slug"),
        texts=[_words(language, _table(texts, language)) for language in texts],
        anchor_on=_find_day(head, "campaign", "anchor_on"),
        edition=head.get("edition"),
        goal=head.get("goal"),
        is_historic_example=bool(head.get("is_historic_example", False)),
    )
    prisoner = _prisoner(tables["prisoner"], head, campaign.slug) if "prisoner" in tables else None
    return CampaignFile(campaign=campaign, prisoner=prisoner)


def _words(language: str, table: Mapping[str, Any]) -> TextOfCampaign:
    where = f"texts.{language}"
    story = [_text(table, where, "what_happened"), str(table.get("manifesto", "")).strip()]
    return TextOfCampaign(
        language=language,
        title=_text(table, where, "title"),
        lead=_text(table, where, "lead"),
        addressee=_text(table, where, "addressee"),
        story="\n\n".join(filter(None, story)),
        demand=_text(table, where, "what_we_ask"),
        notice=str(table.get("historic_notice", "")).strip(),
        picture_caption=str(table.get("picture_caption", "")).strip(),
        picture_alt=str(table.get("picture_alt", "")).strip(),
    )


def _prisoner(table: Mapping[str, Any], head: Mapping[str, Any], campaign_slug: str) -> CreatePrisoner:
    names = _table(table, "names")
    started_on = _find_day(table, "prisoner", "arrested_on")
    if started_on is None:
        raise CommandError("The campaign file lacks prisoner.arrested_on.")
    return CreatePrisoner(
        campaign_slug=campaign_slug,
        slug=_text(table, "prisoner", "slug"),
        names={language: _text(_table(names, language), f"prisoner.names.{language}", "display") for language in names},
        facility=_text(table, "prisoner", "facility"),
        country_code=_text(table, "prisoner", "country"),
        address_lines=_text(table, "prisoner", "address_block").splitlines(),
        languages=table.get("languages_accepted", ()),
        started_on=started_on,
        verified_on=_find_day(table, "prisoner", "verified_on")
        or _find_day(head, "campaign", "held_on")
        or clock.today(),
        born_on=_find_day(table, "prisoner", "born_on"),
        source=str(table.get("source", "")),
    )


def _table(tables: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = tables.get(name)
    if not isinstance(found, dict):
        raise CommandError(f"The campaign file has no table [{name}].")
    return found


def _text(table: Mapping[str, Any], where: str, key: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise CommandError(f"The campaign file lacks {where}.{key}, a text.")
    return value.strip()


def _find_day(table: Mapping[str, Any], where: str, key: str) -> date | None:
    value = table.get(key)
    if value is not None and type(value) is not date:
        raise CommandError(f"The campaign file's {where}.{key} must be a day, as 2013-08-04 without quotation marks.")
    return value
