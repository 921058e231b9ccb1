"""Fields that several forms share: a person's name, an e-mail address, a country, a text with a limit."""

from typing import Any, TypeAlias

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from wtforms import EmailField as PlainEmailField
from wtforms import (  # type: ignore[attr-defined] # SelectChoice is newer than the stubs
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)

from petition.domain.text import TextKind
from petition.web.shared.countries import list_likely_first
from petition.web.shared.validators import (
    CHOOSE_COUNTRY,
    ENTER_EMAIL,
    ENTER_NAME,
    CleanText,
    EmailAddress,
    Filled,
    MaxCharacters,
    suggest_email,
)

Label: TypeAlias = "str | LazyString | None"


class NameField(StringField):
    """A person's whole name in one field, in any script; one word is a name."""

    def __init__(self, label: Label = None, validators: list[Any] | None = None, **options: Any) -> None:  # noqa: ANN401 - handed on to WTForms
        super().__init__(label or _l("Name"), validators or [Filled(ENTER_NAME), CleanText(TextKind.NAME)], **options)
        self.render_kw = {"autocomplete": "name"} | (self.render_kw or {})


class EmailField(PlainEmailField):
    """One e-mail address; `suggestion` asks about a slip in a well-known mail domain and never blocks."""

    def __init__(self, label: Label = None, validators: list[Any] | None = None, **options: Any) -> None:  # noqa: ANN401 - handed on to WTForms
        super().__init__(label or _l("E-mail"), validators or [Filled(ENTER_EMAIL), EmailAddress()], **options)
        self.render_kw = {"autocomplete": "email", "spellcheck": "false", "autocapitalize": "none"} | (
            self.render_kw or {}
        )

    @property
    def suggestion(self) -> str | None:
        """The address that was probably meant, or None."""
        return suggest_email(self.data or "")


class CountryField(SelectField):
    """A country by its ISO 3166-1 code, named in the reader's language; likely ones first, none chosen beforehand."""

    def __init__(self, label: Label = None, validators: list[Any] | None = None, **options: Any) -> None:  # noqa: ANN401 - handed on to WTForms
        options.setdefault("choices", _country_choices)
        super().__init__(label or _l("Country"), validators or [Filled(CHOOSE_COUNTRY)], **options)
        self.render_kw = {"autocomplete": "country"} | (self.render_kw or {})


def _country_choices() -> list[SelectChoice]:
    countries = [SelectChoice(code, name) for code, name in list_likely_first()]
    return [SelectChoice("", gettext("Choose a country")), *countries]


class LimitedTextField(TextAreaField):
    """Several lines with a limit of characters; the counter warns and never blocks."""

    def __init__(self, label: Label, validators: list[Any] | None = None, *, limit: int, **options: Any) -> None:  # noqa: ANN401 - handed on to WTForms
        super().__init__(label, [*(validators or []), MaxCharacters(limit)], **options)
        self.character_limit = limit
        self.render_kw = {"rows": 6} | (self.render_kw or {})
