"""Links of a page's head and foot, which know whether they lead to the page that is being read."""

from dataclasses import dataclass
from typing import Any, cast

from flask import Flask, current_app, request, url_for


@dataclass(frozen=True, kw_only=True)
class NavLink:
    """A link in a navigation list; `count` is a number of things that wait there."""

    url: str
    label: str
    count: int | None = None

    @property
    def is_current(self) -> bool:
        """True on the page that the link leads to."""
        return self.url.partition("?")[0] == request.root_path + request.path


def find_url(endpoint: str, **values: str) -> str | None:
    """The URL of an endpoint; None where this process does not serve its room."""
    return url_for(endpoint, **cast("dict[str, Any]", values)) if endpoint in current_app.view_functions else None


def init_navigation(app: Flask) -> None:
    """Give templates `find_url`."""
    app.add_template_global(find_url)
