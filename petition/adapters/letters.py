"""The mails, one function each: three templates (subject, text, html), in the signer's language, out comes a `Letter`.

The first mail to an address carries no word that its submitter typed, so that nobody can use us to write to strangers.
Subject and sender name neither petition nor prisoner: a lock screen or a provider learns nothing.
"""

from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from petition.adapters.mail import Letter
from petition.adapters.words import find_locale, translations
from petition.paths import TEMPLATES


@cache
def _environment(language: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    catalogue: Any = translations(language)
    environment.install_gettext_translations(catalogue, newstyle=True)  # type: ignore[attr-defined] # added by the extension
    locale = find_locale(language)
    environment.globals.update(language=language, direction=locale.text_direction)
    return environment


def _letter(name: str, *, recipient: str, sender: str, message_id: str, language: str, **context: object) -> Letter:
    environment = _environment(language)

    def render(part: str) -> str:
        return environment.get_template(f"mail/{name}.{part}").render(context)

    return Letter(
        recipient=recipient,
        sender=sender,
        message_id=message_id,
        language=language,
        subject=" ".join(render("subject.txt").split()),
        text=render("txt").strip() + "\n",
        html=render("html"),
    )


def confirm_letter(*, confirm_url: str, withdraw_url: str, **envelope: str) -> Letter:
    """Asks whoever reads the mailbox to confirm a signature, or to delete the entry."""
    return _letter("confirm", confirm_url=confirm_url, withdraw_url=withdraw_url, **envelope)


def already_signed_letter(*, withdraw_url: str, **envelope: str) -> Letter:
    """Tells that this address has signed already, since the page may not tell it."""
    return _letter("already_signed", withdraw_url=withdraw_url, **envelope)


def confirm_card_letter(*, confirm_url: str, withdraw_url: str, **envelope: str) -> Letter:
    """Asks a confirmed signer to confirm a greeting card."""
    return _letter("confirm_card", confirm_url=confirm_url, withdraw_url=withdraw_url, **envelope)
