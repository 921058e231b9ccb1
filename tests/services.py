"""Commands of ours as processes: started, waited for with a deadline, and stopped."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from tests.mailserver import free_port

START_WITHIN_S = 60.0
STOP_WITHIN_S = 20.0
PLAIN = {name: value for name, value in os.environ.items() if not name.startswith("PETITION_")}
"""This process's variables without any setting of an installation."""
OUR_COMMAND = (sys.executable, "-m", "petition.cli")
Found = TypeVar("Found")


def wait_for(look: Callable[[], Found | None], *, within_s: float) -> Found:
    """Ask again until there is an answer, or fail."""
    end_s = time.monotonic() + within_s
    while (found := look()) is None:
        assert time.monotonic() < end_s, "it did not come"
        time.sleep(0.05)
    return found


def free_addresses() -> dict[str, str]:
    """Settings that let a service listen where nobody else does."""
    return {
        "PETITION_LISTEN": f"127.0.0.1:{free_port()}",
        "PETITION_SMTP_URL": f"demo://127.0.0.1:{free_port()}",
        "PYTHONUNBUFFERED": "1",
    }


class Service:
    """A running command with its output."""

    def __init__(
        self,
        environ: dict[str, str],
        log: Path,
        *arguments: str,
        command: Sequence[str] = OUR_COMMAND,
        folder: Path | None = None,
    ) -> None:
        self.log = log
        with log.open("wb") as file:
            self.process = subprocess.Popen(
                [*command, *arguments], env=environ, stdout=file, stderr=subprocess.STDOUT, cwd=folder
            )

    def text(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def wait_for_text(self, pattern: str, count: int = 1) -> re.Match[str]:
        def look() -> re.Match[str] | None:
            found = list(re.finditer(pattern, self.text()))
            assert len(found) >= count or self.process.poll() is None, self.text()
            return found[-1] if len(found) >= count else None

        return wait_for(look, within_s=START_WITHIN_S)

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(STOP_WITHIN_S)


@contextmanager
def serving(
    environ: dict[str, str],
    tmp_path: Path,
    *arguments: str,
    command: Sequence[str] = OUR_COMMAND,
    folder: Path | None = None,
) -> Iterator[Service]:
    """`petition serve` until the block ends; killed where the block did not stop it."""
    service = Service(environ, tmp_path / "serve.log", "serve", *arguments, command=command, folder=folder)
    try:
        service.wait_for_text("Ctrl-C stops")
        yield service
    finally:
        if service.process.poll() is None:
            service.process.kill()
            service.process.wait()


def read(url: str) -> str:
    """The words at an address of a service of ours."""
    with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 - our own server
        return str(answer.read().decode())
