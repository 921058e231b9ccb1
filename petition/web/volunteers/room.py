"""The room itself: its blueprint and its guard, which asks every request for a living link."""

from flask import Blueprint, Response, make_response, render_template, request

from petition.usecases.enter_sheet import VolunteerLinkError, find_volunteer_link
from petition.web.shared.context import step_context

volunteers = Blueprint("volunteers", __name__)
NOT_FOUND = 404


@volunteers.before_request
def only_with_a_living_link() -> Response | None:
    """The room's guard: a link that is unknown, has expired or was revoked leads to one and the same page."""
    try:
        find_volunteer_link(step_context().session, (request.view_args or {}).get("token", ""))
    except VolunteerLinkError:
        return show_dead_link()
    return None


def show_dead_link() -> Response:
    """The calm page. What was typed is shown once more, so that it can be copied and is not lost."""
    typed = "\n".join(value for name, value in request.form.items() if name != "form_key" and value.strip())
    return make_response(render_template("volunteers/dead_link.html", typed=typed), NOT_FOUND)
