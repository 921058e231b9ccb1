"""The main job from end to end: what `petition serve` gives to two people with browsers, from the greeting to the post."""

import hashlib
import json
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pypdfium2
import pytest
from playwright.sync_api import Browser

from tests.browsers import hosts_of, new_visitor, open_chromium, paths_with_cookies
from tests.flows.people import SLUG, Organiser, Supporter
from tests.services import OUR_COMMAND, PLAIN, Service, free_addresses, read, serving, wait_for

pytestmark = pytest.mark.needs("chromium")

NAME = "Nino Beridze"
EMAIL = "nino.beridze@example.org"
GREETING = "Warm greetings from Tbilisi!\nთბილი სალამი თბილისიდან!"
STOPPED_WITHIN_S = 10.0
COUNTED_WITHIN_S = 10.0
LENGTH_OF_A_STAMP = 8
"""A token's middle part is the time at which it was made, which is no secret."""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with open_chromium() as browser:
        yield browser


@pytest.fixture
def environ(tmp_path: Path, database_url: str) -> dict[str, str]:
    """Variables of an installation with the demo in it, as the command made it."""
    variables = {"PETITION_DATA_DIR": str(tmp_path / "var"), "PETITION_DATABASE_URL": database_url}
    environ = PLAIN | free_addresses() | variables
    subprocess.run([*OUR_COMMAND, "demo"], env=environ, check=True, capture_output=True)
    return environ


def test_a_greeting_goes_from_the_form_to_the_post(chromium: Browser, environ: dict[str, str], tmp_path: Path) -> None:
    base_url = f"http://{environ['PETITION_LISTEN']}"
    with serving(environ, tmp_path) as service:
        private = sign_confirm_print_and_withdraw(chromium, service, base_url, tmp_path)
        started_s = time.monotonic()
        assert service.stop() == 0
        assert time.monotonic() - started_s < STOPPED_WITHIN_S
    says_nothing_of_anybody(service.text(), private)


def sign_confirm_print_and_withdraw(chromium: Browser, service: Service, base_url: str, folder: Path) -> list[str]:
    """The story; gives the tokens that were in it."""
    visitor = new_visitor(chromium, folder, "supporter", width_px=360, has_script=False)
    desk = new_visitor(chromium, folder, "organiser", width_px=1280, has_script=True)
    supporter = Supporter(page=visitor.context.new_page(), base_url=base_url, name=NAME, email=EMAIL, greeting=GREETING)
    sign_in_link = service.wait_for_text(r"Organiser signs in +(\S+)")[1]

    sign_with_a_mistake(supporter)
    confirm_token = confirm(supporter)
    print_and_post(Organiser(page=desk.context.new_page()), sign_in_link)
    withdraw_token = withdraw(supporter)

    assert visitor.context.cookies() == []
    public, private = visitor.leave(), desk.leave()
    assert hosts_of(public) == hosts_of(private) == {urlsplit(base_url).netloc}
    assert paths_with_cookies(public) == set()
    assert {path.split("/")[1] for path in paths_with_cookies(private)} == {"desk"}
    assert visitor.complaints + desk.complaints == []
    return [confirm_token, withdraw_token, sign_in_link.rpartition("/")[2]]


def sign_with_a_mistake(supporter: Supporter) -> None:
    """An empty name and half an address first: nothing that was typed is lost."""
    supporter.open_campaign()
    supporter.fill_in("", "nino.beridze@")
    supporter.page.get_by_role("combobox", name="Country").select_option("GE")
    supporter.write_greeting()
    supporter.press("Sign")
    supporter.sees_heading("Add your name")
    assert supporter.page.title().startswith("Error: Add your name")
    summary = supporter.page.get_by_role("alert")
    assert summary.get_by_role("heading").inner_text() == "There is a problem"
    targets = [link.get_attribute("href") for link in summary.get_by_role("link").all()]
    assert targets == ["#name", "#email"]
    assert supporter.typed() == {"name": "", "email": "nino.beridze@", "country": "GE", "message": GREETING}

    supporter.fill_in(NAME, EMAIL)
    supporter.press("Sign")
    supporter.sees_heading("Check your e-mail")
    assert EMAIL in supporter.page.locator("main").inner_text()
    assert count_now(supporter.base_url) == 0


def confirm(supporter: Supporter) -> str:
    """Only the button counts; looking, as often as you like, does not."""
    supporter.open_mail()
    token = supporter.follow_link_to("confirm")
    supporter.page.reload()
    supporter.sees_heading("Confirm your signature")
    assert NAME in supporter.page.locator("main").inner_text()
    assert supporter.page.locator("blockquote").inner_text() == GREETING
    assert count_now(supporter.base_url) == 0
    supporter.press("Yes, count my signature")
    supporter.sees_heading("Thank you")
    assert token not in supporter.page.url
    assert "1 person has signed" in supporter.page.locator("main").inner_text()
    count_becomes(supporter.base_url, 1)
    return token


def print_and_post(organiser: Organiser, sign_in_link: str) -> None:
    """The card is read, sealed, made, printed and posted."""
    organiser.sign_in(sign_in_link)
    organiser.open_campaign()
    organiser.let_the_card_be_printed(GREETING)
    organiser.seal_a_batch()
    file = organiser.download()
    assert file.startswith(b"%PDF-")
    assert organiser.told_hash() == hashlib.sha256(file).hexdigest()
    words = words_of(file)
    assert [word for word in [*GREETING.split(), "Nino", "საქართველო"] if word not in words] == []
    assert "Beridze" not in words  # she chose her first name and her country
    organiser.mark_printed()
    organiser.mark_posted("Vilnius")


def withdraw(supporter: Supporter) -> str:
    """The same mail takes the signature back, by a button again."""
    supporter.open_mail()
    token = supporter.follow_link_to("withdraw")
    supporter.page.reload()
    supporter.sees_heading("Take your signature back")
    assert count_now(supporter.base_url) == 1
    supporter.press("Delete it")
    supporter.sees_heading("Nothing of it is kept any more")
    count_becomes(supporter.base_url, 0)
    return token


def count_now(base_url: str) -> int:
    """How many have signed, by the page of thanks: the only public one that is never a second old."""
    found = re.search(r"(\d+) (?:person has|people have) signed", read(f"{base_url}/c/{SLUG}/thank-you?lang=en"))
    assert found
    return int(found[1])


def count_becomes(base_url: str, wanted: int) -> None:
    """The public count for other sites follows soon."""
    address = f"{base_url}/c/{SLUG}/count.json"
    wait_for(lambda: json.loads(read(address))["total"] == wanted or None, within_s=COUNTED_WITHIN_S)


def words_of(file: bytes) -> str:
    """All text of a PDF."""
    document = pypdfium2.PdfDocument(file)
    pages = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    return "\n".join(pages)


def says_nothing_of_anybody(output: str, tokens: list[str]) -> None:
    """Behind the lines that greet the developer, the output names no address, no person and no token."""
    greeting, end, lines = output.partition("Ctrl-C stops.\n")
    assert end
    assert tokens[-1] in greeting
    assert lines.endswith("Stopped.\n")
    secrets = [part for token in tokens for part in token.split(".") if len(part) > LENGTH_OF_A_STAMP]
    for word in ("Traceback", "Error", "@", *NAME.split(), *GREETING.splitlines(), *secrets):
        assert word not in lines, lines
    assert EMAIL not in greeting
