"""Requests that this process answered, by route, and how long they took. Kept in memory; no path, no visitor."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass

Key = tuple[str, str, int]
"""Method, route and status."""


@dataclass(frozen=True, kw_only=True)
class RequestSum:
    """How many, and how many seconds all of them took."""

    number: int = 0
    seconds: float = 0.0


class RequestCounts:
    """Counts for many threads. Routes are few, so its size has a bound."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sums: dict[Key, RequestSum] = {}

    def add(self, key: Key, seconds: float) -> None:
        """One more request."""
        with self._lock:
            before = self._sums.get(key, RequestSum())
            self._sums[key] = RequestSum(number=before.number + 1, seconds=before.seconds + seconds)

    def read(self) -> Mapping[Key, RequestSum]:
        """All sums as of now."""
        with self._lock:
            return dict(sorted(self._sums.items()))
