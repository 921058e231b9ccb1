"""`petition db copy`: an installation moves to PostgreSQL, and refusals are one line."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.conftest import POSTGRESQL, drop_postgresql_database, new_postgresql_database


@pytest.fixture
def source(environ: dict[str, str]) -> str:
    return f"sqlite:///{environ['PETITION_DATA_DIR']}/petition.sqlite3"


@pytest.fixture
def target(tmp_path: Path) -> Iterator[str]:
    """A database that does not have tables yet: on PostgreSQL where there is one."""
    if POSTGRESQL is None:
        yield f"sqlite:///{tmp_path / 'target.sqlite3'}"
        return
    url = new_postgresql_database()
    yield url
    drop_postgresql_database(url)


def test_a_furnished_installation_moves_and_verifies_there(
    furnished: Run, environ: dict[str, str], source: str, target: str
) -> None:
    result = furnished("db", "copy", "--from", source, "--to", target)
    assert result.exit_code == 0, result.stderr
    assert "rows are the same in both databases." in result.stdout
    before = furnished("ledger").stdout
    environ["PETITION_DATABASE_URL"] = target
    assert furnished("verify").exit_code == 0
    assert furnished("ledger").stdout == before != ""


def test_a_second_copy_and_a_copy_onto_itself_are_refused(furnished: Run, source: str, target: str) -> None:
    assert furnished("db", "copy", "--from", source, "--to", target).exit_code == 0
    result = furnished("db", "copy", "--from", source, "--to", target)
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert "has rows. Give a database that is empty." in result.stderr
    assert "same database" in furnished("db", "copy", "--from", source, "--to", source).stderr


def test_a_source_that_is_not_there_is_not_made(furnished: Run, tmp_path: Path, source: str) -> None:
    missing = tmp_path / "missing.sqlite3"
    result = furnished("db", "copy", "--from", f"sqlite:///{missing}", "--to", source)
    assert (result.exit_code, missing.exists()) == (2, False)
