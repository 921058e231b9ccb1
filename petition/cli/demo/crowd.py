"""The demo's supporters: each signs on the campaign's page, finds the mail, opens its link and presses the button."""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from petition.adapters.mailbox import KeptMail, list_mails
from petition.cli.demo.browser import Browser, read_forms
from petition.cli.demo.content import Greeting, load_greetings
from petition.cli.demo.waiting import wait_for
from petition.cli.errors import CommandError
from petition.settings import Settings

MAILS_WITHIN_S = 120
NETWORK = "2001:db8::{:x}"
"""Addresses reserved for examples: each supporter comes from another one."""


@dataclass(frozen=True, kw_only=True)
class Supporter:
    """One greeting's author, with a mail address that no earlier run has used and a browser of their own."""

    greeting: Greeting
    email: str
    browser: Browser


def make_crowd(app: Flask, settings: Settings) -> list[Supporter]:
    """The authors of all greetings."""
    run = secrets.token_hex(3)
    return [
        Supporter(
            greeting=greeting,
            email=greeting.email.replace("@", f".{run}@"),
            browser=Browser(app, settings.base_url, NETWORK.format(number)),
        )
        for number, greeting in enumerate(load_greetings(), start=1)
    ]


def sign(supporter: Supporter, campaign_url: str, prisoner_slug: str) -> None:
    """Sign the petition, with a greeting card where this supporter writes one. Raises CommandError where the form is refused.

    A supporter in a country where a name is a danger is asked whether it should really appear, and says so once more.
    """
    browser, words = supporter.browser, _words(supporter, prisoner_slug)
    form = browser.open_form(f"{campaign_url}?lang={supporter.greeting.language}", "email")
    answer = browser.submit(form, words)
    if not answer.is_done:
        again = next((found for found in read_forms(answer.text) if found.values.get("asked")), None)
        if again is not None:
            again.action = form.action
            answer = browser.submit(again, words)
    if not answer.is_done:
        raise CommandError(
            f"The form refused the greeting in {supporter.greeting.language} of {supporter.greeting.name}."
        )


def _words(supporter: Supporter, prisoner_slug: str) -> dict[str, str]:
    greeting = supporter.greeting
    words = {
        "name": greeting.name,
        "email": supporter.email,
        "city": greeting.city,
        "country": greeting.country,
        "publicity": str(greeting.publicity),
    }
    if not greeting.has_card:
        return words
    card = {
        "card_language": greeting.language,
        "has_card": "y",
        "prisoner": prisoner_slug,
        "message": greeting.text,
        "printed_name": str(greeting.printed_name),
    }
    return words | card


def wait_for_mails(directory: Path, crowd: Sequence[Supporter]) -> Mapping[str, KeptMail]:
    """Each supporter's mail by address. Raises CommandError where one does not come."""

    def look() -> Mapping[str, KeptMail] | None:
        mails = {mail.recipient: mail for mail in list_mails(directory)}
        return mails if all(supporter.email in mails for supporter in crowd) else None

    return wait_for(look, "The mails", within_s=MAILS_WITHIN_S)


def confirm(supporter: Supporter, mail: KeptMail, base_url: str) -> None:
    """Open the link that stands in the mail and press the button. Raises CommandError where there is no link."""
    link = re.search(rf"{re.escape(base_url)}/confirm/\S+", mail.text)
    if link is None:
        raise CommandError("A mail has no link to confirm.")
    if not supporter.browser.submit(supporter.browser.open_form(link.group())).is_done:
        raise CommandError("A link to confirm did not work.")
