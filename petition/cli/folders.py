"""The folders that a command needs, made and tried before anything is written into them."""

import os
import tempfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

from sqlalchemy.engine import make_url

from petition.cli.errors import CommandError
from petition.settings import Settings


def sqlite_path(settings: Settings) -> Path | None:
    """Where the SQLite database lies, or None on PostgreSQL."""
    url = make_url(settings.database_url)
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def list_folders(settings: Settings) -> list[tuple[str, Path]]:
    """Each folder that the service writes into, after the setting that names it."""
    folders = [("PETITION_DATA_DIR", settings.data_dir), ("PETITION_SECRETS_DIR", settings.secrets_dir)]
    database = sqlite_path(settings)
    if database is not None:
        folders.append(("PETITION_DATABASE_URL", database.absolute().parent))
    if settings.files_url.startswith("file://"):
        folders.append(("PETITION_FILES_URL", Path(unquote(urlsplit(settings.files_url).path))))
    return folders


def prepare_folders(settings: Settings) -> None:
    """Make the folders, for the service's own eyes. Raises CommandError for the first that cannot be written."""
    for name, folder in list_folders(settings):
        problem = find_folder_problem(folder)
        if problem:
            raise CommandError(f"{name}: cannot write to {folder}: {problem}.")


def find_folder_problem(folder: Path) -> str | None:
    """Why nothing can be written into this folder, or None where a file could be made and removed."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=folder):
            return None
    except OSError as error:
        return (error.strerror or type(error).__name__).lower()


def write_secret_file(path: Path, text: str) -> None:
    """Write a new file that its owner alone may read. Raises FileExistsError."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
