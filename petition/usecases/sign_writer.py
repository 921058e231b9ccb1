"""Group commit for signing: one thread a process writes all that waits, in one transaction after another.

While a transaction is being flushed to the disk, the next signatures gather; so a slow disk makes larger groups instead of
longer queues. Whoever waits gets an answer only after the commit. Nothing waits on purpose: a lone signature is written at
once.
"""

import os
import queue
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from petition.usecases.context import Context, Hands
from petition.usecases.sign import Sign, SignError, sign_many

GROUP = 64
"""Signatures in one transaction at most: beyond that a commit is no longer the larger part."""


@dataclass(frozen=True)
class _Waiting:
    command: Sign
    answer: "Future[SignError | None]" = field(default_factory=Future)


class SignWriter:
    """Signs for many threads through one."""

    def __init__(self, engine: Engine, hands: Hands) -> None:
        self._engine = engine
        self._hands = hands
        self._start_lock = threading.Lock()
        self._process_id = 0
        self._waiting: queue.SimpleQueue[_Waiting] = queue.SimpleQueue()

    def sign(self, command: Sign) -> None:
        """Store one signature; returns after its commit. Raises what `sign` raises, or the database's error."""
        self._start()
        waiting = _Waiting(command)
        self._waiting.put(waiting)
        error = waiting.answer.result()
        if error is not None:
            raise error

    def _start(self) -> None:
        """Start the thread in this process: a server that forks has lost its parent's."""
        if self._process_id == os.getpid():
            return
        with self._start_lock:
            if self._process_id != os.getpid():
                self._waiting = queue.SimpleQueue()
                threading.Thread(target=self._write, args=(self._waiting,), name="sign-writer", daemon=True).start()
                self._process_id = os.getpid()

    def _write(self, waiting: "queue.SimpleQueue[_Waiting]") -> None:
        while True:
            group = [waiting.get()]
            while len(group) < GROUP:
                try:
                    group.append(waiting.get_nowait())
                except queue.Empty:
                    break
            self._sign_group(group)

    def _sign_group(self, group: Sequence[_Waiting]) -> None:
        try:
            errors = self._sign([one.command for one in group])
        except Exception as error:  # noqa: BLE001 - whatever it is, those who wait must hear it
            self._sign_apart(group, error)
            return
        for one, refusal in zip(group, errors, strict=True):
            one.answer.set_result(refusal)

    def _sign_apart(self, group: Sequence[_Waiting], error: Exception) -> None:
        """One signature must not spoil the others': after a failure each is tried alone."""
        if len(group) == 1:
            group[0].answer.set_exception(error)
            return
        for one in group:
            self._sign_group([one])

    def _sign(self, commands: Sequence[Sign]) -> list[SignError | None]:
        with Session(self._engine, expire_on_commit=False) as session:
            return sign_many(Context(session=session, hands=self._hands), commands)
