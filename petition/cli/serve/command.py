"""`petition serve`: web, worker and, in development, the demo mailbox, until told to stop."""

import signal
from contextlib import ExitStack
from types import FrameType

import click

from petition.cli.context import command_settings, open_context, open_engine, require_migrated
from petition.cli.demo.setup import ORGANISER_EMAIL
from petition.cli.folders import prepare_folders
from petition.cli.logs import start_logging
from petition.cli.serve.child import running_worker
from petition.cli.serve.demo_mailbox import running_mailbox
from petition.queries.people import find_user
from petition.settings import Settings
from petition.usecases.sign_in_link import make_sign_in_link


@click.command("serve")
@click.option("--worker/--no-worker", "has_worker", default=True, help="Also run a worker (the default).")
def serve_command(*, has_worker: bool) -> None:
    """Serve the web pages and do the jobs; Ctrl-C or SIGTERM stops both."""
    settings = command_settings()
    prepare_folders(settings)
    with open_engine(settings) as engine:
        require_migrated(engine)
    start_logging(settings)
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, _leave)
    from petition.cli.serve.web import open_web_server  # noqa: PLC0415 - other commands need no web

    with ExitStack() as running:
        server = open_web_server(settings)
        running.callback(server.close)
        if settings.has_demo_mailbox:
            running.enter_context(running_mailbox(settings))
        if has_worker:
            running.enter_context(running_worker())
        _announce(settings)
        server.run()
    click.echo("Stopped.")


def _leave(_number: int, _frame: FrameType | None) -> None:
    """Leave once, in order; a second signal ends the process at once."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    raise SystemExit(0)


def _announce(settings: Settings) -> None:
    """Say where everything is, in lines that can be clicked."""
    click.echo(f"Petition is at       {settings.base_url}/")
    with open_context(settings) as ctx:
        if not settings.is_production and find_user(ctx.session, ORGANISER_EMAIL) is not None:
            click.echo(f"Organiser signs in   {make_sign_in_link(ctx, ORGANISER_EMAIL)}")
            click.echo(
                f"                     (once, within 30 minutes; again: petition user link --email {ORGANISER_EMAIL})"
            )
    if settings.has_demo_mailbox:
        click.echo(f"Demo mailbox         {settings.base_url}/mailbox/   (files: {settings.demo_mailbox_dir})")
    click.echo("Ctrl-C stops.")
