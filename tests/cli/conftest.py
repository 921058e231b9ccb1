"""Fixtures for commands: an installation of its own, and a way to run a command in it."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from petition.cli import petition

ORGANISATION = ("organisation", "create", "--slug", "letters", "--name", "Letters")
ORGANISER = "olga@example.org"
CAMPAIGN_FILE = """
[campaign]
slug = "tea"
anchor_on = 2011-08-04

[texts.be]
title = "Гарбата"
lead = "Пра гарбату."
addressee = "Кухня"
what_happened = "Скончылася."
what_we_ask = "Купіце."

[texts.en]
title = "Tea"
lead = "About tea."
addressee = "The kitchen"
what_happened = "It ran out."
what_we_ask = "Buy some."
manifesto = "Tea is for everybody."

[prisoner]
slug = "ales"
facility = "Colony 99"
country = "BY"
arrested_on = 2011-08-04
verified_on = 2013-08-01
languages_accepted = ["be", "ru"]
address_block = '''
Бяляцкаму Алесю
вул. Васільковая, 4'''

[prisoner.names.be]
display = "Алесь Бяляцкі"

[prisoner.names.en]
display = "Ales Bialiatski"
"""

Run = Callable[..., Result]


@pytest.fixture
def environ(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Variables of an empty installation."""
    for name in [name for name in os.environ if name.startswith("PETITION_")]:
        monkeypatch.delenv(name)
    return {"PETITION_DATA_DIR": str(tmp_path / "var")}


@pytest.fixture
def run(environ: dict[str, str]) -> Run:
    """Runs a command; a fault of ours is raised, not swallowed."""

    def run_command(*arguments: str, **options: str) -> Result:
        result = CliRunner().invoke(petition, arguments, env=environ, **options)  # type: ignore[arg-type] # click's many keywords
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run_command


@pytest.fixture
def installed(run: Run) -> Run:
    """The same, with secrets and tables."""
    for command in (("config", "init"), ("db", "upgrade")):
        assert run(*command).exit_code == 0
    return run


@pytest.fixture
def furnished(installed: Run, tmp_path: Path) -> Run:
    """The same, with an organisation, an organiser and an open campaign."""
    (tmp_path / "tea.toml").write_text(CAMPAIGN_FILE, encoding="utf-8")
    for command in (
        ORGANISATION,
        ("user", "create", "--organisation", "letters", "--email", ORGANISER, "--name", "Olga"),
        ("campaign", "create", "--organisation", "letters", "--file", str(tmp_path / "tea.toml")),
        ("campaign", "open", "tea"),
    ):
        result = installed(*command)
        assert result.exit_code == 0, result.stderr
    return installed
