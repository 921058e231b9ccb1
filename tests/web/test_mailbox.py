"""The demo mailbox's pages."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.adapters.mail import Letter, Mailer
from petition.adapters.mailbox import MailboxServer
from petition.app import create_app
from petition.db import db
from petition.settings import Profile, Settings
from petition.web.mailbox.views import Piece, split_links, split_paragraphs

LINK = "http://localhost/confirm/abc.def?lang=be"


@pytest.fixture
def mailbox(settings: Settings) -> Iterator[MailboxServer]:
    server = MailboxServer(settings.demo_mailbox_dir, "127.0.0.1", 0)
    server.start()
    yield server
    server.stop()


def send(mailbox: MailboxServer, subject: str, text: str) -> None:
    letter = Letter(
        recipient="anna@example.org",
        sender="noreply@example.org",
        subject=subject,
        text=text,
        html="<p></p>",
        message_id="<one@example.org>",
        language="be",
    )
    Mailer(f"smtp://127.0.0.1:{mailbox.port}").send(letter)


def first_mail(client: FlaskClient) -> str:
    page = client.get("/mailbox/").get_data(as_text=True)
    path = re.search(r'href="(/mailbox/[^"?]+)"', page)
    assert path is not None
    return client.get(path[1]).get_data(as_text=True)


def test_an_empty_mailbox_says_what_to_do(client: FlaskClient) -> None:
    answer = client.get("/mailbox/")
    assert (answer.status_code, "No mail yet" in answer.get_data(as_text=True)) == (200, True)


def test_a_mail_is_listed_and_its_link_can_be_clicked(client: FlaskClient, mailbox: MailboxServer) -> None:
    send(mailbox, "Адзін крок", f"Націсніце:\n\n{LINK}\n")
    page = first_mail(client)
    assert f'<a href="{LINK}">{LINK}</a>' in page
    assert "Адзін крок" in page


def test_what_a_mail_says_never_becomes_markup(client: FlaskClient, mailbox: MailboxServer) -> None:
    send(mailbox, "<b>bold</b>", 'http://localhost/"><script>alert(1)</script>\n')
    page = first_mail(client)
    assert "<b>bold" not in page
    assert "<script>alert" not in page


def test_an_unknown_mail_is_not_found(client: FlaskClient) -> None:
    assert client.get("/mailbox/20260101T000000000000Z-00000000").status_code == 404


@pytest.mark.parametrize(
    "change",
    [{"profile": Profile.PRODUCTION}, {"smtp_url": "smtp://127.0.0.1:8025"}],
    ids=["production", "real server"],
)
def test_elsewhere_the_mailbox_does_not_exist(settings: Settings, change: dict[str, str]) -> None:
    app: Flask = create_app(replace(settings, **change))  # type: ignore[arg-type] # one field of its own type
    assert [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("mailbox")] == []
    with app.app_context():
        db.engine.dispose()


def test_a_text_cut_at_its_links_is_the_same_text() -> None:
    text = f"Open {LINK} now,\nor http://localhost/x."
    pieces = split_links(text)
    assert "".join(piece.text for piece in pieces) == text
    assert pieces[1] == Piece(text=LINK, is_link=True)


def test_paragraphs_end_at_empty_lines() -> None:
    assert [[piece.text for piece in part] for part in split_paragraphs("\none\n\n\n two \n")] == [["one"], ["two"]]
