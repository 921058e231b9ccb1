"""What all commands have in common."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path

import click
import pytest

from petition.cli import main, petition
from tests.cli.conftest import Run

SCRIPTS = {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
DOCS = Path(__file__).parents[2] / "docs" / "commands.md"


def walk(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    if not isinstance(command, click.Group) or command.invoke_without_command:
        yield path, command
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from walk(inner, (*path, name))


COMMANDS = dict(walk(petition))
LISTINGS = [path for path in COMMANDS if path[-1] == "list"]


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_stands_in_the_docs_with_its_options(path: tuple[str, ...]) -> None:
    text = DOCS.read_text(encoding="utf-8")
    assert f"`petition {' '.join(path)}" in text
    options = [
        option
        for parameter in COMMANDS[path].params
        if isinstance(parameter, click.Option) and not parameter.hidden and parameter.name not in {"help", "has_worker"}
        for option in parameter.opts
    ]
    assert [option for option in options if option not in text] == []


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_says_what_it_does(path: tuple[str, ...]) -> None:
    assert COMMANDS[path].help


@pytest.mark.parametrize(
    ("group", "name", "target"), [("flask.commands", "petition", petition), ("console_scripts", "petition", main)]
)
def test_the_command_is_installed(group: str, name: str, target: object) -> None:
    (point,) = entry_points(group=group, name=name)
    assert point.load() is target


def test_flask_has_the_same_command() -> None:
    result = subprocess.run(
        ["flask", "petition", "config", "new-key"], env=SCRIPTS, capture_output=True, text=True, check=True
    )
    assert len(result.stdout.strip()) >= 32


def test_there_are_listings_and_each_has_json() -> None:
    assert len(LISTINGS) >= 5
    assert [path for path in LISTINGS if "as_json" not in {parameter.name for parameter in COMMANDS[path].params}] == []


@pytest.mark.parametrize("path", LISTINGS, ids=" ".join)
def test_a_listing_prints_what_json_has(furnished: Run, path: tuple[str, ...]) -> None:
    arguments = ["--campaign", "tea"] if any(p.name == "campaign_slug" for p in COMMANDS[path].params) else []
    rows = json.loads(furnished(*path, *arguments, "--json").stdout)
    lines = furnished(*path, *arguments).stdout.splitlines()
    assert isinstance(rows, list)
    assert len(lines) == (len(rows) + 1 if rows else 0)
    if rows:
        assert lines[0].split() == list(rows[0])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("frob",), "No such command 'frob'"),
        (("--frob",), "No such option"),
        (("campaign", "open"), "Missing argument 'SLUG'"),
        (("campaign", "open", "nowhere"), "There is no campaign nowhere."),
        (("volunteer-link", "create", "--campaign", "tea", "--hours", "0"), "0 is not in the range"),
        (("campaign", "open", "tea"), "It is open and cannot become open."),
        (("organisation", "create", "--slug", "letters", "--name", "L"), "There is already organisation letters."),
        (("organisation", "create", "--slug", "l", "--name", "L", "--public-key", "x"), "--public-key: not an age"),
        (("user", "link", "--email", "nobody@example.org"), "There is no user with this address."),
        (("batch", "seal", "--campaign", "tea", "--by", "olga@example.org"), "has no picture for the front"),
        (("batch", "seal", "--campaign", "nowhere", "--by", "olga@example.org"), "There is no campaign nowhere"),
        (("batch", "download", "nowhere", "--output", "x.pdf"), "There is no batch nowhere."),
        (("campaign", "create", "--organisation", "letters", "--slug", "x", "--title", "X"), "--lead, --addressee"),
    ],
)
def test_wrong_input_is_one_clear_line_and_code_2(furnished: Run, arguments: tuple[str, ...], words: str) -> None:
    result = furnished(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
    assert result.stderr.startswith("petition: ")
    assert words in result.stderr


def test_without_tables_a_command_tells_how_to_make_them(run: Run) -> None:
    run("config", "init")
    result = run("campaign", "list")
    assert (result.exit_code, "run `petition db upgrade`" in result.stderr) == (2, True)


def test_an_empty_database_is_told_apart_from_none(run: Run, environ: dict[str, str]) -> None:
    run("config", "init")
    Path(environ["PETITION_DATA_DIR"], "petition.sqlite3").touch()
    result = run("campaign", "list")
    assert (result.exit_code, "has no tables yet" in result.stderr) == (2, True)


def test_without_keys_a_command_tells_how_to_make_one(run: Run) -> None:
    run("db", "upgrade")
    result = run("campaign", "list")
    assert (result.exit_code, "`petition config init` makes one" in result.stderr) == (2, True)


def test_a_folder_that_cannot_be_made_is_named(run: Run, environ: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    environ["PETITION_DATA_DIR"] = str(tmp_path / "file" / "var")
    result = run("db", "upgrade")
    assert result.exit_code == 2
    assert result.stderr == f"petition: PETITION_DATA_DIR: cannot write to {tmp_path}/file/var: not a directory.\n"


def test_a_database_server_that_does_not_answer_is_one_line(run: Run, environ: dict[str, str]) -> None:
    run("config", "init")
    environ["PETITION_DATABASE_URL"] = "postgresql://petition:hidden@127.0.0.1:1/petition"
    result = run("campaign", "list")
    assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1)
    assert "The database refused" in result.stderr
    assert "hidden" not in result.stderr


def test_upgrading_twice_changes_nothing(installed: Run, environ: dict[str, str]) -> None:
    before = Path(environ["PETITION_DATA_DIR"], "petition.sqlite3").read_bytes()
    assert installed("db", "upgrade").exit_code == 0
    assert Path(environ["PETITION_DATA_DIR"], "petition.sqlite3").read_bytes() == before
