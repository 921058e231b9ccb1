import re
from dataclasses import fields
from pathlib import Path

import pytest

from petition.cli.configuration import effective_settings
from petition.settings import NAMES, Room, Settings, SettingsError, load_settings

DOCS = Path(__file__).parent.parent / "docs" / "settings.md"
KEY = "k" * 32
PRODUCTION = {
    "PETITION_PROFILE": "production",
    "PETITION_BASE_URL": "https://sign.example.org",
    "PETITION_SMTP_URL": "smtp+starttls://user:secret@mail.example.org:587",
    "PETITION_MAIL_FROM": "noreply@example.org",
    "PETITION_DATA_DIR": "/srv/petition",
    "PETITION_SECRETS_DIR": "/etc/petition",
    "PETITION_SECRET_KEYS": KEY,
}


def test_each_setting_has_a_line_in_the_docs_and_no_line_is_left_over() -> None:
    lines = re.findall(r"^\| `(PETITION_[A-Z_]+)` \|", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    assert lines == [f"PETITION_{name}" for name in NAMES]


def test_each_variable_is_one_field() -> None:
    assert [field.name.upper() for field in fields(Settings)] == list(NAMES)


def test_development_needs_no_variable(tmp_path: Path) -> None:
    settings = load_settings({"PETITION_DATA_DIR": str(tmp_path)})
    assert settings.base_url == "http://127.0.0.1:8000"
    assert settings.database_url == f"sqlite:///{tmp_path}/petition.sqlite3"
    assert settings.rooms == frozenset(Room)
    assert settings.has_demo_mailbox
    assert settings.secret_keys == ()


def test_development_finds_the_keys_that_config_init_wrote(tmp_path: Path) -> None:
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "secret-keys").write_text(f"{KEY}old\n{KEY}new\n")
    assert load_settings({"PETITION_DATA_DIR": str(tmp_path)}).secret_keys == (f"{KEY}old", f"{KEY}new")


def test_production_starts_with_its_own_values() -> None:
    settings = load_settings(PRODUCTION)
    assert settings.is_production
    assert not settings.has_demo_mailbox
    assert settings.secret_keys == (KEY,)


@pytest.mark.parametrize("name", [name for name in PRODUCTION if name not in {"PETITION_PROFILE", "PETITION_DATA_DIR"}])
def test_production_refuses_to_start_without(name: str) -> None:
    environ = {key: value for key, value in PRODUCTION.items() if key != name}
    with pytest.raises(SettingsError, match=name):
        load_settings(environ)


def test_production_refuses_the_demo_mailbox() -> None:
    with pytest.raises(SettingsError, match=r"^PETITION_SMTP_URL: the demo mailbox delivers nothing"):
        load_settings(PRODUCTION | {"PETITION_SMTP_URL": "demo://127.0.0.1:8025"})


def test_development_with_a_mail_server_has_no_demo_mailbox() -> None:
    assert not load_settings({"PETITION_SMTP_URL": "smtp://127.0.0.1:8025"}).has_demo_mailbox
    assert load_settings({"PETITION_SMTP_URL": "demo://127.0.0.1:9025"}).has_demo_mailbox


def test_production_keeps_secrets_outside_the_data() -> None:
    with pytest.raises(SettingsError, match="PETITION_SECRETS_DIR must lie outside PETITION_DATA_DIR"):
        load_settings(PRODUCTION | {"PETITION_SECRETS_DIR": "/srv/petition/secrets"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PROFILE", "staging"),
        ("ROOMS", "supporters,kitchen"),
        ("ROOMS", " , "),
        ("DATABASE_URL", "mysql://localhost/petition"),
        ("FILES_URL", "ftp://example.org"),
        ("BASE_URL", "sign.example.org"),
        ("BASE_URL", "https://example.org/petition"),
        ("LISTEN", "8000"),
        ("LISTEN", "127.0.0.1:0"),
        ("LISTEN", "127.0.0.1:65536"),
        ("SMTP_URL", "mail.example.org"),
        ("SMTP_URL", "smtp://"),
        ("SMTP_URL", "smtp://mail.example.org:twenty"),
        ("SMTP_URL", "smtps://mail.example.org:70000"),
        ("SMTP_URL", "demo://127.0.0.1"),
        ("SECRET_KEYS", "short"),
        ("SECRET_KEYS", f"{KEY},short"),
        ("TRUSTED_PROXIES", "-1"),
        ("LOG_LEVEL", "LOUD"),
    ],
)
def test_a_wrong_value_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"^PETITION_{name}"):
        load_settings({f"PETITION_{name}": value})


def test_an_unknown_variable_is_told() -> None:
    with pytest.raises(SettingsError, match=r"^PETITION_SMTP is not a setting"):
        load_settings({"PETITION_SMTP": "mail.example.org"})


def test_a_file_stands_for_its_setting(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text(KEY + "\n")
    assert load_settings({"PETITION_SECRET_KEYS_FILE": str(tmp_path / "keys")}).secret_keys == (KEY,)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"^PETITION_SECRET_KEYS_FILE: cannot read"):
        load_settings({"PETITION_SECRET_KEYS_FILE": str(tmp_path / "nowhere")})


def test_a_setting_given_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text(KEY)
    with pytest.raises(SettingsError, match="are both set"):
        load_settings({"PETITION_SECRET_KEYS": KEY, "PETITION_SECRET_KEYS_FILE": str(tmp_path / "keys")})


def test_a_postgresql_url_gets_its_driver() -> None:
    for url in ("postgres://petition@localhost/petition", "postgresql://petition@localhost/petition"):
        settings = load_settings({"PETITION_DATABASE_URL": url})
        assert settings.database_url == "postgresql+psycopg://petition@localhost/petition"


def test_what_is_shown_of_the_settings_has_no_secret() -> None:
    environ = PRODUCTION | {"PETITION_DATABASE_URL": "postgresql://petition:hidden@db.example.org/petition"}
    shown = effective_settings(load_settings(environ))
    assert list(shown) == [f"PETITION_{name}" for name in NAMES]
    assert not [text for text in shown.values() if "secret@" in text or "hidden" in text or KEY in text]
    assert shown["PETITION_SMTP_URL"] == "smtp+starttls://user:***@mail.example.org:587"
