"""Exports a campaign of a million signatures, on SQLite and PostgreSQL: seconds, signatures a second, and memory at its peak.

    python bench/export.py [--rows 1000000] [--postgresql postgresql://user@host/existing_database]

Makes its own rows in a database of its own and removes it. The export runs in a process of its own, by the function that
`petition export signatures` calls. Memory is the most that this process ever held (VmHWM), and beside it what it held
before the first row was read: interpreter and libraries.
"""

import argparse
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from petition.adapters.database import make_engine
from petition.adapters.keys import new_identity
from petition.db import upgrade_database
from petition.settings import load_settings
from petition.usecases.context import Context, make_hands
from petition.usecases.create import (
    CreateCampaign,
    CreateOrganisation,
    TextOfCampaign,
    create_campaign,
    create_organisation,
)
from petition.usecases.export_signatures import ExportSignatures, export_signatures

SLUG = "bench"
WORDS = TextOfCampaign(language="en", title="Bench", lead="l", addressee="a", story="s", demand="d")
FIELDS = """
    'confirmed' AS state, 2 AS version, 'online' AS source, 'Ніно Берыдзе ' || n AS name, 'Tbilisi' AS city,
    'GE' AS country_code, 'en' AS language, CASE n % 10 WHEN 0 THEN 'counted' ELSE 'handover' END AS publicity,
    1 AS mails_sent, CURRENT_DATE AS signed_on, CURRENT_DATE AS confirmed_on
"""
COLUMNS = "state, version, source, name, city, country_code, language, publicity, mails_sent, signed_on, confirmed_on"
NUMBERS = {
    "sqlite": "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :rows)",
    "postgresql": "WITH numbers AS (SELECT n FROM generate_series(1, :rows) n)",
}
KEYS = {
    "sqlite": "lower(hex(randomblob(8))) AS public_id, randomblob(32) AS address_key",
    "postgresql": "left(md5(random()::text), 16) || lpad(to_hex(n), 6, '0') AS public_id,"
    " sha256(n::text::bytea) AS address_key",
}


@contextmanager
def open_context(url: str, folder: Path) -> Iterator[Context]:
    environ = {"PETITION_DATA_DIR": str(folder), "PETITION_DATABASE_URL": url, "PETITION_SECRET_KEYS": "k" * 32}
    settings = load_settings(environ)
    engine = make_engine(settings.database_url)
    with Session(engine, expire_on_commit=False) as session:
        yield Context(session=session, hands=make_hands(settings, engine))
    engine.dispose()


def fill(ctx: Context, rows: int) -> None:
    create_organisation(ctx, CreateOrganisation(slug="bench", name="Bench", public_key=new_identity()[1]))
    create_campaign(ctx, CreateCampaign(organisation_slug="bench", slug=SLUG, texts=[WORDS]))
    kind = ctx.session.get_bind().dialect.name
    with ctx.transaction() as session:
        session.execute(
            text(
                f"INSERT INTO signature (campaign_id, campaign_text_id, public_id, address_key, {COLUMNS}) {NUMBERS[kind]}"  # noqa: S608 - our own words
                f" SELECT 1, 1, {KEYS[kind]}, {FIELDS} FROM numbers"
            ),
            {"rows": rows},
        )


def export(url: str, folder: Path) -> None:
    """What the child process does."""
    with open_context(url, folder) as ctx:
        before_mib = peak_of_process_mib()
        started = time.perf_counter()
        command = ExportSignatures(campaign_slug=SLUG, path=folder / f"{uuid.uuid4().hex}.csv", reason="bench")
        rows = export_signatures(ctx, command)
        seconds = time.perf_counter() - started
    peak_mib = peak_of_process_mib()
    size_mib = command.path.stat().st_size / 1024**2
    command.path.unlink()
    print(
        f"{make_url(url).get_backend_name():<11}{rows:>9} rows {seconds:6.2f} s {rows / seconds:>9.0f}/s  "
        f"file {size_mib:5.1f} MiB  peak {peak_mib:5.1f} MiB, of which libraries {before_mib:5.1f} MiB",
        flush=True,
    )


def peak_of_process_mib() -> float:
    """Resident memory at its highest since this program began; `ru_maxrss` would also tell of the parent's."""
    (line,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def measure(url: str, folder: Path, rows: int) -> None:
    upgrade_database(url)
    with open_context(url, folder) as ctx:
        fill(ctx, rows)
    for _round in range(2):
        subprocess.run([sys.executable, __file__, "--child", url, "--folder", str(folder)], check=True)


@contextmanager
def own_postgresql(server: str) -> Iterator[str]:
    name = f"petition_bench_{uuid.uuid4().hex[:10]}"
    admin: Engine = create_engine(
        load_settings({"PETITION_DATABASE_URL": server}).database_url, isolation_level="AUTOCOMMIT"
    )
    with admin.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    try:
        yield admin.url.set(database=name).render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
        admin.dispose()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument(
        "--postgresql", help="a server on which a database can be made; without it only SQLite is measured"
    )
    parser.add_argument("--child", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        export(options.child, options.folder)
        return
    with tempfile.TemporaryDirectory(prefix="petition-bench-") as folder:
        measure(f"sqlite:///{folder}/bench.sqlite3", Path(folder), options.rows)
        if options.postgresql:
            with own_postgresql(options.postgresql) as url:
                measure(url, Path(folder), options.rows)


if __name__ == "__main__":
    main()
