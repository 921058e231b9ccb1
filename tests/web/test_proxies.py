"""Whose word is taken for where a request comes from."""

from dataclasses import replace

import pytest
from flask import request

from petition.app import create_app
from petition.db import db
from petition.settings import Settings


@pytest.mark.parametrize(
    ("trusted_proxies", "seen"), [(0, "127.0.0.1 http"), (1, "198.51.100.2 https"), (2, "203.0.113.1 https")]
)
def test_only_trusted_proxies_are_believed(settings: Settings, trusted_proxies: int, seen: str) -> None:
    app = create_app(replace(settings, trusted_proxies=trusted_proxies))
    app.add_url_rule("/who", "who", lambda: f"{request.remote_addr} {request.scheme}")
    headers = {"X-Forwarded-For": "203.0.113.1, 198.51.100.2", "X-Forwarded-Proto": "https, https"}
    assert app.test_client().get("/who", headers=headers).get_data(as_text=True) == seen
    with app.app_context():
        db.engine.dispose()
