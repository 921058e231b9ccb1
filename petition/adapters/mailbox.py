"""The demo mailbox: a real SMTP server for development that keeps each mail as a file, and reading the files back.

It takes any mail, delivers none and asks nobody for a password: for development and tests, never for production.
"""

import asyncio
import email
import os
import re
import secrets
import socket
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default as modern
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from petition.adapters import clock

SUFFIX = ".eml"
_STAMP = "%Y%m%dT%H%M%S%fZ"
_MAIL_ID = re.compile(r"\d{8}T\d{12}Z-[0-9a-f]{8}")


class KeptMailMissingError(Exception):
    """The mailbox has no mail of this id."""


@dataclass(frozen=True, kw_only=True)
class KeptMail:
    """One mail as it was received. `text` and `html` are its two parts, empty where it has none."""

    mail_id: str
    received_at: datetime
    sender: str
    recipient: str
    subject: str
    language: str
    text: str
    html: str


class MailboxServer:
    """Listens for SMTP on one address and keeps what comes. Port 0 takes any free port."""

    def __init__(self, directory: Path, host: str, port: int) -> None:
        """Takes the port at once. Raises OSError where it is taken or the directory cannot be made."""
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        listener = socket.create_server((host, port))
        self.port: int = listener.getsockname()[1]
        self._controller = _ListeningController(_Keeper(directory), listener, hostname=host, port=self.port)

    def start(self) -> None:
        """Take mails from now on, in a thread of its own."""
        self._controller.start()

    def stop(self) -> None:
        """Stop listening; what was taken is on the disk."""
        self._controller.stop(no_assert=True)


class _ListeningController(Controller):
    """aiosmtpd's controller over a socket that is bound already, so that a taken port is told before any thread runs."""

    def __init__(self, handler: "_Keeper", listener: socket.socket, *, hostname: str, port: int) -> None:
        super().__init__(handler, hostname=hostname, port=port)
        self._listener = listener

    def _create_server(self) -> Awaitable[asyncio.AbstractServer]:
        return self.loop.create_server(self._factory_invoker, sock=self._listener)


class _Keeper:
    """Writes each mail under a name that sorts by time; a mail is there whole or not at all."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802 - aiosmtpd's names
        """Answer 250 when the mail is on the disk."""
        name = f"{clock.now():{_STAMP}}-{secrets.token_hex(4)}"
        unfinished = self._directory / f".{name}"
        content = envelope.content
        unfinished.write_bytes(content if isinstance(content, bytes) else (content or "").encode())
        unfinished.chmod(0o600)
        os.replace(unfinished, self._directory / f"{name}{SUFFIX}")  # noqa: PTH105 - atomic
        return "250 OK"


def list_mails(directory: Path) -> list[KeptMail]:
    """The mails in a mailbox, newest first; none where the directory is not there yet."""
    names = sorted((path.stem for path in directory.glob(f"*{SUFFIX}")), reverse=True)
    return [read_mail(directory, name) for name in names if _MAIL_ID.fullmatch(name)]


def read_mail(directory: Path, mail_id: str) -> KeptMail:
    """One mail. Raises KeptMailMissingError, also for an id that is none."""
    if not _MAIL_ID.fullmatch(mail_id):
        raise KeptMailMissingError(mail_id)
    try:
        content = (directory / f"{mail_id}{SUFFIX}").read_bytes()
    except FileNotFoundError:
        raise KeptMailMissingError(mail_id) from None
    message = email.message_from_bytes(content, policy=modern)
    return KeptMail(
        mail_id=mail_id,
        received_at=datetime.strptime(mail_id.partition("-")[0], _STAMP).replace(tzinfo=UTC),
        sender=str(message["From"] or ""),
        recipient=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        language=str(message["Content-Language"] or "en"),
        text=_part(message, "plain"),
        html=_part(message, "html"),
    )


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return "" if part is None else str(part.get_content())
