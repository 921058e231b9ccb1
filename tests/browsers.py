"""A real chromium for tests, what its tabs did, and what axe says of a page."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped] # ships no types
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
FORM_CAME_BACK = "status of 422"
"""Chromium complains of each answer that is no success, also of a form that is shown again with its errors."""


@contextmanager
def open_chromium() -> Iterator[Browser]:
    """The system's chromium, without a window."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    if executable is None:
        pytest.fail("This test needs chromium: apt-get install chromium", pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """A person's browser with nothing in it, which writes down all its traffic. `complaints` are its console's errors."""

    context: BrowserContext
    traffic_file: Path
    complaints: list[str] = field(default_factory=list)

    def leave(self) -> list[dict[str, object]]:
        """Close the browser; gives each request with its answer, as entries of an HTTP archive."""
        self.context.close()
        entries = json.loads(self.traffic_file.read_text(encoding="utf-8"))["log"]["entries"]
        assert entries
        return list(entries)


def new_visitor(browser: Browser, folder: Path, name: str, *, width_px: int, has_script: bool) -> Visitor:
    """A visitor with a window of this width."""
    traffic_file = folder / f"{name}.har"
    context = browser.new_context(
        viewport={"width": width_px, "height": 800},
        java_script_enabled=has_script,
        locale="en-GB",
        record_har_path=traffic_file,
        record_har_content="omit",
    )
    context.set_default_timeout(20_000)
    visitor = Visitor(context=context, traffic_file=traffic_file)

    def listen(line: ConsoleMessage) -> None:
        if line.type in {"error", "warning"} and FORM_CAME_BACK not in line.text:
            visitor.complaints.append(line.text)

    context.on("console", listen)
    context.on("weberror", lambda error: visitor.complaints.append(str(error.error)))
    return visitor


def hosts_of(entries: list[dict[str, object]]) -> set[str]:
    """Where the requests went."""
    return {urlsplit(entry["request"]["url"]).netloc for entry in entries}  # type: ignore[index] # as archives are


def paths_with_cookies(entries: list[dict[str, object]]) -> set[str]:
    """The paths whose request or answer carried a cookie."""
    return {
        urlsplit(entry["request"]["url"]).path  # type: ignore[index]
        for entry in entries
        for header in [*entry["request"]["headers"], *entry["response"]["headers"]]  # type: ignore[index]
        if header["name"].lower() in {"cookie", "set-cookie"}
    }


def violations(page: Page, rules: list[str]) -> list[str]:
    """Names of axe's rules that the page breaks, with the place."""
    results = Axe().run(page, options={"runOnly": rules})
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:90]}" for rule in results.response["violations"]]


class _Quiet(WSGIRequestHandler):
    def log_request(self, *_args: object) -> None:
        """Write no line for each request."""


@contextmanager
def serving_app(app: Flask, port: int) -> Iterator[None]:
    """The application on this local port as long as the block runs."""
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=_Quiet)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
