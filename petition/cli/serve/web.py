"""The embedded web server: waitress, which 300 slow connections do not stop."""

import errno
from typing import Protocol, cast

import waitress  # type: ignore[import-untyped] # ships no types; what is used of it stands in WebServer

from petition.app import create_app
from petition.cli.errors import CommandError
from petition.settings import Settings

THREADS = 8
CONNECTION_LIMIT = 1000


class WebServer(Protocol):
    """What is used of waitress' two kinds of server."""

    def run(self) -> None:
        """Serve until SystemExit or KeyboardInterrupt."""

    def close(self) -> None:
        """Give the port back."""


def open_web_server(settings: Settings) -> WebServer:
    """A server that has taken its port and waits for `run`. Raises CommandError where the port cannot be taken."""
    app = create_app(settings)
    host, port = settings.listen_address
    try:
        server = waitress.create_server(
            app,
            host=host,
            port=port,
            threads=THREADS,
            connection_limit=CONNECTION_LIMIT,
            asyncore_use_poll=True,
            ident="",
            clear_untrusted_proxy_headers=settings.trusted_proxies == 0,
        )
    except (OSError, ValueError) as error:
        raise CommandError(f"PETITION_LISTEN: {_explain(error, settings.listen)}") from None
    return cast("WebServer", server)


def _explain(error: Exception, listen: str) -> str:
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return f"{listen} is taken. Stop the program that uses it, or choose another, as 127.0.0.1:8001."
    if isinstance(error, OSError) and error.strerror:
        return f"{listen} cannot be used: {error.strerror.lower()}."
    return f"{listen} is no address of this machine."
