"""What the documents tell to type exists: settings, commands, pages that they point to."""

import re
from pathlib import Path

import click
import pytest

from petition.cli import petition
from petition.settings import NAMES, load_settings

DOCS = Path(__file__).parents[2] / "docs"
PAGES = sorted([*DOCS.glob("*.md"), *DOCS.glob("adr/*.md"), DOCS.parent / "README.md"])
OPERATION = [DOCS / "deploy.md", DOCS / "growing.md"]


@pytest.mark.parametrize("document", PAGES, ids=lambda path: path.name)
def test_every_setting_that_is_named_exists(document: Path) -> None:
    named = set(re.findall(r"PETITION_([A-Z][A-Z_]*[A-Z])", document.read_text(encoding="utf-8")))
    unknown = {name for name in named if name.removesuffix("_FILE") not in NAMES and not name.startswith("TEST")}
    assert unknown == set()


@pytest.mark.parametrize("document", OPERATION, ids=lambda path: path.name)
def test_every_command_that_is_named_exists_with_its_options(document: Path) -> None:
    lines = re.findall(
        r"(?:^|[`/ ])petition ((?:[a-z]+ ?)+(?:[^`\n|]*))", document.read_text(encoding="utf-8"), re.MULTILINE
    )
    found = 0
    for line in lines:
        command: click.Command = petition
        words = line.split()
        while isinstance(command, click.Group) and words and words[0] in command.commands:
            command = command.commands[words.pop(0)]
        if command is petition:
            continue
        found += 1
        options = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
        assert [word for word in words if word.startswith("--") and word not in options] == [], line
    assert found >= 5


@pytest.mark.parametrize("document", OPERATION, ids=lambda path: path.name)
def test_the_settings_to_copy_start_a_service(document: Path, tmp_path: Path) -> None:
    (block,) = re.findall(r"```\n(PETITION_PROFILE=.*?)```", document.read_text(encoding="utf-8"), re.DOTALL)
    environ = dict(line.split("=", 1) for line in block.splitlines() if line.startswith("PETITION_"))
    contents = {
        "SECRET_KEYS": "k" * 32,
        "SMTP_URL": "smtp+starttls://user:word@mail.example.org:587",
        "DATABASE_URL": "postgresql://petition:password@db.internal/petition?sslmode=verify-full",
        "METRICS_TOKEN": "t" * 32,
    }
    for name, content in contents.items():
        if f"PETITION_{name}_FILE" in environ:
            path = tmp_path / name
            path.write_text(content)
            environ[f"PETITION_{name}_FILE"] = str(path)
    environ = {name: value.strip('"') for name, value in environ.items()}
    settings = load_settings(environ)
    assert settings.is_production
    assert settings.base_url == "https://sign.example.org"


@pytest.mark.parametrize("document", PAGES, ids=lambda path: path.name)
def test_no_link_to_another_page_is_dead(document: Path) -> None:
    targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8"))
    assert [target for target in targets if not (document.parent / target).exists()] == []
