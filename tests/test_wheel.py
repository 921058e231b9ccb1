"""The wheel alone, away from the checkout: it makes its tables, serves translated pages, and prints."""

import re
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import polib
import pytest

from petition.paths import PACKAGE, TRANSLATIONS
from tests.services import PLAIN, free_addresses, read, serving

CHECKOUT = PACKAGE.parent
PARTS = ("petition", "templates", "migrations")
FILES = ("pyproject.toml", "README.md", "LICENSE", ".gitignore")
CAMPAIGN = "/c/solidarity-2013"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of the checkout that has no compiled catalogue, without the network."""
    source, folder = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in PARTS:
        shutil.copytree(CHECKOUT / name, source / name, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
    for name in FILES:
        shutil.copy(CHECKOUT / name, source / name)
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(source))
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `petition` command of a new environment, which holds the wheel and borrows its dependencies from ours."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin" / "python"
    run(
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(python),
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        str(wheel),
    )
    (site,) = folder.glob("lib/python*/site-packages")
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return folder / "bin" / "petition"


def run(*command: str, environ: dict[str, str] | None = None, folder: Path | None = None) -> str:
    """What a command says; a command that fails is told with its words."""
    done = subprocess.run(command, env=environ or PLAIN, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_wheel_holds_all_that_travels_with_the_code(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    files = {f"petition/{path.relative_to(PACKAGE)}" for path in PACKAGE.rglob("*") if path.is_file()}
    for folder in ("templates", "migrations"):
        files |= {f"petition/{path.relative_to(CHECKOUT)}" for path in (CHECKOUT / folder).rglob("*") if path.is_file()}
    files |= {f"petition/translations/{code}/LC_MESSAGES/messages.mo" for code in ("be", "ru")}
    needed = {name for name in files if not re.search(r"__pycache__|/\.|\.pot$", name)}
    assert needed - names == set()
    assert sum(name.endswith(".ttf") for name in names) > 30
    others = {name for name in names if not name.startswith(("petition/", "petition-"))}
    assert others == set()


def test_it_serves_and_prints_away_from_the_checkout(installed: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    environ = PLAIN | free_addresses() | {"PETITION_DATA_DIR": str(tmp_path / "var")}
    python = str(installed.parent / "python")
    assert run(python, "-c", "import petition; print(petition.__file__)", folder=empty).startswith(
        str(installed.parents[1])
    )

    run(str(installed), "db", "upgrade", environ=environ, folder=empty)
    said = run(str(installed), "demo", "--through-print", environ=environ, folder=empty)
    assert "40 printed" in said
    with Path(said.rpartition("PDF: ")[2].strip()).open("rb") as file:
        assert file.read(5) == b"%PDF-"

    with serving(environ, tmp_path, command=[str(installed)], folder=empty) as service:
        base_url = f"http://{environ['PETITION_LISTEN']}"
        speaks_belarusian(read(f"{base_url}{CAMPAIGN}?lang=be"))
        (sheet,) = re.findall(r'href="(/static/site\.css[^"]*)"', read(f"{base_url}{CAMPAIGN}"))
        assert "--paper" in read(base_url + sheet)
        assert service.stop() == 0
    assert list(empty.iterdir()) == []


def speaks_belarusian(page: str) -> None:
    """Our own sentences on the page are those of the catalogue."""
    catalogue = polib.pofile(str(TRANSLATIONS / "be" / "LC_MESSAGES" / "messages.po"))
    for english in ("Sign the petition", "What happened", "Your greeting"):
        entry = catalogue.find(english)
        assert entry is not None
        assert entry.msgstr in page
        assert english not in page
