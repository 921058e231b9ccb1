"""Handing a mail to an SMTP server, and telling apart what may be tried again from what may not.

A `Letter` is a value. Header values cannot break out of their line: `EmailMessage` refuses line breaks, and the recipient is
one checked addr-spec that is given to the envelope apart from the header.
"""

import smtplib
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from urllib.parse import SplitResult, unquote, urlsplit

TIMEOUT_S = 20
POLICY = SMTP.clone(max_line_length=998, cte_type="7bit")
"""Long links stay on one line: with 78 characters a link would be broken by quoted-printable."""


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One mail to one recipient; `message_id` stays the same when it has to be sent again."""

    recipient: str
    sender: str
    subject: str
    text: str
    html: str
    message_id: str
    language: str
    headers: tuple[tuple[str, str], ...] = field(default=())


class MailRefusedError(Exception):
    """The server refused for good (5xx): trying again is useless. `code` is the reply code."""

    def __init__(self, code: int) -> None:
        super().__init__(f"refused with {code}")
        self.code = code


class MailDelayedError(Exception):
    """The server could not take the mail now (4xx, timeout, no connection). `reason` is a short code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def build_message(letter: Letter) -> EmailMessage:
    """The letter as a multipart message of text and HTML."""
    message = EmailMessage(policy=POLICY)
    message["From"] = letter.sender
    message["To"] = letter.recipient
    message["Subject"] = letter.subject
    message["Message-ID"] = letter.message_id
    message["Date"] = formatdate(usegmt=True)
    message["Auto-Submitted"] = "auto-generated"
    for name, value in letter.headers:
        message[name] = value
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    message["Content-Language"] = letter.language  # last: setting the content clears headers of this kind
    return message


class Mailer:
    """Sends letters, each over a connection of its own, or within `connected` over one that is kept by the thread."""

    def __init__(self, smtp_url: str) -> None:
        self._url = urlsplit(smtp_url)
        self._kept = threading.local()

    @contextmanager
    def connected(self) -> Iterator[None]:
        """Keep the connection between letters of this thread; it is opened with the first one."""
        self._kept.wanted = True
        try:
            yield
        finally:
            self._kept.wanted = False
            self._drop()

    def send(self, letter: Letter) -> None:
        """Hand the letter over; returns after the server's 250. Raises MailRefusedError, MailDelayedError."""
        try:
            self._send(letter)
        except MailDelayedError:
            self._drop()  # a server that is busy or gone gets a new conversation for the next letter
            raise
        finally:
            if not getattr(self._kept, "wanted", False):
                self._drop()

    def _send(self, letter: Letter) -> None:
        try:
            server = getattr(self._kept, "server", None)
            if server is None:
                server = self._kept.server = _connect(self._url)
            server.send_message(build_message(letter), to_addrs=[letter.recipient])
        except smtplib.SMTPRecipientsRefused as error:
            raise _judge(next(iter(error.recipients.values()))[0]) from None
        except smtplib.SMTPDataError as error:
            raise _judge(error.smtp_code) from None
        except smtplib.SMTPResponseException as error:  # our sender, password or greeting: not the recipient's fault
            raise MailDelayedError(f"smtp_{error.smtp_code}") from None
        except (OSError, smtplib.SMTPException) as error:
            raise MailDelayedError(type(error).__name__) from None

    def _drop(self) -> None:
        """Close the kept connection, if any; a server that has gone is no news."""
        server = getattr(self._kept, "server", None)
        self._kept.server = None
        if server is not None:
            with suppress(OSError, smtplib.SMTPException):
                server.quit()
            server.close()


def _judge(code: int) -> MailRefusedError | MailDelayedError:
    return MailRefusedError(code) if 500 <= code < 600 else MailDelayedError(f"smtp_{code}")


def _connect(url: SplitResult) -> smtplib.SMTP:
    host = url.hostname or ""
    context = ssl.create_default_context()
    if url.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, url.port or 465, timeout=TIMEOUT_S, context=context)
    else:
        server = smtplib.SMTP(host, url.port or 587, timeout=TIMEOUT_S)
    if url.scheme == "smtp+starttls":
        server.starttls(context=context)
    if url.username:
        server.login(unquote(url.username), unquote(url.password or ""))
    return server
