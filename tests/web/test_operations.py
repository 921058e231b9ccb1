"""`/readyz` and `/metrics`: yes or no for everybody, figures for this machine or the token's bearer, nobody's data."""

import re
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from petition.adapters import clock
from petition.db import db
from petition.queries.health import can_write, find_oldest_mail_s
from petition.usecases.sign import sign
from tests.stories import make_sign, sign_and_confirm
from tests.web.public_rooms import CAMPAIGN, open_rooms, steps

TOKEN = "t" * 32
STRANGER = {"environ_overrides": {"REMOTE_ADDR": "203.0.113.9"}}
SAMPLE = re.compile(r'[a-z_]+(\{([a-z]+="[^"]*",?)*\})? -?[0-9.e+-]+')


@pytest.fixture
def app(tmp_path: Path, database_url: str) -> Iterator[Flask]:
    with open_rooms(tmp_path, database_url) as application:
        yield application


def test_a_working_service_is_ready_and_tells_its_queues_to_this_machine(app: Flask) -> None:
    with steps(app) as ctx:
        sign(ctx, make_sign(ctx))
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert answer.json is not None
    assert answer.json["ready"] is True
    assert answer.json["jobs_waiting"] == {"mail": 1}
    assert 0 <= answer.json["oldest_mail_s"] < 60


def test_the_check_leaves_nothing_behind(app: Flask) -> None:
    app.test_client().get("/readyz")
    with steps(app) as ctx:
        assert ctx.session.scalar(text("SELECT count(*) FROM role")) == 0


def test_a_stranger_hears_yes_or_no_and_sees_no_figures(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/readyz", **STRANGER).json == {"ready": True}
    assert client.get("/metrics", **STRANGER).status_code == 404
    # a proxy on this machine comes from loopback too, but for the public host or with its marks
    assert client.get("/metrics", base_url="https://sign.example.org").status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 404
    assert client.get("/metrics").status_code == 200


def test_with_a_token_only_its_bearer_sees_figures(tmp_path: Path, sqlite_url: str) -> None:
    with open_rooms(tmp_path, sqlite_url, METRICS_TOKEN=TOKEN) as app:
        client = app.test_client()
        bearer = {"Authorization": f"Bearer {TOKEN}"}
        assert client.get("/metrics").status_code == 404
        assert client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}x"}).status_code == 404
        assert client.get("/metrics", headers=bearer, **STRANGER).status_code == 200


def test_the_figures_are_well_formed_and_about_nobody(app: Flask) -> None:
    client = app.test_client()
    with steps(app) as ctx:
        sign_and_confirm(ctx, "canary@example.org", name="Kanarienvogel", city="Vogelsheim")
    client.get(CAMPAIGN)
    client.get("/confirm/WyJzZWNyZXQiXQ", **STRANGER)
    client.open("/", method="BREW")
    answer = client.get("/metrics")
    assert answer.content_type.startswith("text/plain; version=0.0.4")
    lines = answer.text.splitlines()
    assert [line for line in lines if not line.startswith("# ") and not SAMPLE.fullmatch(line)] == []
    assert "petition_database_writable 1" in lines
    assert 'petition_signatures_confirmed{campaign="free-the-example"} 1' in lines
    assert 'petition_jobs_waiting{queue="mail"} 1' in lines
    assert any('route="/confirm/<token>"' in line for line in lines)
    assert any('method="-"' in line for line in lines)
    for canary in ("canary", "Kanarienvogel", "Vogelsheim", "203.0.113.9", "WyJzZWNyZXQiXQ", "BREW"):
        assert canary not in answer.text


def test_a_locked_database_is_not_ready_and_is_again_afterwards(tmp_path: Path, sqlite_url: str) -> None:
    with open_rooms(tmp_path, sqlite_url) as app:
        other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        answer = app.test_client().get("/readyz")
        assert (answer.status_code, answer.json and answer.json["ready"]) == (503, False)
        other.execute("ROLLBACK")
        other.close()
        assert app.test_client().get("/readyz").status_code == 200
        with app.app_context():
            assert db.session.scalar(text("PRAGMA busy_timeout")) == 30_000


def test_a_read_only_database_is_not_ready(app: Flask) -> None:
    with steps(app) as ctx:
        engine = ctx.session.get_bind()
        if engine.dialect.name == "sqlite":
            ctx.session.execute(text("PRAGMA query_only=ON"))
        else:
            ctx.session.execute(text("SET default_transaction_read_only = on"))
        ctx.session.commit()  # the pool gives the same connection to the check
        assert not can_write(ctx.session)


def test_the_age_is_that_of_the_mail_that_waits_longest(app: Flask) -> None:
    with steps(app) as ctx:
        assert find_oldest_mail_s(ctx.session) == 0
        sign(ctx, make_sign(ctx, "a@example.org"))
        with ctx.transaction() as session:
            long_ago = clock.now() - timedelta(hours=2)
            session.execute(text("UPDATE outgoing_mail SET created_at = :at"), {"at": str(long_ago)})
        sign(ctx, make_sign(ctx, "b@example.org"))
        assert 7200 <= find_oldest_mail_s(ctx.session) < 7260
