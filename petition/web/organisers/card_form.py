"""The decisions of one page of cards: one small form a card, each named by its card."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, Form, HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its stubs
from wtforms.validators import ValidationError

from petition.domain.choices import RejectionReason
from petition.domain.states import CARD_STEPS, CardState
from petition.queries.rows import Card
from petition.usecases.moderate import Moderate
from petition.web.organisers.account import current_account
from petition.web.organisers.words import REASONS
from petition.web.shared.forms import HouseMeta

LATER = "later"
DECISIONS = (
    SelectChoice(CardState.APPROVED.value, _l("Print")),
    SelectChoice(CardState.ASKED.value, _l("Ask a colleague")),
    SelectChoice(CardState.REJECTED.value, _l("Do not print")),
    SelectChoice(LATER, _l("Decide later")),
)
REASON_CHOICES = (
    SelectChoice("", _l("No reason needed")),
    *(SelectChoice(reason, words) for reason, words in REASONS.items()),
)


class CardForm(Form):
    """Version of the card as it was shown, decision, reason. The page's form around it carries the session's token."""

    Meta = HouseMeta
    version = HiddenField()
    decision = RadioField(_l("What shall happen with this card?"), choices=list(DECISIONS), default=LATER)
    reason = SelectField(_l("Why it is not printed"), choices=list(REASON_CHOICES), default="")

    def validate_version(self, _checked: Field) -> None:
        """A number, as the page gave it."""
        if not self.is_intact:
            raise ValidationError(_("This page was damaged on the way. Load it again."))

    def validate_reason(self, checked: Field) -> None:
        """A refusal needs a reason; a reason without a refusal would be lost in silence."""
        is_refused = self.decision.data == CardState.REJECTED
        if is_refused and not checked.data:
            raise ValidationError(_("Choose why this card is not printed"))
        if checked.data and not is_refused:
            raise ValidationError(_("Choose “Do not print”, or “No reason needed”"))

    @property
    def is_intact(self) -> bool:
        """False where the version is not what the page gave."""
        return (self.version.data or "").isdecimal()

    @property
    def has_decision(self) -> bool:
        """False where the card is left as it is."""
        return bool(self.decision.data != LATER)

    def to_command(self, public_id: str, decision: CardState) -> Moderate:
        """What the step is given. Call it only after the form was found right."""
        account = current_account()
        return Moderate(
            organisation_id=account.organisation_id,
            user_id=account.id,
            card_public_id=public_id,
            version=int(self.version.data or "0"),
            decision=decision,
            reason=RejectionReason(self.reason.data) if decision is CardState.REJECTED else None,
        )


@dataclass(frozen=True, kw_only=True)
class CardRow:
    """A card with its form."""

    card: Card
    form: CardForm


@dataclass(frozen=True, kw_only=True)
class CardForms:
    """All forms of a page, as the templates of forms want one: fields in order, and errors."""

    rows: Sequence[CardRow]
    form_errors: Sequence[str] = field(default=())

    def __iter__(self) -> Iterator[Field]:
        """Every field of every card."""
        for row in self.rows:
            yield from row.form

    @property
    def errors(self) -> bool:
        """True where something is not right yet."""
        return any(row.form.errors for row in self.rows)


def show_forms(cards: Sequence[Card]) -> CardForms:
    """Fresh forms, which offer what each card's state allows."""
    return CardForms(rows=[CardRow(card=card, form=_fresh_form(card)) for card in cards])


def read_forms(cards: Sequence[Card]) -> CardForms:
    """The forms of these cards as they were sent."""
    return CardForms(rows=[CardRow(card=card, form=CardForm(request.form, prefix=_prefix(card))) for card in cards])


def validate_all(forms: CardForms) -> bool:
    """True when every form is right; all are looked at, so that all errors are told at once."""
    return not [row for row in forms.rows if not row.form.validate()]


def _fresh_form(card: Card) -> CardForm:
    form = CardForm(prefix=_prefix(card), version=str(card.version))
    form.decision.choices = [
        choice for choice in DECISIONS if choice.value == LATER or CardState(choice.value) in CARD_STEPS[card.state]
    ]
    return form


def _prefix(card: Card) -> str:
    return f"card-{card.public_id}-"
