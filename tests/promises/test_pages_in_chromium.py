"""Promises about every page as people meet it: accessible in light and dark, and no wider than the smallest telephone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from petition.settings import Settings
from petition.usecases.context import Context
from tests.browsers import COLOUR_RULES, RULES, open_chromium, serving_app, violations
from tests.conftest import make_settings
from tests.doors import Samples
from tests.mailserver import free_port
from tests.promises.walks import Visit, all_visits

pytestmark = pytest.mark.needs("chromium")

PHONE_PX, SMALLEST_PX, HEIGHT_PX = 360, 320, 800
SEND = """([path, fields]) => {
    const form = [...document.forms].find(form => new URL(form.action).pathname === path);
    for (const [name, value] of Object.entries(fields)) {
        form.querySelectorAll(`[name="${name}"]`).forEach(control => control.disabled = true);
        form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    }
    form.requestSubmit();
}"""
NO_PAGES = (".json", ".jpg", ".css", ".txt", "/file", "/progress", "z", "/metrics")
UNFOLD = "document.querySelectorAll('details').forEach(details => details.open = true)"
WIDTH = "direction => { document.documentElement.dir = direction; return document.documentElement.scrollWidth; }"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with open_chromium() as browser:
        yield browser


@pytest.fixture
def settings(tmp_path: Path, sqlite_url: str) -> Settings:
    """An installation that knows the address at which the browser finds it."""
    address = f"127.0.0.1:{free_port()}"
    return make_settings(tmp_path, sqlite_url, LISTEN=address, BASE_URL=f"http://{address}")


@pytest.fixture
def telephone(chromium: Browser, app: Flask, settings: Settings, samples: Samples) -> Iterator[Page]:
    """An organiser's telephone, signed in."""
    with serving_app(app, settings.listen_address[1]):
        context = chromium.new_context(viewport={"width": PHONE_PX, "height": HEIGHT_PX}, base_url=settings.base_url)
        page = context.new_page()
        page.goto(f"/desk/sign-in/{samples['token']['organisers.sign_in_link']}")
        page.locator("main button").click()
        yield page
        context.close()


def test_every_page_is_accessible_on_a_telephone_in_both_colour_schemes(
    telephone: Page, app: Flask, beside: Context, samples: Samples
) -> None:
    faults: dict[str, list[str]] = {}
    for visit in walk(telephone, all_visits(app, beside, samples), "en"):
        for scheme, axe_rules in (("light", RULES), ("dark", COLOUR_RULES)):  # in the dark only colours are others
            telephone.emulate_media(color_scheme=scheme)  # type: ignore[arg-type] # one of two words
            if found := violations(telephone, axe_rules):
                faults[f"{visit.path} {scheme}"] = found
    assert faults == {}


@pytest.mark.parametrize("language", ["en", "be"])
def test_no_page_scrolls_sideways_on_the_smallest_telephone(
    telephone: Page, app: Flask, beside: Context, samples: Samples, language: str
) -> None:
    telephone.set_viewport_size({"width": SMALLEST_PX, "height": HEIGHT_PX})
    widths: dict[str, int] = {}
    for visit in walk(telephone, all_visits(app, beside, samples), language):
        for direction in ("ltr", "rtl"):
            width_px = telephone.evaluate(WIDTH, direction)
            if width_px > SMALLEST_PX:
                widths[f"{visit.path} {direction}"] = width_px
    assert widths == {}


def walk(page: Page, visits: Iterator[Visit], language: str) -> Iterator[Visit]:
    """Show each page in turn, with everything on it unfolded."""
    pages = 0
    for visit in visits:
        if visit.path.endswith(NO_PAGES):
            continue
        show(page, visit, language)
        page.evaluate(UNFOLD)
        pages += 1
        yield visit
    assert pages > 40


def show(page: Page, visit: Visit, language: str) -> None:
    """Load the page, or send its form."""
    address = visit.form_on or visit.path
    answer = page.goto(f"{address}{'&' if '?' in address else '?'}lang={language}")
    if visit.fields is not None:
        with page.expect_navigation() as sending:
            page.evaluate(SEND, [visit.path, visit.fields])
        answer = sending.value
    assert answer is not None
    assert answer.status == visit.status, visit
