"""What a signer chooses about being named, and the other short lists that people pick from."""

from enum import StrEnum


class Publicity(StrEnum):
    """Where a signer's name may appear in connection with the petition."""

    PUBLIC = "public"  # on the public list
    HANDOVER = "handover"  # only in what the addressee receives
    COUNTED = "counted"  # nowhere: counted only


class PrintedName(StrEnum):
    """How a card's author is named to the prisoner, and so to the censor."""

    FULL = "full"
    FIRST_COUNTRY = "first_country"  # the default: first name and country
    INITIALS = "initials"
    CITY_FRIEND = "city_friend"  # "a friend from <city>"
    UNSIGNED = "unsigned"


class SignatureSource(StrEnum):
    """How a signature came in; the three are never mixed in a count."""

    ONLINE = "online"
    PAPER = "paper"
    WITNESSED = "witnessed"


class RejectionReason(StrEnum):
    """Why a card is not printed."""

    INSULT = "insult"
    POLITICS = "politics"
    CASE_DETAILS = "case_details"
    NAMES_OTHERS = "names_others"
    PERSONAL_DATA = "personal_data"
    ADVERTISEMENT = "advertisement"
    UNREADABLE = "unreadable"
    OTHER = "other"


class MailKind(StrEnum):
    """The mails that the service writes to a signer."""

    CONFIRM = "confirm"
    ALREADY_SIGNED = "already_signed"
    CONFIRM_CARD = "confirm_card"


CAREFUL_COUNTRIES = frozenset({"BY", "RU"})
"""Countries whose signers get the careful defaults and a plain warning."""


def default_publicity(country_code: str) -> Publicity:
    """The publicity that a form proposes to a signer of this country."""
    return Publicity.COUNTED if country_code in CAREFUL_COUNTRIES else Publicity.HANDOVER


def default_printed_name(country_code: str) -> PrintedName:
    """How a form proposes to name a card's author to a prison: in careful countries not at all."""
    return PrintedName.UNSIGNED if country_code in CAREFUL_COUNTRIES else PrintedName.FIRST_COUNTRY


def is_careful(country_code: str, publicity: Publicity, printed_name: PrintedName | None) -> bool:
    """False where a signer of a careful country would be named somewhere. `printed_name` is None without a card."""
    if country_code not in CAREFUL_COUNTRIES:
        return True
    return publicity is Publicity.COUNTED and printed_name in {None, PrintedName.UNSIGNED}
