"""What those who run the service look at: the access log, whether it is ready, and its figures.

This room has no guard of its own: `/readyz` tells everybody yes or no, and figures are told to this machine or to the bearer
of a token alone.
"""

from flask import Flask

from petition.web.operations.access_log import init_access_log
from petition.web.operations.doors import operations
from petition.web.operations.lock import init_lock


def init_operations(app: Flask) -> None:
    """Open the doors of operation."""
    init_access_log(app)
    init_lock(app)
    app.register_blueprint(operations)
