"""Switches for bad days: what each stops. They are rows, so that all processes see them at once."""

from collections.abc import Set as AbstractSet
from enum import StrEnum


class Switch(StrEnum):
    """What an operator can stop."""

    STOP_COLLECTING = "stop-collecting"  # no new signatures and cards; confirming and withdrawing go on
    STOP_MAIL = "stop-mail"  # mails wait
    READ_ONLY = "read-only"  # nothing that people do is stored, and mails wait
    LOCK_DOWN = "lock-down"  # besides, no page is shown


_NO_WRITING = frozenset({Switch.READ_ONLY, Switch.LOCK_DOWN})


def stops_writing(on: AbstractSet[Switch]) -> bool:
    """True where nothing that people do may be stored."""
    return not on.isdisjoint(_NO_WRITING)


def stops_collecting(on: AbstractSet[Switch]) -> bool:
    """True where no new signature may be taken."""
    return Switch.STOP_COLLECTING in on or stops_writing(on)


def stops_mail(on: AbstractSet[Switch]) -> bool:
    """True where mails must wait."""
    return Switch.STOP_MAIL in on or stops_writing(on)


def stops_pages(on: AbstractSet[Switch]) -> bool:
    """True where no page may be shown."""
    return Switch.LOCK_DOWN in on
