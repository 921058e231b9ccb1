"""`petition demo`: a historic example to try everything on."""

import click

from petition.cli.demo.setup import ORGANISER_EMAIL, identity_path, set_up_demo


@click.command("demo")
@click.option(
    "--through-print",
    "goes_through_print",
    is_flag=True,
    help="Also let forty supporters sign, confirm, be read, and be printed, without a browser.",
)
def demo_command(*, goes_through_print: bool) -> None:
    """Set up the demo campaign; a second run keeps the data."""
    demo = set_up_demo()
    state = "ready" if demo.is_new else "there already, and its data was kept"
    click.echo(f"The demo campaign {demo.campaign_slug} is {state}.")
    click.echo(f"Organiser: {ORGANISER_EMAIL}. Their private key: {identity_path(demo.settings)}")
    if goes_through_print:
        from petition.cli.demo.through_print import go_through_print  # noqa: PLC0415 - brings the whole application

        go_through_print(demo)
