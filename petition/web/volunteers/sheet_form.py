"""A paper sheet as a form: its number and ten numbered lines. Empty lines are left out, half lines are taken."""

import re

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, StringField
from wtforms.validators import Optional, ValidationError

from petition.adapters.tokens import new_public_id
from petition.domain.text import TextKind
from petition.usecases.enter_sheet import Line
from petition.web.shared.forms import PublicForm
from petition.web.shared.validators import CleanText, Filled

LINES = 10
LONGEST_SHEET_NUMBER = 20
_KEY = re.compile(r"[\w-]{16}", re.ASCII)
_OFF = {"autocomplete": "off"}


class SheetForm(PublicForm):
    """The fields of the lines, `name_1` to `place_10`, are added below.

    `form_key` makes the ids of the lines: sending the same form again stores nothing twice.
    """

    form_key = HiddenField()
    sheet = StringField(
        _l("Sheet number"),
        [Filled(_l("Enter the number that stands on the sheet"))],
        render_kw={**_OFF, "inputmode": "text"},
    )

    def validate_form_key(self, field: Field) -> None:
        """A key that is not ours is replaced; the fields stay."""
        if not _KEY.fullmatch(field.data or ""):
            field.data = new_public_id()
            raise ValidationError(_("Something was damaged on the way. Look over what you typed and send it again."))

    def validate_sheet(self, field: Field) -> None:
        """A short number or code, as printed on the sheet."""
        field.data = " ".join((field.data or "").split())
        if len(field.data) > LONGEST_SHEET_NUMBER or not field.data.isprintable():
            raise ValidationError(_("Enter the short number that stands on the sheet, such as 0043"))

    @property
    def rows(self) -> list[tuple[int, Field, Field]]:
        """Number, name and place of every line."""
        return [(number, self[f"name_{number}"], self[f"place_{number}"]) for number in range(1, LINES + 1)]

    @property
    def lines(self) -> list[Line]:
        """The lines in which something was typed. Call it only after the form was found right."""
        return [
            Line(
                entry_id=f"{self.form_key.data}-{number}",
                sheet=self.sheet.data or "",
                line=number,
                name=name.data or None,
                place=place.data or None,
            )
            for number, name, place in self.rows
            if name.data or place.data
        ]


class MayBeEmpty(Optional):
    """Stops at an empty field, and does not call twenty fields optional one by one: the page says it once."""

    def __init__(self) -> None:
        super().__init__()
        self.field_flags = {}


for _number in range(1, LINES + 1):
    for _part, _label, _kind in (("name", _l("Name"), TextKind.NAME), ("place", _l("Place"), TextKind.PLACE)):
        _field = StringField(_label, [MayBeEmpty(), CleanText(_kind)], render_kw=_OFF)
        setattr(SheetForm, f"{_part}_{_number}", _field)


def new_sheet_form(sheet: str = "") -> SheetForm:
    """An empty form with a key of its own, perhaps for the next lines of the same sheet."""
    return SheetForm(sheet=sheet, form_key=new_public_id())
