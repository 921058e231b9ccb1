"""The worker beside the web: a child process that is started again when it dies and stopped with its parent."""

import contextlib
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping

from petition.cli.worker import PARENT_OPTION

log = logging.getLogger(__name__)

FIRST_DELAY_S = 1.0
LONGEST_DELAY_S = 60.0
STEADY_AFTER_S = 60.0
"""A worker that lived so long was well: the next one is started without a long pause."""
STOP_WITHIN_S = 15.0
"""Longer than a worker takes to finish what is under way."""


class WorkerKeeper:
    """Keeps one worker running. It has a session of its own, so that Ctrl-C reaches it through `stop` alone."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = dict(environ)
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._process = self._spawn()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    @property
    def process_id(self) -> int:
        """The worker that runs now."""
        return self._process.pid

    def stop(self) -> None:
        """Ask the worker to finish, wait for it, and end it where it does not."""
        with self._lock:
            self._stopping.set()
            self._process.terminate()
        try:
            self._process.wait(STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            log.warning("the worker did not stop within %d s: ended", STOP_WITHIN_S)
            self._process.kill()
            self._process.wait()
        self._thread.join()
        _close_input(self._process)

    def _spawn(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "petition.cli", "worker", PARENT_OPTION]
        return subprocess.Popen(command, stdin=subprocess.PIPE, env=self._environ, start_new_session=True)  # noqa: S603 - our own words

    def _watch(self) -> None:
        delay_s = FIRST_DELAY_S
        while True:
            started_s = time.monotonic()
            code = self._process.wait()
            if self._stopping.is_set():
                return
            if time.monotonic() - started_s > STEADY_AFTER_S:
                delay_s = FIRST_DELAY_S
            log.warning("the worker ended with code %d: started again in %d s", code, delay_s)
            if self._stopping.wait(delay_s):
                return
            delay_s = min(2 * delay_s, LONGEST_DELAY_S)
            with self._lock:
                if self._stopping.is_set():
                    return
                _close_input(self._process)
                self._process = self._spawn()


@contextlib.contextmanager
def running_worker(environ: Mapping[str, str] | None = None) -> Iterator[WorkerKeeper]:
    """A worker as long as the block runs."""
    keeper = WorkerKeeper(os.environ if environ is None else environ)
    try:
        yield keeper
    finally:
        keeper.stop()


def _close_input(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None:
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()
