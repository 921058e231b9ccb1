"""`wsgi.py`: what any WSGI server imports."""

import runpy
from pathlib import Path

import pytest
from flask import Flask

from petition.settings import Settings

WSGI = Path(__file__).resolve().parent.parent / "wsgi.py"


def test_it_gives_an_application_that_answers(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("data_dir", "secrets_dir", "database_url", "base_url"):
        monkeypatch.setenv(f"PETITION_{name.upper()}", str(getattr(settings, name)))
    monkeypatch.setenv("PETITION_SECRET_KEYS", settings.secret_keys[0])
    app = runpy.run_path(str(WSGI))["app"]
    assert isinstance(app, Flask)
    assert app.test_client().get("/healthz").status_code == 200
