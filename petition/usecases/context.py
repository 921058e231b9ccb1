"""What a step is given: the session, the settings and the hands. Built once per request, job or command."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from petition.adapters.database import write_transaction
from petition.adapters.files import FileStore
from petition.adapters.keys import PepperStore
from petition.adapters.mail import Mailer
from petition.adapters.queue import JobQueue
from petition.adapters.tokens import TokenMaker
from petition.domain.switches import stops_writing
from petition.queries.switches import read_switches
from petition.settings import Settings


class ReadOnlyError(Exception):
    """The installation's switches let nothing be stored now."""


@dataclass(frozen=True, kw_only=True)
class Hands:
    """Everything that reaches outside, made once per process."""

    settings: Settings
    tokens: TokenMaker
    peppers: PepperStore
    files: FileStore
    queue: JobQueue
    mailer: Mailer


def make_hands(settings: Settings, engine: Engine) -> Hands:
    """The process's hands, with or without a Flask application around them."""
    return Hands(
        settings=settings,
        tokens=TokenMaker(settings.secret_keys),
        peppers=PepperStore(settings.secrets_dir),
        files=FileStore(settings.files_url),
        queue=JobQueue(engine),
        mailer=Mailer(settings.smtp_url),
    )


@dataclass(frozen=True, kw_only=True)
class Context:
    """A session with the process's hands. Jobs finish what people began, whatever the switches say."""

    session: Session
    hands: Hands
    obeys_switches: bool = True

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """One writing transaction: one human act, one commit. Raises ReadOnlyError."""
        with write_transaction(self.session):
            if self.obeys_switches and stops_writing(read_switches(self.session).keys()):
                raise ReadOnlyError
            yield self.session
