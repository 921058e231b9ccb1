"""`petition backup` and `petition restore`: the way that a tired person goes at night."""

from collections.abc import Callable
from pathlib import Path

import pytest

from petition.adapters.keys import new_identity
from tests.cli.conftest import Run

Backup = Callable[..., Path]
IDENTITY, RECIPIENT = new_identity()


@pytest.fixture
def key_file(tmp_path: Path) -> str:
    """As age-keygen writes it."""
    path = tmp_path / "key.txt"
    path.write_text(f"# created: today\n# public key: {RECIPIENT}\n{IDENTITY}\n")
    return str(path)


@pytest.fixture
def backup(furnished: Run, tmp_path: Path) -> Backup:
    def make(*options: str) -> Path:
        path = tmp_path / f"petition{len(options)}.backup"
        result = furnished("backup", "--to", str(path), "--recipient", RECIPIENT, *options)
        assert result.exit_code == 0, result.stderr
        assert result.stdout.startswith(f"{path}: {path.stat().st_size} bytes, ")
        return path

    return make


def move_to_an_empty_machine(environ: dict[str, str], tmp_path: Path) -> None:
    environ["PETITION_DATA_DIR"] = str(tmp_path / "other")


def test_an_installation_comes_back_with_its_secrets(
    furnished: Run, environ: dict[str, str], tmp_path: Path, backup: Backup, key_file: str
) -> None:
    path = backup("--with-secrets")
    ledger = furnished("ledger").stdout
    keys = (tmp_path / "var" / "secrets" / "secret-keys").read_text()
    move_to_an_empty_machine(environ, tmp_path)
    result = furnished("restore", "--from", str(path), "--identity", key_file)
    assert result.exit_code == 0, result.stderr
    assert "Its link keys are in" in result.stdout
    assert "no pepper" not in result.stdout
    assert (tmp_path / "other" / "secrets" / "secret-keys").read_text() == keys
    assert furnished("verify").exit_code == 0
    assert furnished("ledger").stdout == ledger != ""


def test_without_secrets_it_says_what_is_missing(
    furnished: Run, environ: dict[str, str], tmp_path: Path, backup: Backup, key_file: str
) -> None:
    path = backup()
    move_to_an_empty_machine(environ, tmp_path)
    result = furnished("restore", "--from", str(path), "--identity", key_file)
    assert result.exit_code == 0, result.stderr
    assert "carries no link keys" in result.stdout
    assert "Campaign tea has no pepper and cannot collect" in result.stdout


@pytest.mark.parametrize(
    ("identity", "sentence"),
    [
        (new_identity()[0], "made for another key"),
        ("nothing", "holds no age identity"),
        ("AGE-SECRET-KEY-1BROKEN", "holds no age identity"),
    ],
    ids=["another key", "no key", "a broken key"],
)
def test_a_wrong_key_is_told_in_one_line(
    furnished: Run, tmp_path: Path, backup: Backup, identity: str, sentence: str
) -> None:
    path = backup()
    (tmp_path / "wrong.txt").write_text(identity)
    result = furnished("restore", "--from", str(path), "--identity", str(tmp_path / "wrong.txt"))
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert sentence in result.stderr


def test_a_full_installation_and_a_damaged_file_are_refused_in_one_line(
    furnished: Run, environ: dict[str, str], tmp_path: Path, backup: Backup, key_file: str
) -> None:
    path = backup()
    result = furnished("restore", "--from", str(path), "--identity", key_file)
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert "restore into an empty database" in result.stderr
    path.write_bytes(path.read_bytes()[:-1])
    move_to_an_empty_machine(environ, tmp_path)
    result = furnished("restore", "--from", str(path), "--identity", key_file)
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert "nothing was restored" in result.stderr


def test_a_backup_is_never_written_over(furnished: Run, backup: Backup) -> None:
    path = backup()
    result = furnished("backup", "--to", str(path), "--recipient", RECIPIENT)
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    result = furnished("backup", "--to", f"{path}2", "--recipient", "age1wrong")
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
