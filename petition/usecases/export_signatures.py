"""Writing a campaign's signatures to a CSV file for its addressee. Every export stands in the ledger, with its reason."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import Connection, Engine

from petition.adapters.private_files import new_private_file
from petition.adapters.tables import snapshot
from petition.domain.cells import plain_cell
from petition.domain.text import TextKind, clean_text
from petition.queries.campaigns import find_campaign
from petition.queries.handover import iterate_handover
from petition.usecases.context import Context
from petition.usecases.create import NotThereError
from petition.usecases.ledger import append_event

COLUMNS = ("number", "name", "city", "country", "source")


@dataclass(frozen=True, kw_only=True)
class ExportSignatures:
    """Write to a new file. `reason` says to whom and why, in one line of up to 120 characters; organisers can read it."""

    campaign_slug: str
    path: Path
    reason: str


def export_signatures(ctx: Context, command: ExportSignatures) -> int:
    """Write the file, then the ledger's event, and return the number of rows. Constant memory.

    UTF-8 with a mark that spreadsheets look for. The file gets its name only after the event is stored. Raises
    NotThereError, TextError, FileExistsError.
    """
    reason = clean_text(TextKind.NAME, command.reason)
    campaign = find_campaign(ctx.session, command.campaign_slug)
    if campaign is None:
        raise NotThereError(f"campaign {command.campaign_slug}")
    engine = ctx.session.get_bind()
    assert isinstance(engine, Engine)  # noqa: S101 - contexts are made on engines
    ctx.session.rollback()
    with new_private_file(command.path) as out:
        with snapshot(engine) as connection:
            rows = _write(out, connection, campaign.id)
        with ctx.transaction() as session:
            payload: dict[str, str | int] = {"reason": reason, "columns": ",".join(COLUMNS), "rows": rows}
            append_event(session, "signatures.exported", campaign.public_id, actor="command", payload=payload)
    return rows


def _write(out: BinaryIO, connection: Connection, campaign_id: int) -> int:
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    rows = 0
    for chunk in iterate_handover(connection, campaign_id):
        writer.writerows(
            (number, plain_cell(name), plain_cell(city), country_code, source)
            for number, (name, city, country_code, source) in enumerate(chunk, start=rows + 1)
        )
        rows += len(chunk)
    text.flush()
    text.detach()
    return rows
