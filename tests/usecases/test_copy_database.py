"""An installation moves between the databases with every row, and goes on working there."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from petition.adapters.database import WRITE, make_engine
from petition.adapters.table_filling import TableMismatchError
from petition.db import downgrade_database, upgrade_database
from petition.models import Base, OutgoingMail
from petition.queries.verify import verify
from petition.usecases.context import Context, make_hands
from petition.usecases.copy_database import RevisionsDifferError, copy_database
from tests.conftest import ENGINES, drop_postgresql_database, make_settings, new_postgresql_database
from tests.histories import make_history
from tests.stories import sign_and_confirm


@pytest.fixture(params=ENGINES)
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Another migrated database without rows, on each engine."""
    is_sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path / 'target.sqlite3'}" if is_sqlite else new_postgresql_database()
    upgrade_database(url)
    engine = make_engine(url)
    yield engine
    engine.dispose()
    if not is_sqlite:
        drop_postgresql_database(url)


def waiting_jobs(session: Session) -> list[str]:
    schema = "dbos." if session.get_bind().dialect.name == "postgresql" else ""
    query = f"""
        SELECT status.workflow_uuid || status.status || status.queue_name || input.inputs
        FROM {schema}workflow_status status JOIN {schema}workflow_input input USING (workflow_uuid)
    """
    return sorted(session.scalars(text(query)))


def source_engine(ctx: Context) -> Engine:
    ctx.session.rollback()
    engine = ctx.session.get_bind()
    assert isinstance(engine, Engine)
    return engine


def test_every_row_arrives_and_the_installation_goes_on_there(ctx: Context, target: Engine, tmp_path: Path) -> None:
    make_history(ctx)
    sums = copy_database(source_engine(ctx), target)
    assert sums["signature"].rows == 4
    assert sums["jobs.workflow_status"].rows >= 6
    assert {name for name in sums if not name.startswith("jobs.")} == set(Base.metadata.tables)
    settings = make_settings(tmp_path, target.url.render_as_string(hide_password=False))
    with Session(target, expire_on_commit=False) as session:
        moved = Context(session=session, hands=make_hands(settings, target))
        assert waiting_jobs(session) == waiting_jobs(ctx.session)
        assert len(waiting_jobs(session)) == sums["jobs.workflow_status"].rows
        assert list(verify(session, moved.hands.files.stream)) == []
        known = {mail.message_id for mail in ctx.session.scalars(select(OutgoingMail))}
        assert {mail.message_id for mail in session.scalars(select(OutgoingMail))} == known
        sign_and_confirm(moved, "new@example.org")  # the numbering goes on after the rows that were brought
        session.rollback()
        assert list(verify(session, moved.hands.files.stream)) == []


def test_a_target_with_rows_is_refused_and_left_alone(ctx: Context, target: Engine) -> None:
    make_history(ctx)
    copy_database(source_engine(ctx), target)
    sign_and_confirm(ctx, "later@example.org")
    with pytest.raises(TableMismatchError, match="has rows"):
        copy_database(source_engine(ctx), target)
    with target.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM signature")) == 4


def test_a_failure_half_way_leaves_the_target_empty(ctx: Context, target: Engine) -> None:
    make_history(ctx)
    with target.connect().execution_options(**{WRITE: True}) as connection:
        connection.execute(text("ALTER TABLE outgoing_mail DROP COLUMN failure_code"))  # one of the last to be filled
        connection.commit()
    with pytest.raises(DBAPIError, match="failure_code"):
        copy_database(source_engine(ctx), target)
    with target.connect() as connection:
        counts = {name: connection.scalar(text(f"SELECT count(*) FROM {name}")) for name in ("organisation", "card")}
    assert counts == {"organisation": 0, "card": 0}


def test_a_target_of_another_version_is_refused(ctx: Context, target: Engine) -> None:
    url = target.url.render_as_string(hide_password=False)
    target.dispose()
    downgrade_database(url, revision="base")
    with target.begin() as connection:
        connection.execute(text("INSERT INTO alembic_version VALUES ('0000')"))
    with pytest.raises(RevisionsDifferError):
        copy_database(source_engine(ctx), target)
