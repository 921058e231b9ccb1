"""A worker whose job fails says so in its log, and not with what words: a database quotes rows in its errors."""

import os
from pathlib import Path

import pytest
from sqlalchemy import text

from petition.usecases.context import Context
from petition.usecases.sign import sign
from tests.mailserver import MailServer
from tests.services import Service, wait_for
from tests.stories import make_campaign, make_organisation, make_sign

CANARY = "Kanarienvogel"
SQLITE = [f"CREATE TRIGGER refuse BEFORE UPDATE ON outgoing_mail BEGIN SELECT RAISE(ABORT, '{CANARY}'); END"]
POSTGRESQL = [
    f"CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{CANARY}'; END $$",
    "CREATE TRIGGER refuse BEFORE UPDATE ON outgoing_mail FOR EACH ROW EXECUTE FUNCTION refuse()",
]


@pytest.mark.parametrize("profile", ["development", "production"])
def test_a_failed_job_is_told_without_its_words(ctx: Context, database_url: str, tmp_path: Path, profile: str) -> None:
    make_organisation(ctx)
    make_campaign(ctx)
    with ctx.transaction() as session:
        for statement in SQLITE if session.get_bind().dialect.name == "sqlite" else POSTGRESQL:
            session.execute(text(statement))
    sign(ctx, make_sign(ctx, f"{CANARY}@example.org", name=CANARY))
    server = MailServer()
    server.start()
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PETITION_")}
    environ |= {
        "PETITION_PROFILE": profile,
        "PETITION_DATA_DIR": str(tmp_path / "var"),
        "PETITION_SECRETS_DIR": str(tmp_path / "secrets"),
        "PETITION_DATABASE_URL": database_url,
        "PETITION_BASE_URL": "http://localhost",
        "PETITION_MAIL_FROM": "noreply@localhost",
        "PETITION_SECRET_KEYS": "k" * 40,
        "PETITION_SMTP_URL": server.url,
    }
    worker = Service(environ, tmp_path / "worker.log", "worker")
    try:
        wait_for(lambda: True if "send_mail.py" in worker.text() else None, within_s=40)  # the places are told
        worker.stop()
    finally:
        worker.process.kill()
        worker.process.wait()
        server.stop()
    words = worker.text()
    assert "Error" in words
    assert CANARY.lower() not in words.lower()
    assert server.recipients != []
