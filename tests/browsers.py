"""A real chromium for tests, and what its tabs did."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, sync_playwright

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
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
