"""`petition verify`: findings one a line, and an exit code for scripts."""

import json
import sqlite3
from pathlib import Path

from tests.cli.conftest import Run


def test_a_whole_installation_verifies(furnished: Run) -> None:
    result = furnished("verify")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "Everything holds.\n"


def test_a_changed_event_is_told_as_a_sentence_and_as_json(furnished: Run, environ: dict[str, str]) -> None:
    with sqlite3.connect(Path(environ["PETITION_DATA_DIR"]) / "petition.sqlite3") as database:
        database.execute("UPDATE ledger_event SET actor = 'nobody' WHERE id = 2")
    database.close()
    result = furnished("verify")
    assert (result.exit_code, result.stdout) == (1, "The ledger's chain breaks at event 2.\n")
    result = furnished("verify", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout) == {"code": "ledger_breaks", "subject": "2", "detail": ""}
