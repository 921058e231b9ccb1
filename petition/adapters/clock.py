"""Today and now, in UTC. Tests move it with time-machine; no security decision rests on an interval being positive."""

from datetime import UTC, date, datetime


def now() -> datetime:
    """The present instant, aware, UTC."""
    return datetime.now(UTC)


def start_of_day(instant: datetime) -> datetime:
    """Midnight, UTC, of the day that an instant lies in: what is kept of an instant that tells too much."""
    return instant.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def today() -> date:
    """The present day in UTC: all that is stored about when somebody signed."""
    return now().date()
