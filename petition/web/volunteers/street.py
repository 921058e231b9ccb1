"""Entering a sheet: ten lines a form, without script. What was stored is told as a number, never shown."""

from flask import Response, make_response, render_template

from petition.usecases.enter_sheet import VolunteerLinkError, enter_sheet
from petition.web.shared.context import step_context
from petition.web.volunteers.room import show_dead_link, volunteers
from petition.web.volunteers.sheet_form import SheetForm, new_sheet_form

NOT_RIGHT_YET = 422


@volunteers.get("/street/<token>")
def sheet(token: str) -> Response:  # noqa: ARG001 - the guard reads it
    """An empty sheet."""
    return _show(new_sheet_form(), 200)


@volunteers.post("/street/<token>")
def enter(token: str) -> Response:
    """Store the lines, and show how many of them were new."""
    form = SheetForm.from_request()
    if not form.validate():
        return _show(form, NOT_RIGHT_YET)
    if not form.lines:
        return _show(form, NOT_RIGHT_YET, is_empty=True)
    try:
        stored = enter_sheet(step_context(), token, form.lines)
    except VolunteerLinkError:
        return show_dead_link()
    return _show(new_sheet_form(), 200, entered=form, stored=stored)


def _show(
    form: SheetForm, status: int, *, is_empty: bool = False, entered: SheetForm | None = None, stored: int = 0
) -> Response:
    page = render_template("volunteers/sheet.html", form=form, is_empty=is_empty, entered=entered, stored=stored)
    return make_response(page, status)
