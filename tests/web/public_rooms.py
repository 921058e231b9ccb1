"""The public rooms with a campaign, as the supporters' and volunteers' tests begin."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from petition.app import create_app
from petition.db import db
from petition.models import Base
from petition.usecases.context import Context
from petition.web.shared.context import step_context
from tests.conftest import make_settings
from tests.stories import make_campaign, make_organisation

CAMPAIGN = "/c/free-the-example"
SIGN = f"{CAMPAIGN}/sign"


@contextmanager
def open_rooms(tmp_path: Path, database_url: str, **changes: str) -> Iterator[Flask]:
    """The supporters' and the volunteers' room over one open campaign; `changes` are settings."""
    app = create_app(make_settings(tmp_path, database_url, ROOMS="supporters,volunteers", **changes))
    app.testing = True
    app.config["PAGE_CACHE_S"] = 0  # a test looks at once for what it changed
    with app.app_context():
        make_organisation(step_context())
        make_campaign(step_context())
    yield app
    with app.app_context():
        db.engine.dispose()


@contextmanager
def steps(app: Flask) -> Iterator[Context]:
    """A fresh context for use-cases and for looking at rows."""
    with app.app_context():
        yield step_context()


def all_rows(app: Flask) -> dict[str, list[str]]:
    """Everything that the database holds, to compare before and after."""
    with steps(app) as ctx:
        tables = Base.metadata.sorted_tables
        return {table.name: sorted(map(repr, ctx.session.execute(select(table)))) for table in tables}


def path_of(url: str) -> str:
    """The path and query of an absolute address."""
    return re.sub(r"^https?://[^/]+", "", url)


def field_value(page: TestResponse, name: str) -> str:
    """The value of a hidden or text field."""
    tag = next(tag for tag in re.findall(r"<input[^>]*>", page.text) if f'name="{name}"' in tag)
    found = re.search(r'value="([^"]*)"', tag)
    return found.group(1) if found else ""


def is_checked(page: TestResponse, name: str, value: str) -> bool:
    """Whether a radio button or a box is on."""
    tags = re.findall(r"<input[^>]*>", page.text)
    tag = next(tag for tag in tags if f'name="{name}"' in tag and f'value="{value}"' in tag)
    return "checked" in tag
