"""A house with an open campaign, on each engine, and a mail server that takes everything."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from petition.adapters.database import make_engine
from petition.models import User
from petition.settings import load_settings
from petition.usecases.context import Context, make_hands
from tests.chaos.house import House
from tests.mailserver import MailServer
from tests.services import PLAIN
from tests.stories import make_campaign, make_organisation, make_user


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    server = MailServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def environ(tmp_path: Path, database_url: str, mail_server: MailServer) -> dict[str, str]:
    """What each process of the house is given."""
    return PLAIN | {
        "PETITION_DATA_DIR": str(tmp_path / "var"),
        "PETITION_SECRETS_DIR": str(tmp_path / "secrets"),
        "PETITION_DATABASE_URL": database_url,
        "PETITION_BASE_URL": "http://127.0.0.1:9",
        "PETITION_SMTP_URL": mail_server.url,
        "PETITION_SECRET_KEYS": secrets.token_hex(32),
    }


@pytest.fixture
def ctx(environ: dict[str, str]) -> Iterator[Context]:
    """This process's hands on the same house."""
    settings = load_settings({name: value for name, value in environ.items() if name.startswith("PETITION_")})
    engine = make_engine(settings.database_url)
    with Session(engine, expire_on_commit=False) as session:
        yield Context(session=session, hands=make_hands(settings, engine))
    engine.dispose()


@pytest.fixture
def house(ctx: Context, environ: dict[str, str], tmp_path: Path) -> House:
    identity = make_organisation(ctx)
    make_campaign(ctx)
    return House(environ=environ, folder=tmp_path, identity=identity)


@pytest.fixture
def organiser(ctx: Context, house: House) -> User:
    return make_user(ctx)
