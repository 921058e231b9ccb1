"""A whole story - sign, mail, confirm, withdraw, and a fault in between - leaves no word of the signer in any log line."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text

from petition.adapters.logs import JsonFormatter
from petition.adapters.mail import Mailer
from petition.models import OutgoingMail
from petition.usecases.send_mail import send_mail
from tests.mailserver import MailServer, text_of
from tests.web.public_rooms import CAMPAIGN, SIGN, field_value, open_rooms, path_of, steps

NAME, EMAIL, CITY, IP = "Kanarienvogel Zwitscher", "kanari.vogel@example.org", "Vogelsheim", "203.0.113.77"
MESSAGE = "Ein Lied aus dem Käfig"


@pytest.fixture
def logged() -> Iterator[StringIO]:
    """Everything that anything logs, at every level, as it would be written."""
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.fixture
def server() -> Iterator[MailServer]:
    server = MailServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def app(tmp_path: Path, database_url: str) -> Iterator[Flask]:
    with open_rooms(tmp_path, database_url) as application:
        yield application


def send_waiting(app: Flask, server: MailServer) -> dict[str, str]:
    """Send as the worker does; returns the links of the newest mail by their first word."""
    with steps(app) as ctx:
        mailing = replace(ctx, hands=replace(ctx.hands, mailer=Mailer(server.url)))
        for mail_id in ctx.session.scalars(select(OutgoingMail.id)).all():
            send_mail(mailing, mail_id)
    links = [path_of(line) for line in text_of(server.messages[-1]).splitlines() if line.startswith("http")]
    return {link.split("/")[1]: link for link in links}


def test_no_log_line_carries_a_signer(app: Flask, server: MailServer, logged: StringIO) -> None:
    client = app.test_client()
    visit = {"environ_overrides": {"REMOTE_ADDR": IP}}
    form = {
        "form_token": field_value(client.get(CAMPAIGN, **visit), "form_token"),
        "name": NAME,
        "email": EMAIL,
        "country": "GE",
        "city": CITY,
        "publicity": "handover",
        "prisoner": "example-prisoner",
        "has_card": "y",
        "message": MESSAGE,
        "printed_name": "first_country",
    }
    assert client.post(SIGN, data=form, headers={"Sec-Fetch-Site": "same-origin"}, **visit).status_code == 200
    links = send_waiting(app, server)
    tokens = [link.split("/")[2].partition("?")[0] for link in links.values()]
    assert len(tokens) == 2
    break_for_one_request(app, links["confirm"])
    for link in (links["confirm"], links["withdraw"]):
        assert client.get(link, **visit).status_code == 200
        assert client.post(link, headers={"Sec-Fetch-Site": "same-origin"}, **visit).status_code in {200, 303}
    client.get(f"/nowhere/{tokens[0]}", **visit)
    text_logged = logged.getvalue()
    assert text_logged.count('"logger": "petition.access"') >= 8
    assert '"route": "/confirm/<token>"' in text_logged
    assert '"logger": "petition.failure"' in text_logged  # the fault was told
    canaries = [NAME, *NAME.split(), EMAIL, EMAIL.partition("@")[0], CITY, MESSAGE, IP, form["form_token"], *tokens]
    assert [canary for canary in canaries if canary in text_logged] == []


def break_for_one_request(app: Flask, link: str) -> None:
    """A table is away while a link is opened: the answer is an error page, and the log tells of it."""
    app.testing = False
    rename(app, "signature", "away")
    assert app.test_client().get(link, environ_overrides={"REMOTE_ADDR": IP}).status_code in {500, 503}
    rename(app, "away", "signature")
    app.testing = True


def rename(app: Flask, before: str, after: str) -> None:
    with steps(app) as ctx, ctx.transaction() as session:
        session.execute(text(f"ALTER TABLE {before} RENAME TO {after}"))
