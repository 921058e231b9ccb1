"""The demo mailbox beside the web, where no mail server is set."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from petition.adapters.mailbox import MailboxServer
from petition.cli.errors import CommandError
from petition.settings import Settings


@contextmanager
def running_mailbox(settings: Settings) -> Iterator[MailboxServer]:
    """A mailbox at the address of the SMTP setting as long as the block runs. Raises CommandError where it is taken."""
    url = urlsplit(settings.smtp_url)
    host, port = url.hostname or "", url.port or 0
    try:
        server = MailboxServer(settings.demo_mailbox_dir, host, port)
    except OSError as error:
        reason = "is taken" if error.errno == errno.EADDRINUSE else f"cannot be used: {(error.strerror or '').lower()}"
        raise CommandError(
            f"The demo mailbox's address {host}:{port} {reason}. Stop the program that uses it, or "
            f"choose another: PETITION_SMTP_URL=demo://127.0.0.1:8026."
        ) from None
    server.start()
    try:
        yield server
    finally:
        server.stop()
