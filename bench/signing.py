"""View, sign and confirm against a bare Flask application with one INSERT: ratios measured side by side, in one run.

    python -m bench.signing [--seconds 8] [--clients 64] [--postgresql URL]

Both applications run under the same server (waitress, one process) on the same kind of database, in turns. The client is one
asyncio process on the other core. Printed: requests a second, the server's CPU milliseconds a request (the steadier
figure), the 50th and 99th percentile of the answer's time, and the ratios of ours to the bare one's. Ours validates the form,
seals the address, writes the ledger and enqueues a mail.
"""

import argparse
import asyncio
import os
import re
import secrets
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import create_engine, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from petition.adapters.database import make_engine
from petition.adapters.tokens import Purpose
from petition.db import upgrade_database
from petition.models import Signature
from petition.settings import load_settings
from petition.usecases.context import Context, make_hands
from petition.usecases.sign import sign_many
from tests.stories import SLUG, make_campaign, make_organisation, make_sign

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_POSTGRESQL = "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What one load run gave."""

    per_second: float
    cpu_ms: float
    p50_ms: float
    p99_ms: float
    longest_ms: float
    wrong: int

    def line(self, name: str) -> str:
        """One row of the table."""
        return (
            f"{name:<28} {self.per_second:8.0f}/s  {self.cpu_ms:7.3f} ms CPU  p50 {self.p50_ms:6.1f}  "
            f"p99 {self.p99_ms:7.1f}  max {self.longest_ms:7.1f} ms" + (f"  WRONG {self.wrong}" if self.wrong else "")
        )


BARE = """
import os, sqlite3, threading
from flask import Flask, request
app = Flask(__name__)
URL = os.environ["BARE_DATABASE"]
local = threading.local()
if URL.startswith("sqlite"):
    def connection():
        if not hasattr(local, "c"):
            local.c = sqlite3.connect(URL.removeprefix("sqlite:///"), timeout=30, isolation_level=None)
            local.c.execute("PRAGMA journal_mode=WAL"); local.c.execute("PRAGMA synchronous=FULL")
        return local.c
    MARK = "?"
else:
    import psycopg
    def connection():
        if not hasattr(local, "c"):
            local.c = psycopg.connect(URL.replace("+psycopg", ""), autocommit=True)
        return local.c
    MARK = "%s"
connection().execute("CREATE TABLE IF NOT EXISTS bare (name text, email text, country text)")
@app.get("/")
def hello():
    return "hello"
@app.post("/sign")
def sign():
    f = request.form
    connection().execute(f"INSERT INTO bare VALUES ({MARK}, {MARK}, {MARK})", (f["name"], f["email"], f["country"]))
    return "thank you"
"""
SERVE = """
import waitress
waitress.serve(app, host="127.0.0.1", port={port}, threads={threads}, connection_limit=1000, asyncore_use_poll=True)
"""


def free_port() -> int:
    """A local port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(code: str, environ: dict[str, str], threads: int) -> Iterator[tuple[int, int]]:
    """A server process; gives its port and process id."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-c", code + "\n" + SERVE.format(port=port, threads=threads)],
        env=os.environ | environ,
        cwd=ROOT,
    )
    try:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield port, process.pid
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


def cpu_seconds(process_id: int) -> float:
    """User and system time that a process has used."""
    fields = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def request_bytes(method: str, path: str, port: int, fields: dict[str, str] | None = None) -> bytes:
    """A ready HTTP/1.1 request from the same origin."""
    body = urlencode(fields or {}).encode()
    head = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", f"Origin: http://127.0.0.1:{port}"]
    if method == "POST":
        head += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    return "\r\n".join([*head, "", ""]).encode() + body


async def load(
    port: int, requests: Iterator[bytes], *, clients: int, seconds: float, good: bytes
) -> tuple[list[float], int]:
    """Send requests over kept connections until time or requests are over; gives the times in s, and how many were wrong."""
    times: list[float] = []
    wrong = 0
    end = time.monotonic() + seconds

    async def client() -> None:
        nonlocal wrong
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for request in requests:
            if time.monotonic() > end:
                break
            start = time.perf_counter()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(
                (int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
            )
            await reader.readexactly(length)
            times.append(time.perf_counter() - start)
            wrong += good not in head[:16]
        writer.close()

    await asyncio.gather(*(client() for _ in range(clients)))
    return times, wrong


def measure(
    port: int, process_id: int, requests: Iterator[bytes], *, clients: int, seconds: float, good: bytes
) -> Figures:
    """One load run with the server's own CPU time."""
    before, start = cpu_seconds(process_id), time.monotonic()
    times, wrong = asyncio.run(load(port, requests, clients=clients, seconds=seconds, good=good))
    elapsed, cpu = time.monotonic() - start, cpu_seconds(process_id) - before
    ordered = sorted(times)
    return Figures(
        per_second=len(times) / elapsed,
        cpu_ms=1000 * cpu / len(times),
        p50_ms=1000 * statistics.median(ordered),
        p99_ms=1000 * ordered[int(len(ordered) * 0.99)],
        longest_ms=1000 * ordered[-1],
        wrong=wrong,
    )


def forever(request: bytes) -> Iterator[bytes]:
    """The same request again and again."""
    while True:
        yield request


def sign_requests(port: int, path: str, extra: dict[str, str]) -> Iterator[bytes]:
    """A new signer each time."""
    run = secrets.token_hex(4)
    number = 0
    while True:
        number += 1
        fields = {"name": f"Nino Beridze {number % 97}a", "email": f"nino{number}@{run}.example.org", "country": "GE"}
        yield request_bytes("POST", path, port, fields | extra)


def prepare(url: str, folder: Path, port: int) -> tuple[dict[str, str], Context]:
    """An installation with an open campaign; gives its environment."""
    environ = {
        "PETITION_DATA_DIR": str(folder / "var"),
        "PETITION_SECRETS_DIR": str(folder / "secrets"),
        "PETITION_DATABASE_URL": url,
        "PETITION_BASE_URL": f"http://127.0.0.1:{port}",
        "PETITION_SECRET_KEYS": secrets.token_hex(32),
    }
    upgrade_database(url)
    settings = load_settings(environ)
    engine = make_engine(settings.database_url)
    ctx = Context(session=Session(engine, expire_on_commit=False), hands=make_hands(settings, engine))
    make_organisation(ctx)
    make_campaign(ctx)
    return environ, ctx


def confirm_requests(ctx: Context, port: int, number: int) -> Iterator[bytes]:
    """Links of signatures that wait, each once."""
    for start in range(0, number, 200):
        sign_many(ctx, [make_sign(ctx, f"waiting{start + index}@example.org") for index in range(200)])
    tokens = [
        ctx.hands.tokens.make(Purpose.CONFIRM, public_id, version)
        for public_id, version in ctx.session.execute(select(Signature.public_id, Signature.version))
    ]
    ctx.session.rollback()
    return iter([request_bytes("POST", f"/confirm/{token}", port) for token in tokens])


def form_fields(page: str) -> dict[str, str]:
    """Hidden fields of the sign form, as a browser would send them."""
    hidden = re.findall(r'<input[^>]*type="hidden"[^>]*>', page)
    pairs = ((re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)) for tag in hidden)
    return {name[1]: value[1] for name, value in pairs if name and value}


def run(kind: str, url: str, options: argparse.Namespace) -> dict[str, Figures]:
    """All figures on one database."""
    figures: dict[str, Figures] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bare_url = f"sqlite:///{folder / 'bare.sqlite3'}" if kind == "sqlite" else url
        with served(BARE, {"BARE_DATABASE": bare_url}, options.threads) as (port, pid):
            rest = {"clients": options.clients, "seconds": options.seconds, "good": b" 200"}
            figures["bare: hello"] = measure(port, pid, forever(request_bytes("GET", "/", port)), **rest)
            figures["bare: INSERT"] = measure(port, pid, sign_requests(port, "/sign", {}), **rest)
        base_port = free_port()
        environ, ctx = prepare(url, folder, base_port)
        links = confirm_requests(ctx, base_port, options.confirms)
        code = "from petition.app import create_app\napp = create_app()"
        with served(code, environ, options.threads) as (port, pid):
            page = urllib.request.urlopen(f"http://127.0.0.1:{port}/c/{SLUG}/sign").read().decode()
            extra = form_fields(page) | {"publicity": "handover", "city": "", "step": "sign"}
            view = request_bytes("GET", f"/c/{SLUG}", port)
            figures["ours: view"] = measure(port, pid, forever(view), **rest)
            sign_origin = (
                request.replace(f":{port}\r\nContent".encode(), f":{base_port}\r\nContent".encode())
                for request in sign_requests(port, f"/c/{SLUG}/sign", extra)
            )
            figures["ours: sign"] = measure(port, pid, sign_origin, **rest)
            figures["ours: confirm"] = measure(port, pid, links, **(rest | {"good": b" 303"}))
        ctx.session.close()
    return figures


@contextmanager
def postgresql_database(server: str) -> Iterator[str]:
    """A database of the benchmark's own."""
    name = f"petition_bench_{uuid.uuid4().hex[:8]}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
        engine.dispose()


def report(kind: str, figures: dict[str, Figures]) -> None:
    """Print the table and the ratios."""
    print(f"\n{kind}")
    for name, figure in figures.items():
        print("  " + figure.line(name))
    view = figures["bare: hello"].cpu_ms / figures["ours: view"].cpu_ms
    sign = figures["ours: sign"].per_second / figures["bare: INSERT"].per_second
    sign_cpu = figures["bare: INSERT"].cpu_ms / figures["ours: sign"].cpu_ms
    print(f"  view / bare hello, by CPU: {view:.2f}")
    print(f"  sign / bare INSERT: {sign:.2f} by rate, {sign_cpu:.2f} by CPU")


def main() -> None:
    """Run on SQLite, then on PostgreSQL where a server answers."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=6)
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--threads", type=int, default=32, help="threads of the server")
    parser.add_argument("--confirms", type=int, default=4000)
    parser.add_argument("--postgresql", default=DEFAULT_POSTGRESQL)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report("SQLite", run("sqlite", f"sqlite:///{Path(folder) / 'petition.sqlite3'}", options))
    with postgresql_database(options.postgresql) as url:
        report("PostgreSQL", run("postgresql", url, options))


if __name__ == "__main__":
    main()
