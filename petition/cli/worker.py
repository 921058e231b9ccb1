"""`petition worker`: sends the mails and makes the PDFs."""

import logging
import os
import signal
import threading

import click

from petition.cli.context import command_settings, open_engine, require_migrated
from petition.cli.folders import prepare_folders
from petition.cli.logs import start_logging

PARENT_OPTION = "--stop-with-parent"
STANDARD_INPUT = 0


@click.command()
@click.option(PARENT_OPTION, "stops_with_parent", is_flag=True, hidden=True, help="Stop when standard input closes.")
def worker(*, stops_with_parent: bool) -> None:
    """Do the waiting jobs until told to stop (Ctrl-C or SIGTERM); what is under way is finished."""
    settings = command_settings()
    prepare_folders(settings)
    with open_engine(settings) as engine:
        require_migrated(engine)
    start_logging(settings)
    if stops_with_parent:
        threading.Thread(target=_stop_when_input_closes, daemon=True).start()
    from petition.jobs.worker import run  # noqa: PLC0415 - the job engine takes most of a second to import

    run(settings)


def _stop_when_input_closes() -> None:
    """A parent that was killed cannot tell its child to stop; but the pipe between them closes."""
    while os.read(STANDARD_INPUT, 1024):  # unbuffered: a buffer's lock would be held when the interpreter ends
        continue
    logging.getLogger(__name__).info("the parent is gone")
    os.kill(os.getpid(), signal.SIGTERM)
