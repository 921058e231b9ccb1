"""The kitchen sink in a real browser: accessible, fitting and comfortable in both widths, schemes and directions."""

import shutil
from collections.abc import Iterator
from threading import Thread

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.web.kitchen_sink import make_sink

pytestmark = pytest.mark.needs("chromium")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
WAIT_MS = 8000
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SMALL_TARGETS = """() => [...document.querySelectorAll("button, .button, .nav a, .pager a, select, summary,"
    + "input:not([type=hidden], [type=checkbox], [type=radio])")]
    .filter(target => target.offsetHeight < 44).map(target => target.outerHTML.slice(0, 80))"""
"""Controls and links that stand alone and are lower than 44 CSS pixels."""


class _Quiet(WSGIRequestHandler):
    def log_request(self, *_args: object) -> None:
        """Write no line for each request."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = make_server("127.0.0.1", 0, make_sink(), threaded=True, request_handler=_Quiet)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


def violations(page: Page) -> list[str]:
    """Names of axe's rules that the page breaks, with the place."""
    results = Axe().run(page, options={"runOnly": RULES})
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:90]}" for rule in results.response["violations"]]


@pytest.mark.parametrize("query", ["", "?lang=ar"], ids=["ltr", "rtl"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_every_part_in_every_state_is_accessible_and_fits(
    chromium: Browser, address: str, width: int, scheme: str, query: str
) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(WAIT_MS)
    page.goto(f"{address}/sink{query}")
    assert violations(page) == []
    page.fill("#message", "x" * 50)
    page.fill("#email", "nino@gmail.ocm")
    page.locator("form[novalidate] button").click()
    page.wait_for_selector("#errors")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(SMALL_TARGETS) == []
    context.close()


def test_focus_goes_to_the_summary_and_from_there_to_the_field(chromium: Browser, address: str) -> None:
    page = chromium.new_page()
    page.set_default_timeout(WAIT_MS)
    page.goto(f"{address}/sink")
    page.locator("form[novalidate] button").click()
    page.wait_for_function("document.activeElement.id === 'errors'")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id === 'name'")
    page.close()


def test_the_counter_warns_and_never_blocks(chromium: Browser, address: str) -> None:
    page = chromium.new_page()
    page.set_default_timeout(WAIT_MS)
    page.goto(f"{address}/sink")
    page.fill("#message", "👩‍👩‍👧" * 41)
    assert page.inner_text("output.count") == "41 / 40"
    assert page.input_value("#message") == "👩‍👩‍👧" * 41
    page.close()


def test_without_script_the_form_works_too(chromium: Browser, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(WAIT_MS)
    page.goto(f"{address}/sink")
    page.fill("#name", "Nino")
    page.locator("form[novalidate] button").click()
    assert page.title().startswith("Error: A kitchen sink")
    assert page.input_value("#name") == "Nino"
    context.close()
