"""The room's forms."""

from datetime import timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import BooleanField, DateField, Field, HiddenField, PasswordField, RadioField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its stubs
from wtforms.validators import ValidationError

from petition.adapters import clock
from petition.domain.layouts import LAYOUTS
from petition.domain.passwords import MAX_CHARACTERS, MIN_CHARACTERS
from petition.domain.text import TextKind
from petition.web.organisers.words import layout_name
from petition.web.shared.forms import StaffForm
from petition.web.shared.validators import CleanText, Filled, count_characters


class SignInForm(StaffForm):
    """Address and password."""

    email = StringField(
        _l("E-mail"),
        [Filled(_l("Enter your e-mail address"))],
        render_kw={"autocomplete": "username", "type": "email", "dir": "ltr", "spellcheck": "false"},
    )
    password = PasswordField(
        _l("Password"), [Filled(_l("Enter your password"))], render_kw={"autocomplete": "current-password"}
    )


class PasswordForm(StaffForm):
    """Choosing a password; `old_password` is taken away for somebody who came by a link or has none."""

    old_password = PasswordField(
        _l("The password you have now"),
        [Filled(_l("Enter the password you have now"))],
        render_kw={"autocomplete": "current-password"},
    )
    password = PasswordField(
        _l("New password"),
        [Filled(_l("Enter a new password"))],
        description=_l("15 characters or more. Four or five words that do not belong together are good"),
        render_kw={"autocomplete": "new-password"},
    )

    def validate_password(self, field: Field) -> None:
        """Length is what protects."""
        length = count_characters(field.data or "")
        if length < MIN_CHARACTERS:
            missing = MIN_CHARACTERS - length
            raise ValidationError(ngettext("Add %(num)s character or more", "Add %(num)s characters or more", missing))
        if length > MAX_CHARACTERS:
            raise ValidationError(_("Shorten this to %(limit)s characters or fewer", limit=MAX_CHARACTERS))


class SealForm(StaffForm):
    """Sealing what is approved. `newest` is the number of the newest batch when the page was shown."""

    newest = HiddenField()
    layout = RadioField(_l("Paper"), default=LAYOUTS[0])


class PrintedForm(StaffForm):
    """The deliberate step: these cards cannot go to print twice."""

    printed = BooleanField(
        _l("All sheets are printed, and I looked through them"),
        [Filled(_l("Tick the box when all sheets are printed"))],
    )


class CancelForm(StaffForm):
    """Undoing a batch that nobody has printed."""

    cancelled = BooleanField(
        _l("Nothing of this batch was printed, or what was printed is destroyed"),
        [Filled(_l("Tick the box: cards that are printed twice would be posted twice"))],
    )


class PostedForm(StaffForm):
    """When and where the cards were given to the post."""

    posted_on = DateField(_l("Day of posting"), [Filled(_l("Enter the day of posting"))])
    posted_from = StringField(
        _l("Posted from"),
        [Filled(_l("Enter the town where they were posted")), CleanText(TextKind.PLACE)],
        description=_l("The town whose postmark they bear"),
    )

    def validate_posted_on(self, field: Field) -> None:
        """A day that has come somewhere on Earth."""
        if field.data and field.data > clock.today() + timedelta(days=1):
            raise ValidationError(_("This day has not come yet"))


def new_seal_form(newest: int) -> SealForm:
    """The form with its papers; `newest` stays what it was when the form was shown first."""
    form = SealForm()
    form.layout.choices = [SelectChoice(name, layout_name(name)) for name in LAYOUTS]
    form.newest.data = form.newest.data or str(newest)
    return form
