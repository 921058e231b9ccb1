"""What those who run the service look at: the access log."""

from flask import Flask

from petition.web.operations.access_log import init_access_log


def init_operations(app: Flask) -> None:
    """Open the doors of operation."""
    init_access_log(app)
