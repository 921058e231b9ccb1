"""`petition backup` and `petition restore`."""

from pathlib import Path

import click

from petition.adapters.archive import ArchiveDamagedError, ArchiveKeyError, IdentityError, read_identities
from petition.adapters.files import FileStore
from petition.adapters.keys import PepperStore
from petition.adapters.table_filling import TableMismatchError
from petition.cli.context import command_settings, open_engine, require_migrated
from petition.cli.errors import CommandError
from petition.cli.folders import prepare_folders, write_secret_file
from petition.db import upgrade_database
from petition.settings import Settings, load_settings
from petition.usecases.backup import Installation, MakeBackup, make_backup
from petition.usecases.restore import (
    NotABackupError,
    OtherRevisionError,
    PepperExistsError,
    RestoreReport,
    restore_backup,
)

SENTENCES: dict[type[Exception], str] = {
    IdentityError: "--identity: {} holds no age identity; it is the file that begins with AGE-SECRET-KEY-1.",
    ArchiveKeyError: (
        "This identity does not open {}: the backup was made for another key, or its first lines are damaged. Look for the "
        "private half of the key that was given to `petition backup --recipient`: without it nobody can open it."
    ),
    ArchiveDamagedError: "The backup is damaged or was cut short ({}); nothing was restored.",
    NotABackupError: "This file opens, but it is no backup that this version knows.",
    OtherRevisionError: (
        "The backup is at revision {0.args[0]}, this version at {0.args[1]}. Restore with the version that made it, "
        "then upgrade."
    ),
    TableMismatchError: "{}: restore into an empty database.",
    PepperExistsError: "The secrets folder has another pepper for campaign {}: restore beside an empty one.",
}


@click.command()
@click.option("--to", "path", type=click.Path(dir_okay=False, path_type=Path), required=True, help="New file to write.")
@click.option("--recipient", required=True, help="Age public key (age1...) whose private half will open the backup.")
@click.option("--with-secrets", is_flag=True, help="Put link keys and peppers in too; see docs/deploy.md before.")
def backup(path: Path, recipient: str, *, with_secrets: bool) -> None:
    """Write rows, jobs and files of one instant into one encrypted file, while the service works."""
    settings = command_settings()
    with open_engine(settings) as engine:
        require_migrated(engine)
        report = make_backup(
            Installation(
                engine=engine,
                files=FileStore(settings.files_url),
                peppers=PepperStore(settings.secrets_dir),
                secret_keys=settings.secret_keys,
            ),
            MakeBackup(path=path, recipient=recipient, with_secrets=with_secrets),
        )
    secrets = (
        f"{report.secrets} secrets" if with_secrets else "no secrets: keep those of PETITION_SECRETS_DIR elsewhere"
    )
    click.echo(f"{path}: {path.stat().st_size} bytes, {report.rows} rows, {report.files} files, {secrets}.")


@click.command()
@click.option(
    "--from", "path", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True, help="The backup."
)
@click.option(
    "--identity",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    help="File with the private half of the backup's key, as age-keygen writes it.",
)
def restore(path: Path, identity: Path) -> None:
    """Bring a backup into an empty installation, on SQLite or PostgreSQL, wherever it was made."""
    settings = load_settings()
    try:
        identities = read_identities(identity)
        prepare_folders(settings)
        upgrade_database(settings.database_url)
        with open_engine(settings) as engine:
            report = restore_backup(
                Installation(
                    engine=engine,
                    files=FileStore(settings.files_url),
                    peppers=PepperStore(settings.secrets_dir),
                    secret_keys=settings.secret_keys,
                ),
                path,
                identities,
            )
    except tuple(SENTENCES) as error:
        raise CommandError(SENTENCES[type(error)].format(error)) from None
    _tell(settings, report)


def _tell(settings: Settings, report: RestoreReport) -> None:
    click.echo(f"Restored {report.rows} rows and {report.files} files as of {report.made_at}.")
    if report.secret_keys is not None and tuple(report.secret_keys.split()) != settings.secret_keys:
        path = settings.secrets_dir / "secret-keys"
        path = path.with_name("secret-keys.restored") if path.exists() else path
        write_secret_file(path, report.secret_keys + "\n")
        click.echo(f"Its link keys are in {path}: let PETITION_SECRET_KEYS_FILE name it.")
    if report.secret_keys is None:
        click.echo(
            "It carries no link keys: links in mails that are out work only under the former PETITION_SECRET_KEYS."
        )
    for slug in report.campaigns_without_pepper:
        click.echo(
            f"Campaign {slug} has no pepper and cannot collect: put its file back into PETITION_SECRETS_DIR/peppers."
        )
    click.echo("Run `petition verify` now.")
