"""Bases of all forms. `Meta.render_field` gives every control its id, help, state and direction: no template can forget them.

`PublicForm` knows no session and sets no cookie; `StaffForm` has Flask-WTF's CSRF token. Both keep what was typed.
"""

from typing import TYPE_CHECKING, Any, Self

from flask import request
from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import Field, Form, HiddenField
from wtforms.form import BaseForm
from wtforms.meta import DefaultMeta

from petition.web.shared.sentences import Sentences

_FREE_TEXT = {"text", "search", "textarea"}
_LEFT_TO_RIGHT = {"email", "tel", "url", "password"}

if TYPE_CHECKING:
    from _typeshed import SupportsItems


class HouseMeta(DefaultMeta):
    """Rendering and wording of every form of the house."""

    def get_translations(self, form: BaseForm) -> Sentences:  # noqa: ARG002 - WTForms' signature
        """Our words for WTForms' own messages, in the reader's language."""
        return Sentences()

    def render_field(self, field: Field, render_kw: "SupportsItems[str, Any]") -> Markup:
        """The control with all that assistive technology, keyboards and scripts of both directions need."""
        attributes = _own_attributes(field) | dict(field.render_kw or {}) | dict(render_kw.items())
        attributes.setdefault("required", False)  # errors are told by our words, after sending
        return Markup(field.widget(field, **attributes))  # noqa: S704 - WTForms' widgets escape


def describing_ids(field: Field) -> str:
    """Ids of the texts that explain a control, for `aria-describedby`."""
    ids = [f"{field.id}-hint"] if field.description else []
    if field.errors:
        ids.append(f"{field.id}-error")
    if getattr(field, "character_limit", None):
        ids.append(f"{field.id}-count")
    return " ".join(ids)


def _own_attributes(field: Field) -> dict[str, Any]:
    kind = getattr(field.widget, "input_type", "textarea" if "TextArea" in type(field.widget).__name__ else "")
    attributes: dict[str, Any] = {}
    if kind == "hidden":
        return attributes
    if ids := describing_ids(field):
        attributes["aria-describedby"] = ids
    if field.errors:
        attributes["aria-invalid"] = "true"
    if kind in _FREE_TEXT:
        attributes |= {"dir": "auto", "autocomplete": "off"}
    if kind in _LEFT_TO_RIGHT:
        attributes["dir"] = "ltr"
    if limit := getattr(field, "character_limit", None):
        attributes["data-limit"] = str(limit)
    return attributes


class PublicForm(Form):
    """A form for visitors: no session, no cookie. `form_token` is a signed value that the view sets and checks."""

    Meta = HouseMeta
    form_token = HiddenField()

    @classmethod
    def from_request(cls, **values: Any) -> Self:  # noqa: ANN401 - handed on to the fields
        """The form with what was sent, or with the given first values."""
        return cls(request.form if request.method == "POST" else None, **values)

    def validate_on_submit(self) -> bool:
        """True when the form was sent and everything in it is right."""
        return request.method == "POST" and self.validate()


class StaffForm(FlaskForm):  # type: ignore[misc] # its base has no types
    """A form for people who are signed in, with a CSRF token bound to the session."""

    class Meta(HouseMeta, FlaskForm.Meta):  # type: ignore[misc] # the same
        """Flask-WTF's protection with the house's rendering."""
