"""Handing a mail to an SMTP server, and telling apart what may be tried again from what may not.

A `Letter` is a value. Header values cannot break out of their line: `EmailMessage` refuses line breaks, and the recipient is
one checked addr-spec that is given to the envelope apart from the header.
"""

import smtplib
import ssl
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
    """Sends letters over one SMTP connection a letter. Raises MailRefusedError, MailDelayedError."""

    def __init__(self, smtp_url: str) -> None:
        self._url = urlsplit(smtp_url)

    def send(self, letter: Letter) -> None:
        """Hand the letter over; returns after the server's 250."""
        try:
            with _connect(self._url) as server:
                server.send_message(build_message(letter), to_addrs=[letter.recipient])
        except smtplib.SMTPRecipientsRefused as error:
            raise _judge(next(iter(error.recipients.values()))[0]) from None
        except smtplib.SMTPDataError as error:
            raise _judge(error.smtp_code) from None
        except smtplib.SMTPResponseException as error:  # our sender, password or greeting: not the recipient's fault
            raise MailDelayedError(f"smtp_{error.smtp_code}") from None
        except (OSError, smtplib.SMTPException) as error:
            raise MailDelayedError(type(error).__name__) from None


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
