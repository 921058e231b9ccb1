"""Where log lines of the commands that keep running go: standard error, one line each."""

import logging

from petition.settings import Settings


def start_logging(settings: Settings) -> None:
    """Write log lines of the chosen level to standard error."""
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
