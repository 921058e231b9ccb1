"""Today and now, in UTC. Tests move it with time-machine; no security decision rests on an interval being positive."""

from datetime import UTC, date, datetime


def now() -> datetime:
    """The present instant, aware, UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The present day in UTC: all that is stored about when somebody signed."""
    return now().date()
