"""Commands that create and list records."""

import json
import re
import unicodedata
from pathlib import Path

import pytest

from petition.adapters.keys import open_sealed, seal
from petition.app import create_app
from petition.cli.context import open_context
from petition.db import db
from petition.models import CampaignText
from petition.queries.campaigns import find_campaign, get_text, list_prisoners
from petition.queries.people import find_user
from petition.settings import load_settings
from petition.usecases.enter_sheet import find_volunteer_link
from petition.usecases.sign_in_link import find_sign_in_user
from petition.web.organisers.account import find_account
from tests.cli.conftest import CAMPAIGN_FILE, ORGANISATION, ORGANISER, Run


def test_a_new_organisation_gets_a_key_pair_and_its_identity_is_printed_once(installed: Run) -> None:
    result = installed(*ORGANISATION)
    identity = result.stdout.strip()
    (row,) = json.loads(installed("organisation", "list", "--json").stdout)
    assert open_sealed(identity, seal(row["public_key"], {"email": "a@example.org"})) == {"email": "a@example.org"}
    assert "shown once" in result.stderr


def test_an_organisation_with_its_own_key_prints_nothing(installed: Run) -> None:
    first = installed(*ORGANISATION)
    key = json.loads(installed("organisation", "list", "--json").stdout)[0]["public_key"]
    result = installed("organisation", "create", "--slug", "other", "--name", "Other", "--public-key", key)
    assert (first.exit_code, result.exit_code, result.output) == (0, 0, "")


def test_a_user_without_password_gets_a_link_that_signs_in(furnished: Run, environ: dict[str, str]) -> None:
    result = furnished("user", "create", "--organisation", "letters", "--email", "New@Example.org", "--name", "New")
    token = re.fullmatch(r"http://127\.0\.0\.1:8000/desk/sign-in/(\S+)\n", result.stdout)
    assert token is not None
    with open_context(load_settings(environ)) as ctx:
        user = find_sign_in_user(ctx, token[1])
        assert user is not None
        assert (user.email, user.password) == ("new@example.org", None)


def test_a_link_can_be_made_again(furnished: Run) -> None:
    assert "/desk/sign-in/" in furnished("user", "link", "--email", ORGANISER.upper()).stdout


def test_an_address_that_is_none_is_refused(furnished: Run) -> None:
    result = furnished("user", "create", "--organisation", "letters", "--email", "nobody", "--name", "N")
    assert (result.exit_code, result.stderr.startswith("petition: --email:")) == (2, True)


def test_a_short_password_is_refused_and_creates_nobody(furnished: Run) -> None:
    command = ("user", "create", "--organisation", "letters", "--email", "p@example.org", "--name", "P")
    result = furnished(*command, "--password-stdin", input="short\n")
    assert (result.exit_code, "15 to 256 characters" in result.stderr) == (2, True)
    assert "p@example.org" not in furnished("user", "list").stdout


def test_a_password_from_standard_input_is_argon2id_that_the_desk_verifies(
    furnished: Run, environ: dict[str, str]
) -> None:
    password = "ключ-å-" + "x" * 12  # typed with a letter that has two spellings
    command = ("user", "create", "--organisation", "letters", "--email", "p@example.org", "--name", "P")
    result = furnished(*command, "--password-stdin", input=unicodedata.normalize("NFD", password) + "\n")
    assert (result.exit_code, result.stdout) == (0, "")
    settings = load_settings(environ)
    app = create_app(settings)
    with app.test_request_context():
        account = find_account("p@example.org", password)
        assert account is not None
        assert str(account.password).startswith("$argon2id$")
        assert find_account("p@example.org", password + "x") is None
        db.engine.dispose()


@pytest.mark.usefixtures("furnished")
def test_a_campaign_file_becomes_a_campaign_with_its_prisoner(environ: dict[str, str]) -> None:
    with open_context(load_settings(environ)) as ctx:
        campaign = find_campaign(ctx.session, "tea")
        assert campaign is not None
        words: CampaignText = get_text(ctx.session, campaign, "en")
        assert (campaign.default_language, words.title, words.demand) == ("be", "Tea", "Buy some.")
        assert words.story == "It ran out.\n\nTea is for everybody."
        (prisoner,) = list_prisoners(ctx.session, campaign)
        (custody,) = prisoner.custody_periods
        assert custody.address_block == "Бяляцкаму Алесю\nвул. Васільковая, 4"
        assert (custody.languages, custody.verified_on.isoformat()) == ("be ru", "2013-08-01")
        assert {name.language: name.name for name in prisoner.names} == {"be": "Алесь Бяляцкі", "en": "Ales Bialiatski"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('slug = "tea"', ""), "lacks campaign.slug"),
        (('title = "Tea"', "title = 5"), "lacks texts.en.title"),
        (("[campaign]", "[petition]"), "no table [campaign]"),
        (("anchor_on = 2011-08-04", 'anchor_on = "2011-08-04"'), "campaign.anchor_on must be a day"),
        (("arrested_on = 2011-08-04", ""), "lacks prisoner.arrested_on"),
        (("[texts.be]", "[texts.be"), "is not TOML"),
    ],
)
def test_a_campaign_file_that_is_wrong_names_the_key(
    installed: Run, tmp_path: Path, change: tuple[str, str], words: str
) -> None:
    installed(*ORGANISATION)
    path = tmp_path / "wrong.toml"
    path.write_text(CAMPAIGN_FILE.replace(*change), encoding="utf-8")
    result = installed("campaign", "create", "--organisation", "letters", "--file", str(path))
    assert (result.exit_code, words in result.stderr) == (2, True), result.stderr
    assert json.loads(installed("campaign", "list", "--json").stdout) == []


def test_a_campaign_is_made_from_options_opened_and_closed(installed: Run) -> None:
    installed(*ORGANISATION)
    words = [item for name in ("title", "lead", "addressee", "story", "demand") for item in (f"--{name}", "Words")]
    created = installed("campaign", "create", "--organisation", "letters", "--slug", "plain", "--goal", "10", *words)
    assert created.stdout == "plain\n"
    assert installed("campaign", "open", "plain").stdout == "plain is open.\n"
    assert installed("campaign", "close", "plain").stdout == "plain is closed.\n"
    (row,) = json.loads(installed("campaign", "list", "--json").stdout)
    assert (row["state"], row["goal"], row["confirmed"]) == ("closed", 10, 0)


def test_a_prisoner_is_added_line_by_line(furnished: Run) -> None:
    command = (
        "prisoner create --campaign tea --slug nasta --facility F --country by --language be --started-on 2020-01-02"
    )
    names = ("--name", "en=Nasta", "--name", "be=Наста")
    result = furnished(*command.split(), *names, "--address-line", "Насце", "--address-line", "Мінск")
    assert (result.exit_code, result.output) == (0, "")
    rows = json.loads(furnished("prisoner", "list", "--campaign", "tea", "--json").stdout)
    assert [(row["slug"], row["name"]) for row in rows] == [("ales", "Алесь Бяляцкі"), ("nasta", "Наста")]


def test_a_name_without_language_is_refused(furnished: Run) -> None:
    command = "prisoner create --campaign tea --slug n --facility F --country BY --language be --started-on 2020-01-02"
    result = furnished(*command.split(), "--name", "Nasta", "--address-line", "X")
    assert (result.exit_code, "LANGUAGE=NAME" in result.stderr) == (2, True)


def test_a_volunteer_link_opens_and_only_its_hash_is_stored(furnished: Run, environ: dict[str, str]) -> None:
    result = furnished("volunteer-link", "create", "--campaign", "tea", "--hours", "5", "--label", "Stall")
    token = result.stdout.strip().rpartition("/street/")[2]
    with open_context(load_settings(environ)) as ctx:
        found = find_volunteer_link(ctx.session, token)
        assert found.label == "Stall"
        assert token not in Path(environ["PETITION_DATA_DIR"], "petition.sqlite3").read_bytes().decode("latin-1")


def test_the_ledger_is_json_lines_whose_chain_holds(furnished: Run) -> None:
    events = [json.loads(line) for line in furnished("ledger").stdout.splitlines()]
    assert [event["id"] for event in events] == list(range(1, len(events) + 1))
    assert {"organisation.created", "user.created", "campaign.open"} <= {event["kind"] for event in events}
    assert furnished("ledger", "--json").stdout == furnished("ledger").stdout
    assert len(furnished("ledger", "--after", "2").stdout.splitlines()) == len(events) - 2
    assert events[-1]["hash"] in furnished("ledger", "verify").stdout


def test_a_changed_event_breaks_the_chain(furnished: Run, environ: dict[str, str]) -> None:
    with open_context(load_settings(environ)) as ctx, ctx.transaction() as session:
        session.connection().exec_driver_sql("UPDATE ledger_event SET actor = 'nobody' WHERE id = 3")
    result = furnished("ledger", "verify")
    assert (result.exit_code, result.stderr) == (2, "petition: The ledger's chain breaks at event 3.\n")


def test_maintenance_finds_counters_that_differ(furnished: Run, environ: dict[str, str]) -> None:
    assert furnished("maintenance").exit_code == 0
    with open_context(load_settings(environ)) as ctx, ctx.transaction() as session:
        session.connection().exec_driver_sql(
            "INSERT INTO tally (campaign_id, source, country_code, shard, confirmed) VALUES (1, 'online', 'GE', 0, 7)"
        )
    result = furnished("maintenance")
    assert (result.exit_code, "the counter says 7, the signatures 0" in result.stdout) == (2, True)


def test_a_user_is_found_in_any_case(furnished: Run, environ: dict[str, str]) -> None:
    assert "olga@example.org" in furnished("user", "list").stdout
    with open_context(load_settings(environ)) as ctx:
        assert find_user(ctx.session, "OLGA@example.org") is not None
