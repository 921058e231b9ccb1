"""`petition config`: what is set, what is wrong with it, and the first secrets."""

import json
from dataclasses import asdict
from pathlib import Path

import click
from sqlalchemy.engine import make_url

from petition.adapters.tokens import new_secret
from petition.cli.config_problems import list_problems
from petition.cli.errors import CommandError
from petition.cli.folders import write_secret_file
from petition.cli.listing import json_option
from petition.settings import PREFIX, Settings, load_settings

SECRET_KEYS_FILE = "secret-keys"  # noqa: S105 - a file's name


@click.group("config")
def configuration() -> None:
    """Look at the settings, make secrets."""


@configuration.command()
@json_option
def check(*, as_json: bool) -> None:
    """Print the settings in effect, without secrets, and name what is wrong; exit code 2 if anything is."""
    settings = load_settings()
    values, problems = effective_settings(settings), list_problems(settings)
    if as_json:
        click.echo(json.dumps({"settings": values, "problems": problems}, ensure_ascii=False, indent=2))
    else:
        for name, value in values.items():
            click.echo(f"{name}={value}")
        for problem in problems:
            click.echo(f"problem: {problem}", err=True)
    if problems:
        raise CommandError(f"{len(problems)} problem(s) found.")


@configuration.command("new-key")
def new_key() -> None:
    """Print a fresh key for PETITION_SECRET_KEYS."""
    click.echo(new_secret())


@configuration.command()
def init() -> None:
    """Make the development profile's secret key, if there is none yet."""
    settings = load_settings()
    if settings.is_production:
        raise CommandError("In production give the keys yourself: PETITION_SECRET_KEYS, see `petition config new-key`.")
    made = make_secret_keys(settings)
    click.echo(f"Made {made}." if made else "There are secret keys already: nothing was changed.")


def make_secret_keys(settings: Settings) -> Path | None:
    """Write the first secret key beside the other secrets; None where there are keys already."""
    if settings.secret_keys:
        return None
    path = settings.secrets_dir / SECRET_KEYS_FILE
    write_secret_file(path, new_secret() + "\n")
    return path


def effective_settings(settings: Settings) -> dict[str, str]:
    """Each setting as text under its variable's name; passwords and keys are left out."""
    texts = {name: _as_text(value) for name, value in asdict(settings).items()}
    texts["database_url"] = make_url(settings.database_url).render_as_string(hide_password=True)
    texts["smtp_url"] = make_url(settings.smtp_url).render_as_string(hide_password=True)
    texts["secret_keys"] = f"({len(settings.secret_keys)} key(s))"
    texts["metrics_token"] = "(set)" if settings.metrics_token else ""
    return {PREFIX + name.upper(): text for name, text in texts.items()}


def _as_text(value: object) -> str:
    return ",".join(sorted(value)) if isinstance(value, frozenset) else str(value)
