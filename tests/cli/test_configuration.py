import json
import socket
from pathlib import Path

from petition.settings import load_settings
from tests.cli.conftest import Run


def test_a_fresh_key_is_long_enough_and_new_each_time(run: Run) -> None:
    first, second = (run("config", "new-key").stdout.strip() for _ in range(2))
    assert first != second
    assert load_settings({"PETITION_SECRET_KEYS": f"{first},{second}"}).secret_keys == (first, second)


def test_init_makes_a_key_once_that_only_its_owner_reads(run: Run, environ: dict[str, str]) -> None:
    path = Path(environ["PETITION_DATA_DIR"]) / "secrets" / "secret-keys"
    assert run("config", "init").stdout == f"Made {path}.\n"
    key = path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600
    assert "nothing was changed" in run("config", "init").stdout
    assert path.read_text() == key


def test_init_is_refused_in_production(run: Run, environ: dict[str, str], tmp_path: Path) -> None:
    environ |= {
        "PETITION_PROFILE": "production",
        "PETITION_BASE_URL": "https://sign.example.org",
        "PETITION_SMTP_URL": "smtp://mail.example.org",
        "PETITION_MAIL_FROM": "a@example.org",
        "PETITION_SECRETS_DIR": str(tmp_path / "secrets"),
        "PETITION_SECRET_KEYS": "k" * 40,
    }
    assert run("config", "init").exit_code == 2
    assert run("demo").exit_code == 2
    assert not (tmp_path / "secrets").exists()


def test_check_names_everything_that_is_wrong_and_shows_no_secret(run: Run, environ: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        dead_port = taken.getsockname()[1]
    environ["PETITION_SMTP_URL"] = f"smtp://user:hidden@127.0.0.1:{dead_port}"
    result = run("config", "check", "--json")
    told = json.loads(result.stdout)
    assert result.exit_code == 2
    assert [problem.split()[0].rstrip(":") for problem in told["problems"]] == [
        "PETITION_SECRET_KEYS",
        "There",
        "PETITION_SMTP_URL",
    ]
    assert "hidden" not in result.output


def test_check_is_content_with_an_installation(installed: Run) -> None:
    result = installed("config", "check")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "PETITION_SECRET_KEYS=(1 key(s))" in result.stdout.splitlines()
