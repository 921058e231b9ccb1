"""Finished marks wait on disk until their sheet is due, so that memory does not grow with the batch."""

import os
from array import array
from tempfile import TemporaryFile
from types import TracebackType
from typing import Self

BUFFER_BYTES = 1 << 20


class Spool:
    """An unnamed temporary file of byte strings, read back by number. Gone when closed, or when the process ends."""

    def __init__(self) -> None:
        self._file = TemporaryFile(buffering=0)  # noqa: SIM115 - closed by __exit__
        self._descriptor = self._file.fileno()
        self._ends = array("Q", [0])
        self._buffer: list[bytes] = []
        self._buffered = 0

    def __enter__(self) -> Self:
        """Ready to be written."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Removes the file."""
        self._file.close()

    def __len__(self) -> int:
        """How many strings there are."""
        return len(self._ends) - 1

    def append(self, content: bytes) -> None:
        """Adds a string."""
        self._buffer.append(content)
        self._buffered += len(content)
        self._ends.append(self._ends[-1] + len(content))
        if self._buffered >= BUFFER_BYTES:
            self._flush()

    def read(self, number: int) -> bytes:
        """The string with this number, from 0."""
        if self._buffer:
            self._flush()
        start = self._ends[number]
        return os.pread(self._descriptor, self._ends[number + 1] - start, start)

    def _flush(self) -> None:
        whole = memoryview(b"".join(self._buffer))
        while whole:
            whole = whole[os.write(self._descriptor, whole) :]
        self._buffer, self._buffered = [], 0
