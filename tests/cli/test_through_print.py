"""`petition demo --through-print`: the whole main job, by the real pages, a real worker and real mail."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest

from petition.adapters.mailbox import list_mails
from petition.cli.context import open_context
from petition.cli.demo.content import load_greetings
from petition.cli.demo.waiting import wait_for
from petition.cli.errors import CommandError
from petition.domain.manifest import parse_manifest
from petition.domain.text import TextKind, clean_text
from petition.queries.desk import find_batch
from petition.settings import load_settings

GREETINGS = load_greetings()


def petition(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PETITION_")}
    command = [sys.executable, "-m", "petition.cli", *arguments]
    environ = plain | {"PETITION_DATA_DIR": str(folder)}
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=False, timeout=300)


def test_forty_greetings_become_a_pdf(tmp_path: Path) -> None:
    result = petition(tmp_path, "demo", "--through-print")
    assert result.returncode == 0, result.stderr
    pdf = Path(result.stdout.splitlines()[-1].removeprefix("PDF: "))
    assert pdf.is_relative_to(tmp_path)
    (batch,) = json.loads(petition(tmp_path, "batch", "list", "--campaign", "solidarity-2013", "--json").stdout)
    assert (batch["state"], batch["cards"]) == ("rendered", sum(greeting.has_card for greeting in GREETINGS))
    with pikepdf.open(pdf) as opened:
        assert len(opened.pages) == batch["pages"] == 2 * -(-batch["cards"] // 4)
    (campaign,) = json.loads(petition(tmp_path, "campaign", "list", "--json").stdout)
    assert campaign["confirmed"] == len(GREETINGS)
    assert len({mail.recipient for mail in list_mails(tmp_path / "mailbox")}) == len(GREETINGS)
    with open_context(load_settings({"PETITION_DATA_DIR": str(tmp_path)})) as ctx:
        found = find_batch(ctx.session, None, batch["id"])
        assert found is not None
        printed = {(card.language, card.text) for card in parse_manifest(found.manifest).cards}
    written = {(one.language, clean_text(TextKind.MESSAGE, one.text)) for one in GREETINGS if one.has_card}
    assert printed == written
    for check in (("ledger", "verify"), ("verify",), ("maintenance",)):
        assert petition(tmp_path, *check).returncode == 0


def test_what_does_not_come_is_told() -> None:
    with pytest.raises(CommandError, match=r"^The post did not come within 0 s"):
        wait_for(lambda: None, "The post", within_s=0)


def test_what_comes_later_is_found() -> None:
    answers = iter([None, None, "post"])
    assert wait_for(lambda: next(answers), "The post", within_s=5) == "post"
