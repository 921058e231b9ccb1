"""Our words for the messages that WTForms brings along."""

from flask_babel import gettext, lazy_gettext

_OURS = {
    "Not a valid choice.": lazy_gettext("Choose one from the list"),
    "Not a valid choice": lazy_gettext("Choose one from the list"),
    "This field is required.": lazy_gettext("Fill this in"),
    "Not a valid integer value.": lazy_gettext("Enter a whole number, such as 12"),
    "Not a valid date value.": lazy_gettext("Enter a date"),
}


class Sentences:
    """What WTForms asks for translations."""

    def gettext(self, string: str) -> str:
        """Our sentence for the library's; any other is looked up as it is."""
        return str(_OURS[string]) if string in _OURS else gettext(string)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """The library's counted messages; ours never need them, see `validators`."""
        return self.gettext(singular if n == 1 else plural)
