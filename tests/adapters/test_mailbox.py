import smtplib
import socket
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from petition.adapters.mail import Letter, Mailer
from petition.adapters.mailbox import KeptMailMissingError, MailboxServer, list_mails, read_mail

TEXT = "Пацвердзіце подпіс:\n\nhttp://localhost/confirm/" + "x" * 90 + "?lang=be\n"


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "mailbox"


@pytest.fixture
def server(directory: Path) -> Iterator[MailboxServer]:
    running = MailboxServer(directory, "127.0.0.1", 0)
    running.start()
    yield running
    running.stop()


def send(port: int, subject: str) -> None:
    letter = Letter(
        recipient="anna@example.org",
        sender="Petition <noreply@example.org>",
        subject=subject,
        text=TEXT,
        html="<p>Пацвердзіце подпіс</p>",
        message_id="<one@example.org>",
        language="be",
    )
    Mailer(f"smtp://127.0.0.1:{port}").send(letter)


def test_a_mail_is_read_as_it_was_written(server: MailboxServer, directory: Path) -> None:
    send(server.port, "Ваш подпіс")
    (mail,) = list_mails(directory)
    assert (mail.subject, mail.recipient, mail.language) == ("Ваш подпіс", "anna@example.org", "be")
    assert mail.text.splitlines() == TEXT.splitlines()
    assert "Пацвердзіце" in mail.html
    assert read_mail(directory, mail.mail_id) == mail


def test_the_newest_mail_stands_first(server: MailboxServer, directory: Path) -> None:
    for number in range(5):
        send(server.port, f"Mail {number}")
    assert [mail.subject for mail in list_mails(directory)] == [f"Mail {number}" for number in (4, 3, 2, 1, 0)]


def test_only_the_owner_may_read_the_files(server: MailboxServer, directory: Path) -> None:
    send(server.port, "Secret")
    assert directory.stat().st_mode & 0o777 == 0o700
    assert [path.stat().st_mode & 0o777 for path in directory.iterdir()] == [0o600]


def test_a_mail_without_parts_is_shown_too(server: MailboxServer, directory: Path) -> None:
    message = EmailMessage()
    message["To"] = "anna@example.org"
    with smtplib.SMTP("127.0.0.1", server.port) as client:
        client.send_message(message, from_addr="a@example.org", to_addrs=["anna@example.org"])
    (mail,) = list_mails(directory)
    assert (mail.subject, mail.text.strip(), mail.html) == ("", "", "")


def test_a_mailbox_that_is_not_there_is_empty(directory: Path) -> None:
    assert list_mails(directory) == []


@pytest.mark.parametrize("mail_id", ["20260101T000000000000Z-00000000", "../secrets/secret-keys", "", "."])
def test_an_unknown_id_reads_nothing(directory: Path, mail_id: str) -> None:
    (directory.parent / "secrets").mkdir()
    (directory.parent / "secrets" / "secret-keys.eml").write_text("Subject: stolen\n\nkey")
    with pytest.raises(KeptMailMissingError):
        read_mail(directory, mail_id)


def test_a_taken_port_is_told_at_once(directory: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other, pytest.raises(OSError, match="in use"):
        MailboxServer(directory, "127.0.0.1", other.getsockname()[1])


def test_the_port_is_free_after_stopping(directory: Path) -> None:
    first = MailboxServer(directory, "127.0.0.1", 0)
    first.start()
    first.stop()
    second = MailboxServer(directory, "127.0.0.1", first.port)
    second.start()
    send(second.port, "Again")
    second.stop()
    assert [mail.subject for mail in list_mails(directory)] == ["Again"]
