"""Promises about every page: its manners as HTML, whatever state is behind it."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, template_rendered
from flask.testing import FlaskClient

from petition.paths import TEMPLATES
from petition.usecases.context import Context
from tests.doors import Samples, hidden_fields, sign_in
from tests.promises.walks import Visit, all_visits
from tests.web.checking_client import page_problems

FRAGMENTS = {"organisers/batch_progress.html"}
"""Templates that a page of ours takes in."""


def test_every_page_is_sound(app: Flask, client: FlaskClient, beside: Context, samples: Samples) -> None:
    problems: dict[str, list[str]] = {}
    sign_in(client, samples)
    with noting_templates(app) as seen:
        for visit in all_visits(app, beside, samples):
            if found := problems_of(client, visit):
                problems[f"{'GET' if visit.fields is None else 'POST'} {visit.path}"] = found
    assert problems == {}
    assert list_pages() - seen == set(), "pages that this walk does not reach: add a visit"


def problems_of(client: FlaskClient, visit: Visit) -> list[str]:
    """What is wrong with a page."""
    headers = {"Origin": "http://localhost"}
    if visit.fields is None:
        response = client.get(visit.path, buffered=True)
    else:
        form = hidden_fields(client.get(visit.form_on or visit.path).text)
        response = client.post(visit.path, data=form | visit.fields, headers=headers)
    found = [] if response.status_code == visit.status else [f"status {response.status_code}, not {visit.status}"]
    is_page = response.mimetype == "text/html" and "X-Batch-State" not in response.headers
    return found + (page_problems(response.text, "localhost") if is_page else [])


@contextmanager
def noting_templates(app: Flask) -> Iterator[set[str]]:
    """Names of the templates that are rendered in the block."""
    names: set[str] = set()

    def note(_app: Flask, template: object, **_context: object) -> None:
        names.add(str(getattr(template, "name", "")))

    with template_rendered.connected_to(note, app):
        yield names


def list_pages() -> set[str]:
    """All templates that are pages: none of mails, and none that other templates are made of."""
    names = {path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html")}
    pages = {name for name in names if not name.startswith("mail/") and "/_" not in f"/{name}"}
    assert len(pages) > 15
    return pages - FRAGMENTS
