"""Tables: one file per aggregate, every constraint named, every personal column marked with its end."""

from petition.models.base import Base
from petition.models.campaigns import Campaign, CampaignPicture, CampaignText
from petition.models.cards import Batch, Card
from petition.models.ledger import LedgerEvent
from petition.models.mails import OutgoingMail
from petition.models.people import Organisation, Role, User
from petition.models.prisoners import CustodyPeriod, Prisoner, PrisonerName
from petition.models.signatures import Contact, Signature, Tally, TallyDay
from petition.models.street import SheetLine, VolunteerLink
from petition.models.switches import InstallationSwitch

__all__ = [
    "Base",
    "Batch",
    "Campaign",
    "CampaignPicture",
    "CampaignText",
    "Card",
    "Contact",
    "CustodyPeriod",
    "InstallationSwitch",
    "LedgerEvent",
    "Organisation",
    "OutgoingMail",
    "Prisoner",
    "PrisonerName",
    "Role",
    "SheetLine",
    "Signature",
    "Tally",
    "TallyDay",
    "User",
    "VolunteerLink",
]
