"""The installation's switches: a row stands where one is on."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from petition.domain.switches import Switch
from petition.models.base import Base, Instant, choice


class InstallationSwitch(Base):
    """One switch that is on, and since when. Who turned it, and why, stands in the ledger."""

    __tablename__ = "installation_switch"

    name: Mapped[Switch] = mapped_column(choice(Switch, "name"), primary_key=True)
    turned_on_at: Mapped[datetime] = mapped_column(Instant)
