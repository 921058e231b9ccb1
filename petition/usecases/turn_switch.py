"""Turning a switch of the installation. Works also while the installation is read-only, or nobody could turn it back."""

from dataclasses import dataclass

from sqlalchemy import delete

from petition.adapters import clock
from petition.adapters.database import write_transaction
from petition.domain.switches import Switch
from petition.domain.text import TextKind, clean_text
from petition.models import InstallationSwitch
from petition.queries.switches import read_switches
from petition.usecases.context import Context
from petition.usecases.ledger import append_event


@dataclass(frozen=True, kw_only=True)
class TurnSwitch:
    """Turn one switch. `reason`, up to 120 characters in one line, goes into the ledger."""

    switch: Switch
    reason: str


def turn_on(ctx: Context, command: TurnSwitch) -> bool:
    """Returns False where it was on. Raises TextError."""
    reason = clean_text(TextKind.NAME, command.reason)
    with write_transaction(ctx.session):
        if command.switch in read_switches(ctx.session):
            return False
        ctx.session.add(InstallationSwitch(name=command.switch, turned_on_at=clock.now()))
        _tell(ctx, "switch.on", command.switch, reason)
    return True


def turn_off(ctx: Context, command: TurnSwitch) -> bool:
    """Returns False where it was off. Raises TextError."""
    reason = clean_text(TextKind.NAME, command.reason)
    with write_transaction(ctx.session):
        if command.switch not in read_switches(ctx.session):
            return False
        ctx.session.execute(delete(InstallationSwitch).where(InstallationSwitch.name == command.switch))
        _tell(ctx, "switch.off", command.switch, reason)
    return True


def _tell(ctx: Context, kind: str, switch: Switch, reason: str) -> None:
    payload = {"switch": str(switch), "reason": reason}
    append_event(ctx.session, kind, "installation", actor="command", payload=payload)
