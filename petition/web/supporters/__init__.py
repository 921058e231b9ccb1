"""The supporters' room: campaigns, signing, the links that stand in mails, and what the site says of itself.

It knows no session and sets no cookie. Its guard is the origin check, which `petition.web.shared.origin` runs before every
request, together with the signed field of its form.
"""

from flask import Flask

from petition.web.supporters import mailed_links, pages, signing, site  # noqa: F401 - importing opens the doors
from petition.web.supporters.room import supporters


def init_supporters(app: Flask) -> None:
    """Open the room."""
    app.register_blueprint(supporters)
