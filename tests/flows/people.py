"""The two people of the story, by what they do in a browser: they read, fill in and press, as anybody would."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from playwright.sync_api import Page

from tests.services import wait_for

SLUG = "solidarity-2013"
MAIL_WITHIN_S = 30.0
PDF_WITHIN_MS = 60_000


@dataclass(frozen=True, kw_only=True)
class Supporter:
    """Somebody who signs and writes a greeting."""

    page: Page
    base_url: str
    name: str
    email: str
    greeting: str

    def open_campaign(self) -> None:
        self.page.goto(f"{self.base_url}/c/{SLUG}?lang=en")
        self.sees_heading("Ask for the release of Ales Bialiatski")

    def sees_heading(self, words: str) -> None:
        """The page's one heading, in a page that is no wider than the window."""
        assert self.page.locator("h1").all_inner_texts() == [words]
        window = self.page.viewport_size
        assert window is not None
        assert self.page.evaluate("document.documentElement.scrollWidth") <= window["width"]

    def fill_in(self, name: str, email: str) -> None:
        self.page.get_by_role("textbox", name="Your name").fill(name)
        self.page.get_by_role("textbox", name="E-mail").fill(email)

    def write_greeting(self) -> None:
        self.page.get_by_text("Write a greeting card to Ales Bialiatski as well").click()
        self.page.get_by_role("combobox", name="Language of your greeting").select_option("ka")
        self.page.get_by_role("textbox", name="Your greeting").fill(self.greeting)
        self.page.get_by_label("Yes, print my card").check()

    def press(self, words: str) -> None:
        self.page.get_by_role("button", name=words, exact=True).click()

    def typed(self) -> dict[str, str]:
        """What stands in the form now."""
        return {name: self.page.locator(f"#{name}").input_value() for name in ("name", "email", "country", "message")}

    def open_mail(self) -> None:
        """Open the newest mail in the demo mailbox, as soon as it has come."""
        self.page.goto(f"{self.base_url}/mailbox/?lang=en")
        mail = self.page.get_by_role("link", name="Please confirm: one button to press")

        def look() -> bool | None:
            self.page.reload()
            return True if mail.count() else None

        wait_for(look, within_s=MAIL_WITHIN_S)
        assert self.email in self.page.locator("main").inner_text()
        mail.first.click()

    def follow_link_to(self, door: str) -> str:
        """Follow the mail's link whose path begins with `door`; gives its token."""
        link = self.page.get_by_role("link", name=f"{self.base_url}/{door}/")
        token = link.inner_text().rpartition("/")[2]
        link.click()
        return token


@dataclass(frozen=True, kw_only=True)
class Organiser:
    """Somebody who reads cards and sends them."""

    page: Page

    def sign_in(self, link: str) -> None:
        self.page.goto(link)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.get_by_role("link", name="Not now").click()
        assert self.heading() == "Your campaigns"

    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    def open_campaign(self) -> None:
        self.page.get_by_role("heading", level=2).get_by_role("link").click()

    def let_the_card_be_printed(self, greeting: str) -> None:
        self.page.get_by_role("link", name=re.compile("Read 1 card")).click()
        assert self.page.locator(".message").all_inner_texts() == [greeting]
        self.page.get_by_label("Print", exact=True).check()
        self.page.get_by_role("button", name="Save decisions").click()

    def seal_a_batch(self) -> None:
        self.page.get_by_role("navigation").get_by_role("link", name=re.compile("^Print")).click()
        self.page.get_by_role("button", name="Seal 1 card").click()
        assert self.heading() == "Batch 1"

    def download(self) -> bytes:
        """The PDF, once it was made."""
        link = self.page.get_by_role("link", name=re.compile("Download the PDF"))
        link.wait_for(timeout=PDF_WITHIN_MS)
        with self.page.expect_download() as waiting:
            link.click()
        return waiting.value.path().read_bytes()

    def told_hash(self) -> str:
        self.page.get_by_text("Proof and numbers").click()
        return self.page.locator("dt:has-text('SHA-256 of the PDF') + dd").inner_text()

    def mark_printed(self) -> None:
        self.page.get_by_label("All sheets are printed").check()
        self.page.get_by_role("button", name="The batch is printed").click()
        assert "Noted: the batch is printed." in self.page.get_by_role("status").inner_text()

    def mark_posted(self, town: str) -> None:
        self.page.get_by_label("Day of posting").fill(datetime.now(UTC).date().isoformat())
        self.page.get_by_label("Posted from").fill(town)
        self.page.get_by_role("button", name="The batch is posted").click()
        assert town in self.page.locator(".notice.done").last.inner_text()
