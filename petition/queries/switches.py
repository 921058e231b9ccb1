"""Reading the installation's switches."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from petition.domain.switches import Switch
from petition.models import InstallationSwitch


def read_switches(session: Session) -> Mapping[Switch, datetime]:
    """The switches that are on, with the instants since when."""
    rows = session.execute(select(InstallationSwitch.name, InstallationSwitch.turned_on_at))
    return {row.name: row.turned_on_at for row in rows}
