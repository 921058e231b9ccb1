"""Words for states, reasons and papers."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from petition.domain.choices import RejectionReason
from petition.domain.states import BatchState, CampaignState, CardState
from petition.web.shared.locale import current_locale

REASONS: dict[str, LazyString] = {
    RejectionReason.INSULT: _l("It insults somebody"),
    RejectionReason.POLITICS: _l("Politics that the censor will not let through"),
    RejectionReason.CASE_DETAILS: _l("It tells of the case or the trial"),
    RejectionReason.NAMES_OTHERS: _l("It names other people"),
    RejectionReason.PERSONAL_DATA: _l("It gives away an address, a number or a surname"),
    RejectionReason.ADVERTISEMENT: _l("It advertises something"),
    RejectionReason.UNREADABLE: _l("It makes no sense or cannot be read"),
    RejectionReason.OTHER: _l("Another reason"),
}
CARD_STATES: dict[str, LazyString] = {
    CardState.UNCONFIRMED: _l("not confirmed by its author"),
    CardState.WAITING: _l("to be read"),
    CardState.ASKED: _l("a colleague was asked"),
    CardState.APPROVED: _l("will be printed"),
    CardState.REJECTED: _l("will not be printed"),
    CardState.SEALED: _l("in a batch"),
    CardState.PRINTED: _l("printed"),
    CardState.POSTED: _l("posted"),
    CardState.WITHDRAWN: _l("withdrawn by its author"),
}
BATCH_STATES: dict[str, LazyString] = {
    BatchState.SEALED: _l("being made"),
    BatchState.RENDERED: _l("ready to print"),
    BatchState.PRINTED: _l("printed"),
    BatchState.POSTED: _l("posted"),
    BatchState.CANCELLED: _l("cancelled"),
}
CAMPAIGN_STATES: dict[str, LazyString] = {
    CampaignState.DRAFT: _l("draft"),
    CampaignState.OPEN: _l("open"),
    CampaignState.CLOSED: _l("closed"),
}
_LAYOUTS: dict[str, LazyString] = {
    "office-4up-a4": _l("Office printer: four cards of 140 × 97 mm on A4, picture to the edge"),
    "a6-2up-a4": _l("Two postcards A6 on A4, picture to the edge, each card's number on the part that is cut off"),
    "a6-4up-a4": _l("Four postcards A6 on A4, with a white border"),
    "a6-4up-sra4": _l("Four postcards A6 on SRA4, picture to the edge"),
    "a5-2up-a4": _l("Two postcards A5 on A4, with a white border"),
    "us-2up-letter": _l("Two postcards on US Letter"),
    "a6-shop": _l("Print shop: one postcard A6 a page, with 3 mm bleed and no marks"),
}


def layout_name(name: str) -> str:
    """A layout in words; one that is not known here by its own name."""
    return str(_LAYOUTS.get(name, name))


def language_of(code: str) -> str:
    """A language by its name in the reader's language, or its code where CLDR has no name."""
    return current_locale().languages.get(code.partition("-")[0]) or code
