"""What stands in the way of a start, found out before it."""

import socket
from urllib.parse import urlsplit

from sqlalchemy.exc import DBAPIError

from petition.cli.context import open_engine, require_migrated
from petition.cli.errors import CommandError, first_line
from petition.cli.folders import find_folder_problem, list_folders
from petition.settings import Settings

SMTP_TIMEOUT_S = 5
SMTP_PORTS = {"smtp": 587, "smtp+starttls": 587, "smtps": 465}


def list_problems(settings: Settings) -> list[str]:
    """One sentence for each thing that a start, or the first mail, would stumble over."""
    problems = [
        f"{name}: cannot write to {folder}: {problem}."
        for name, folder in list_folders(settings)
        if (problem := find_folder_problem(folder))
    ]
    if not settings.secret_keys:
        problems.append("PETITION_SECRET_KEYS is missing: `petition config init` makes one for development.")
    return problems + _database_problems(settings) + _mail_problems(settings)


def _database_problems(settings: Settings) -> list[str]:
    try:
        with open_engine(settings) as engine:
            require_migrated(engine)
    except CommandError as error:
        return [error.message]
    except DBAPIError as error:
        return [f"PETITION_DATABASE_URL: {first_line(error.orig)}."]
    return []


def _mail_problems(settings: Settings) -> list[str]:
    """Whether the mail server answers; the demo mailbox runs only while `petition serve` does."""
    if settings.has_demo_mailbox:
        return []
    url = urlsplit(settings.smtp_url)
    address = (url.hostname or "", url.port or SMTP_PORTS[url.scheme])
    try:
        socket.create_connection(address, timeout=SMTP_TIMEOUT_S).close()
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        return [f"PETITION_SMTP_URL: {address[0]} does not answer on port {address[1]}: {reason}."]
    return []
