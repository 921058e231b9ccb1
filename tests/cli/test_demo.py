"""`petition demo`: made once, kept afterwards."""

import json
import shutil
from pathlib import Path

from petition.adapters.keys import open_sealed, seal
from petition.cli.context import open_context
from petition.queries.campaigns import find_campaign, find_picture, list_text_languages
from petition.settings import load_settings
from tests.cli.conftest import Run


def test_the_demo_is_whole_and_open(run: Run, environ: dict[str, str]) -> None:
    assert run("demo").exit_code == 0
    (row,) = json.loads(run("campaign", "list", "--json").stdout)
    assert (row["slug"], row["state"], row["historic_example"]) == ("solidarity-2013", "open", True)
    with open_context(load_settings(environ)) as ctx:
        campaign = find_campaign(ctx.session, "solidarity-2013")
        assert campaign is not None
        assert list(list_text_languages(ctx.session, campaign)) == ["be", "en", "ru"]
        for purpose in ("page", "card_front"):
            picture = find_picture(ctx.session, campaign, purpose)
            assert picture is not None
            assert ctx.hands.files.read(picture.file_key).startswith(b"\xff\xd8")
    (prisoner,) = json.loads(run("prisoner", "list", "--campaign", "solidarity-2013", "--json").stdout)
    assert prisoner["name"] == "Ales Bialiatski"


def test_a_second_run_keeps_everything(run: Run) -> None:
    run("demo")
    before = run("ledger").stdout
    result = run("demo")
    assert (result.exit_code, "its data was kept" in result.stdout) == (0, True)
    assert run("ledger").stdout == before


def test_a_run_that_was_broken_off_is_finished(run: Run, environ: dict[str, str]) -> None:
    run("demo")
    with open_context(load_settings(environ)) as ctx, ctx.transaction() as session:
        session.connection().exec_driver_sql("DELETE FROM campaign_picture WHERE purpose = 'card_front'")
    run("demo")
    with open_context(load_settings(environ)) as ctx:
        campaign = find_campaign(ctx.session, "solidarity-2013")
        assert campaign is not None
        assert find_picture(ctx.session, campaign, "card_front") is not None


def test_only_the_organisers_file_opens_what_is_sealed(run: Run, environ: dict[str, str]) -> None:
    run("demo")
    path = Path(environ["PETITION_DATA_DIR"]) / "demo" / "organiser-identity.txt"
    assert path.stat().st_mode & 0o777 == 0o600
    (organisation,) = json.loads(run("organisation", "list", "--json").stdout)
    sealed = seal(organisation["public_key"], {"email": "a@example.org"})
    assert open_sealed(path.read_text().strip(), sealed) == {"email": "a@example.org"}


def test_a_new_database_gets_a_new_identity(run: Run, environ: dict[str, str]) -> None:
    run("demo")
    path = Path(environ["PETITION_DATA_DIR"]) / "demo" / "organiser-identity.txt"
    before = path.read_text()
    for file in Path(environ["PETITION_DATA_DIR"]).glob("petition.sqlite3*"):
        file.unlink()
    shutil.rmtree(Path(environ["PETITION_DATA_DIR"]) / "secrets")
    assert run("demo").exit_code == 0
    assert path.read_text() != before


def test_through_print_never_mails_to_a_real_server(run: Run, environ: dict[str, str]) -> None:
    environ["PETITION_SMTP_URL"] = "smtp://127.0.0.1:1"
    result = run("demo", "--through-print")
    assert (result.exit_code, "unset PETITION_SMTP_URL" in result.stderr) == (2, True)
