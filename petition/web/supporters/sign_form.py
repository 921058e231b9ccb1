"""The form by which supporters sign, and perhaps write a card. It keeps all that was typed; errors say what to do."""

from functools import cache

from babel import Locale
from email_validator import validate_email
from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import BooleanField, Field, HiddenField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its stubs
from wtforms.validators import Optional, StopValidation, ValidationError

from petition.domain.choices import PrintedName, Publicity, default_printed_name, default_publicity, is_careful
from petition.domain.languages import CARD_LANGUAGES
from petition.domain.text import MAX_CHARACTERS, TextKind, clean_text
from petition.queries.campaign_page import CampaignPage
from petition.usecases.check_card import CardFault, CardProblem, check_card
from petition.usecases.form_token import is_form_token_good, make_form_token
from petition.usecases.sign import Sign, WriteCard
from petition.web.shared.context import step_context
from petition.web.shared.fields import CountryField, EmailField, LimitedTextField, NameField
from petition.web.shared.forms import PublicForm
from petition.web.shared.locale import current_language
from petition.web.shared.validators import CleanText

PUBLICITY = [
    SelectChoice(Publicity.PUBLIC.value, _l("In public, and in the hand-over")),
    SelectChoice(Publicity.HANDOVER.value, _l("Only in the list that is handed over to the addressee")),
    SelectChoice(Publicity.COUNTED.value, _l("Nowhere: I am only counted")),
]
PRINTED_NAMES = [
    SelectChoice(PrintedName.FIRST_COUNTRY.value, _l("My first name and my country")),
    SelectChoice(PrintedName.FULL.value, _l("My whole name, my town and my country")),
    SelectChoice(PrintedName.INITIALS.value, _l("My initials")),
    SelectChoice(PrintedName.CITY_FRIEND.value, _l("“A friend from” my town")),
    SelectChoice(PrintedName.UNSIGNED.value, _l("Nothing")),
]


class SignForm(PublicForm):
    """Name, address and country; how public the name may be; a card only where it is asked for."""

    asked = HiddenField()
    """Filled once a signer from a careful country has seen the warning."""
    name = NameField(_l("Your name"), description=_l("As it should stand on the list, in any alphabet"))
    email = EmailField(_l("E-mail"), description=_l("We send one mail with a link. It is never shown to anybody"))
    country = CountryField(_l("Country"))
    city = StringField(
        _l("Town"), [Optional(), CleanText(TextKind.PLACE)], render_kw={"autocomplete": "address-level2"}
    )
    publicity = RadioField(_l("Where may your name appear?"), choices=PUBLICITY, default=default_publicity("").value)
    has_card = BooleanField(_l("Yes, print my card"))
    prisoner = SelectField(_l("To whom"))
    card_language = SelectField(_l("Language of your greeting"), description=_l("It is read by somebody who knows it"))
    message = LimitedTextField(_l("Your greeting"), limit=MAX_CHARACTERS[TextKind.MESSAGE])
    printed_name = RadioField(_l("What stands under it"), choices=PRINTED_NAMES, default=default_printed_name("").value)

    slug = ""
    """The campaign that the form is for; `new_sign_form` sets it."""

    def validate_form_token(self, field: Field) -> None:
        """Refuse a form that is not ours, or older than two days; the new one in the answer is fresh."""
        is_good = is_form_token_good(step_context(), self.slug, field.data or "")
        if not is_good:
            self.renew_token()
            raise ValidationError(_("This page was open for too long. Look over what you typed and send it again."))

    def validate_has_card(self, field: Field) -> None:
        """A greeting without a tick would be lost in silence, or printed without being asked for: ask."""
        if not field.data and (self.message.data or "").strip():
            raise ValidationError(_("Tick the box if your greeting should be printed, or empty the greeting"))

    def validate_message(self, field: Field) -> None:
        """A card's message must be one that can be printed."""
        if not self.has_card.data:
            return
        for fault in check_card(field.data or "", self.card_language.data or current_language()):
            raise StopValidation(str(_sentence(fault)))
        field.data = clean_text(TextKind.MESSAGE, field.data or "")

    def validate_printed_name(self, field: Field) -> None:
        """A friend from nowhere is nobody."""
        if self.has_card.data and field.data == PrintedName.CITY_FRIEND and not (self.city.data or "").strip():
            raise ValidationError(_("Enter your town above, or choose another line"))

    def renew_token(self) -> None:
        """Put a fresh token into the form."""
        self.form_token.data = make_form_token(step_context(), self.slug)

    @property
    def wants_card(self) -> bool:
        """True where the box was ticked; a campaign without prisoners has no box."""
        return self.has_card is not None and bool(self.has_card.data)

    def must_ask(self) -> bool:
        """True where the signer lives in a careful country, would be named, and was not warned yet."""
        if self.asked.data:
            return False
        printed = PrintedName(self.printed_name.data) if self.wants_card else None
        return not is_careful(self.country.data, Publicity(self.publicity.data), printed)

    def propose_careful(self) -> None:
        """Choose what protects best; the signer may choose otherwise, after the warning."""
        self.asked.data = "yes"
        self.publicity.data = default_publicity(self.country.data).value
        if self.printed_name is not None:
            self.printed_name.data = default_printed_name(self.country.data).value

    def to_command(self, page: CampaignPage) -> Sign:
        """What the step is given. Call it only after the form was found right."""
        return Sign(
            campaign_slug=page.campaign.slug,
            campaign_text_id=page.words.id,
            language=current_language(),
            name=self.name.data or "",
            email=_mailable(self.email.data or ""),
            city=self.city.data or "",
            country_code=self.country.data,
            publicity=Publicity(self.publicity.data),
            card=self._card(),
        )

    def _card(self) -> WriteCard | None:
        if not self.wants_card:
            return None
        return WriteCard(
            prisoner_slug=self.prisoner.data,
            language=self.card_language.data,
            message=self.message.data or "",
            printed_name=PrintedName(self.printed_name.data),
        )


@cache
def card_languages() -> list[SelectChoice]:
    """The languages of greetings by their names in themselves, in the order of those names."""
    names = {code: Locale(code).get_display_name(code) or code for code in CARD_LANGUAGES}
    return [SelectChoice(code, name) for code, name in sorted(names.items(), key=lambda item: item[1].casefold())]


def new_sign_form(page: CampaignPage) -> SignForm:
    """The form for this campaign: with what was sent, or empty."""
    form = SignForm.from_request()
    form.slug = page.campaign.slug
    form.card_language.choices = card_languages()
    form.card_language.data = form.card_language.data or current_language()
    form.prisoner.choices = [SelectChoice(addressee.slug, addressee.name) for addressee in page.addressees]
    if not page.addressees:
        del form.has_card, form.prisoner, form.card_language, form.message, form.printed_name
    elif not form.prisoner.data:
        form.prisoner.data = page.addressees[0].slug
    if request.method != "POST":
        form.renew_token()
    return form


def _mailable(address: str) -> str:
    """The address as mail servers take it: an international domain in its ASCII form."""
    return validate_email(address, check_deliverability=False).ascii_email or address


def _sentence(fault: CardFault) -> object:
    match fault.problem:
        case CardProblem.EMPTY:
            return _("Write your greeting, or take the tick away")
        case CardProblem.TOO_LONG:
            return _("Shorten your greeting to %(limit)s characters", limit=fault.detail)
        case CardProblem.MISSING_LETTER:
            return _("We cannot print “%(letter)s”. Leave it out or write it in another way", letter=fault.detail)
        case CardProblem.TOO_MANY_LINES:
            lines = int(fault.detail)
            return ngettext(
                "Your greeting is %(num)s line too long for the card",
                "Your greeting is %(num)s lines too long for the card",
                lines,
            )
