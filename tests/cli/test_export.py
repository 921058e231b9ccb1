"""`petition export`: a file for the addressee, or one line that says why not."""

import json
from pathlib import Path

from tests.cli.conftest import Run


def test_an_export_writes_a_file_and_a_ledger_event(furnished: Run, tmp_path: Path) -> None:
    path = tmp_path / "tea.csv"
    result = furnished("export", "signatures", "tea", "--out", str(path), "--reason", "To the kitchen")
    assert (result.exit_code, result.stdout) == (0, f"{path}: 0 signatures.\n")
    assert path.read_text(encoding="utf-8-sig") == "number,name,city,country,source\n"
    last = json.loads(furnished("ledger").stdout.splitlines()[-1])
    assert (last["kind"], last["payload"]["reason"]) == ("signatures.exported", "To the kitchen")


def test_refusals_are_one_line(furnished: Run, tmp_path: Path) -> None:
    path = tmp_path / "tea.csv"
    path.touch()
    for campaign, out, reason in (
        ("coffee", tmp_path / "new.csv", "To the kitchen"),
        ("tea", path, "To the kitchen"),
        ("tea", tmp_path / "new.csv", " "),
    ):
        result = furnished("export", "signatures", campaign, "--out", str(out), "--reason", reason)
        assert (result.exit_code, result.stderr.count("\n")) == (2, 1), result.stderr
    assert not (tmp_path / "new.csv").exists()
