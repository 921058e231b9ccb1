"""Where log lines of the commands that keep running go: standard error, one line each."""

import logging

from petition.settings import Settings


def start_logging(settings: Settings) -> None:
    """Write our log lines of the chosen level to standard error.

    Of libraries only warnings are written: some of them tell addresses in their ordinary lines.
    """
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("petition").setLevel(settings.log_level)
