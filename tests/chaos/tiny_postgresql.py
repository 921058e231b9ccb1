"""A PostgreSQL server of the test's own whose tables lie on a tiny file system; its log has room, so that the server lives."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from petition.db import upgrade_database
from tests.chaos.full_disk import mount, unmount
from tests.chaos.rounds import WITHIN_S
from tests.mailserver import free_port
from tests.services import wait_for

OWNER = "postgres"
SIZE = "24m"


def find_programs() -> Path | None:
    """Where the server's programs are; None where there are none, or nobody who may run them."""
    if OWNER not in {entry.pw_name for entry in pwd.getpwall()}:
        return None
    places = [Path(found).resolve().parent for found in (shutil.which("initdb"),) if found]
    places += [path.parent for path in sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))]
    return next((place for place in places if (place / "postgres").exists()), None)


@contextmanager
def running(programs: Path) -> Iterator[tuple[str, Path]]:
    """The address of an empty migrated database on the server, and the tiny file system, until the block ends."""
    folder = Path(tempfile.mkdtemp(prefix="petition-tiny-"))
    data, tiny, port = folder / "data", folder / "tiny", free_port()
    mount(tiny, SIZE)
    try:
        for path in (folder, tiny):
            shutil.chown(path, OWNER)
        make = [programs / "initdb", "-D", data, "-U", OWNER, "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C"]
        subprocess.run(make, check=True, user=OWNER, stdout=subprocess.DEVNULL, cwd="/")
        command = [programs / "postgres", "-D", data, "-p", str(port), "-k", folder, "-c", "listen_addresses=127.0.0.1"]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(command, user=OWNER, stdout=log, stderr=log, cwd="/")
        try:
            yield make_database(f"postgresql+psycopg://{OWNER}@127.0.0.1:{port}", tiny), tiny
        finally:
            server.send_signal(2)  # SIGINT: break every connection, then stop
            server.wait(WITHIN_S)
    finally:
        unmount(tiny)
        shutil.rmtree(folder)


def make_database(server_url: str, tiny: Path) -> str:
    engine = create_engine(f"{server_url}/postgres", isolation_level="AUTOCOMMIT")

    def look() -> bool | None:
        try:
            with engine.connect() as connection:
                connection.execute(text(f"CREATE TABLESPACE tiny LOCATION '{os.fspath(tiny)}'"))
                connection.execute(text("CREATE DATABASE house TABLESPACE tiny"))
        except OperationalError:
            return None  # the server is not there yet
        return True

    wait_for(look, within_s=WITHIN_S)
    engine.dispose()
    upgrade_database(f"{server_url}/house")
    return f"{server_url}/house"
