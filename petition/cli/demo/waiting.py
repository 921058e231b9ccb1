"""Waiting for another process, with an end."""

import time
from collections.abc import Callable
from typing import TypeVar

from petition.cli.errors import CommandError

POLL_S = 0.1
Found = TypeVar("Found")


def wait_for(look: Callable[[], Found | None], what: str, *, within_s: float) -> Found:
    """What `look` finds, asked again until it finds something. Raises CommandError, which tells `what` did not come."""
    end_s = time.monotonic() + within_s
    while (found := look()) is None:
        if time.monotonic() > end_s:
            raise CommandError(f"{what} did not come within {within_s:.0f} s.")
        time.sleep(POLL_S)
    return found
