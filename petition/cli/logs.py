"""Where log lines of the commands that keep running go: standard error, one a line, as JSON in production."""

from petition.adapters import logs
from petition.settings import Settings


def start_logging(settings: Settings) -> None:
    """Write our log lines of the chosen level, and the warnings of libraries, to standard error."""
    logs.start_logging(settings.log_level, as_json=settings.is_production)
    logs.log_crashes()
