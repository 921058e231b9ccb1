"""`petition switch`."""

import json

from tests.cli.conftest import Run


def test_a_switch_is_turned_listed_and_turned_back(furnished: Run) -> None:
    assert furnished("switch", "on", "read-only", "--reason", "Moving").stdout == "read-only is on.\n"
    assert furnished("switch", "on", "read-only", "--reason", "Moving").stdout == "read-only was on already.\n"
    rows = {row["name"]: row for row in json.loads(furnished("switch", "list", "--json").stdout)}
    assert [name for name, row in rows.items() if row["on"]] == ["read-only"]
    assert rows["read-only"]["since"] is not None
    result = furnished("campaign", "close", "tea")
    assert (result.exit_code, result.stderr) == (
        2,
        "petition: The installation is read-only now: see `petition switch list`.\n",
    )
    assert furnished("switch", "off", "read-only", "--reason", "Moved").stdout == "read-only is off.\n"
    assert furnished("campaign", "close", "tea").exit_code == 0


def test_wrong_words_are_one_line(furnished: Run) -> None:
    for arguments in (("on", "everything", "--reason", "x"), ("on", "stop-mail", "--reason", " "), ("on", "stop-mail")):
        result = furnished("switch", *arguments)
        assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
