"""`petition serve` as a process: it starts, answers, restarts its worker, and stops cleanly."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.services import PLAIN, START_WITHIN_S, STOP_WITHIN_S, Service, free_addresses, read, serving, wait_for


def worker_of(service: Service) -> int | None:
    """The process id of the worker, or None where it has none now."""
    children = Path(f"/proc/{service.process.pid}/task/{service.process.pid}/children")
    threads = Path(f"/proc/{service.process.pid}/task").iterdir()
    ids = [child for thread in threads for child in (thread / children.name).read_text().split()]
    return int(ids[0]) if ids else None


def is_running(process_id: int) -> bool:
    try:
        state = Path(f"/proc/{process_id}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demo in it, made by the command."""
    folder = tmp_path_factory.mktemp("demo") / "var"
    environ = PLAIN | {"PETITION_DATA_DIR": str(folder)}
    subprocess.run([sys.executable, "-m", "petition.cli", "demo"], env=environ, check=True, capture_output=True)
    return folder


@pytest.fixture
def environ(demo: Path, tmp_path: Path) -> dict[str, str]:
    """Variables of an installation on free ports, with the demo in it."""
    shutil.copytree(demo, tmp_path / "var")
    return PLAIN | free_addresses() | {"PETITION_DATA_DIR": str(tmp_path / "var")}


def test_it_tells_where_everything_is_and_serves_it(environ: dict[str, str], tmp_path: Path) -> None:
    base_url = f"http://{environ['PETITION_LISTEN']}"
    with serving(environ, tmp_path) as service:
        text = service.text()
        assert f"Petition is at       {base_url}/" in text
        assert re.search(rf"Organiser signs in   {base_url}/desk/sign-in/\S+\n", text)
        assert f"Demo mailbox         {base_url}/mailbox/" in text
        assert "Ales Bialiatski" in read(f"{base_url}/c/solidarity-2013?lang=en")
        assert "<h1>" in read(f"{base_url}/mailbox/")
        stop_cleanly(service, signal.SIGINT)
    with socket.create_server(("127.0.0.1", int(environ["PETITION_LISTEN"].rpartition(":")[2]))):
        pass  # the port is free again


def test_sigterm_stops_web_and_worker_cleanly(environ: dict[str, str], tmp_path: Path) -> None:
    with serving(environ, tmp_path) as service:
        service.wait_for_text("worker ready")
        stop_cleanly(service, signal.SIGTERM)


def stop_cleanly(service: Service, number: int) -> None:
    service.wait_for_text("worker ready")
    worker = worker_of(service)
    assert worker is not None
    started_s = time.monotonic()
    assert service.stop(number) == 0
    assert time.monotonic() - started_s < 10
    assert not is_running(worker)
    assert "worker stopped" in service.text()
    assert service.text().endswith("Stopped.\n")
    assert not re.search("Traceback|Fatal|Error|WARNING", service.text())


def test_a_worker_that_dies_is_started_again(environ: dict[str, str], tmp_path: Path) -> None:
    with serving(environ, tmp_path) as service:
        service.wait_for_text("worker ready")
        first = worker_of(service)
        assert first is not None
        os.kill(first, signal.SIGKILL)
        service.wait_for_text("worker ready", count=2)
        second = worker_of(service)
        assert second not in {None, first}
        assert "the worker ended with code -9" in service.text()
        assert service.stop() == 0


def test_a_worker_ends_with_a_parent_that_was_killed(environ: dict[str, str], tmp_path: Path) -> None:
    with serving(environ, tmp_path) as service:
        service.wait_for_text("worker ready")
        worker = worker_of(service)
        assert worker is not None
        service.process.kill()
        service.process.wait()
        wait_for(lambda: None if is_running(worker) else True, within_s=STOP_WITHIN_S)


def test_the_web_alone_has_no_worker(environ: dict[str, str], tmp_path: Path) -> None:
    with serving(environ, tmp_path, "--no-worker") as service:
        assert worker_of(service) is None
        assert service.stop() == 0


@pytest.mark.parametrize("name", ["PETITION_LISTEN", "PETITION_SMTP_URL"])
def test_a_taken_port_is_one_clear_line(environ: dict[str, str], tmp_path: Path, name: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = f"127.0.0.1:{other.getsockname()[1]}"
        environ[name] = f"demo://{taken}" if "SMTP" in name else taken
        service = Service(environ, tmp_path / "serve.log", "serve")
        assert service.process.wait(START_WITHIN_S) == 2
    assert service.text().startswith("petition: ")
    assert f"{taken} is taken." in service.text()
    assert len(service.text().splitlines()) == 1


@pytest.mark.parametrize(
    ("variable", "words"),
    [
        ("PETITION_DATA_DIR=/proc/petition", "PETITION_DATA_DIR: cannot write to /proc/petition"),
        ("PETITION_LISTEN=192.0.2.1:8000", "PETITION_LISTEN: 192.0.2.1:8000 cannot be used"),
        ("PETITION_ROOMS=kitchen", "PETITION_ROOMS is 'kitchen'"),
    ],
)
def test_what_is_wrong_is_one_clear_line(environ: dict[str, str], tmp_path: Path, variable: str, words: str) -> None:
    name, _, value = variable.partition("=")
    environ |= {"PETITION_SECRET_KEYS": "k" * 40, name: value}
    service = Service(environ, tmp_path / "serve.log", "serve")
    assert service.process.wait(START_WITHIN_S) == 2
    assert len(service.text().splitlines()) == 1
    assert service.text().startswith(f"petition: {words}")
