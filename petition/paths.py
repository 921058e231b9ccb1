"""Where the files that travel with the code are: in a checkout beside the package, in a wheel inside it."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = PACKAGE.parent


def _find(folder: str) -> Path:
    if (_CHECKOUT / "pyproject.toml").is_file():
        return _CHECKOUT / folder
    return PACKAGE / folder


TEMPLATES = _find("templates")
MIGRATIONS = _find("migrations")
TRANSLATIONS = PACKAGE / "translations"
STATIC = PACKAGE / "static"
