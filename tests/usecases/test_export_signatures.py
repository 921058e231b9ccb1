"""What leaves for the addressee: no more than each signer allowed, in no telling order, with a trace."""

import csv
import json
from pathlib import Path

import pytest
from sqlalchemy import func, select

from petition.domain.choices import Publicity
from petition.domain.text import TextError
from petition.models import LedgerEvent
from petition.queries.campaigns import find_campaign, get_public_count
from petition.usecases.context import Context
from petition.usecases.create import NotThereError
from petition.usecases.export_signatures import ExportSignatures, export_signatures
from petition.usecases.sign import sign
from tests.stories import SLUG, make_campaign, make_organisation, make_sign, sign_and_confirm


@pytest.fixture
def collected(ctx: Context) -> Context:
    """Confirmed signers of all kinds, one who has not confirmed, and one of another campaign."""
    make_organisation(ctx)
    make_campaign(ctx)
    make_campaign(ctx, "other")
    sign_and_confirm(ctx, "a@example.org", name="Ана", city="", publicity=Publicity.PUBLIC)
    sign_and_confirm(ctx, "b@example.org", name="=Boris", city="+Baku", publicity=Publicity.HANDOVER)
    sign_and_confirm(ctx, "c@example.org", name="Counted", city="Hidden", publicity=Publicity.COUNTED)
    sign_and_confirm(ctx, "d@example.org", name="Elsewhere", campaign_slug="other")
    sign(ctx, make_sign(ctx, "e@example.org", name="Pending"))
    return ctx


def export(path: Path, **changes: str) -> ExportSignatures:
    fields = {"campaign_slug": SLUG, "reason": "To the ministry"} | changes
    return ExportSignatures(path=path, **fields)


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def count_events(ctx: Context) -> int:
    return ctx.session.scalar(select(func.count()).where(LedgerEvent.kind == "signatures.exported")) or 0


def test_each_signer_appears_as_far_as_allowed(collected: Context, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    assert export_signatures(collected, export(path)) == 3
    found = read(path)
    assert [row["number"] for row in found] == ["1", "2", "3"]
    assert sorted((row["name"], row["city"]) for row in found) == [("", ""), ("'=Boris", "'+Baku"), ("Ана", "")]
    assert {(row["country"], row["source"]) for row in found} == {("GE", "online")}
    text = path.read_bytes().decode("utf-8-sig")
    assert [word for word in ("example.org", "Counted", "Hidden", "Elsewhere", "Pending") if word in text] == []
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_rows_equal_the_public_count(collected: Context, tmp_path: Path) -> None:
    rows = export_signatures(collected, export(tmp_path / "out.csv"))
    campaign = find_campaign(collected.session, SLUG)
    assert campaign is not None
    assert rows == get_public_count(collected.session, campaign).total


def test_the_order_is_that_of_random_ids(ctx: Context, tmp_path: Path) -> None:
    make_organisation(ctx)
    make_campaign(ctx)
    by_id = {}
    for number in range(12):
        by_id[sign_and_confirm(ctx, f"s{number}@example.org", name=f"Signer {number:02}").public_id] = number
    export_signatures(ctx, export(tmp_path / "out.csv"))
    names = [row["name"] for row in read(tmp_path / "out.csv")]
    assert len(set(names)) == 12
    assert names != sorted(names)  # 12 random ids in the order of signing: one chance in 479,001,600
    if ctx.session.get_bind().dialect.name == "sqlite":  # PostgreSQL sorts by its own collation
        assert names == [f"Signer {by_id[public_id]:02}" for public_id in sorted(by_id)]


def test_the_ledger_tells_reason_columns_and_rows(collected: Context, tmp_path: Path) -> None:
    export_signatures(collected, export(tmp_path / "out.csv", reason="  To the\tministry "))
    event = collected.session.scalars(select(LedgerEvent).order_by(LedgerEvent.id.desc()).limit(1)).one()
    assert (event.kind, event.actor) == ("signatures.exported", "command")
    assert json.loads(event.payload) == {
        "reason": "To the ministry",
        "columns": "number,name,city,country,source",
        "rows": 3,
    }


def test_no_file_is_left_and_no_event_told_where_it_cannot_be(collected: Context, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("mine")
    for command, error in (
        (export(path), FileExistsError),
        (export(tmp_path / "new.csv", reason=" "), TextError),
        (export(tmp_path / "new.csv", campaign_slug="none"), NotThereError),
    ):
        with pytest.raises(error):
            export_signatures(collected, command)
    assert path.read_text() == "mine"
    assert not (tmp_path / "new.csv").exists()
    assert count_events(collected) == 0
