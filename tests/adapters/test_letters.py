"""The mails as values: what they say, what they never say, and how small they are."""

from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import polib
import pytest

from petition.adapters import words
from petition.adapters.letters import already_signed_letter, confirm_card_letter, confirm_letter
from petition.adapters.mail import Letter, build_message
from petition.paths import TRANSLATIONS

TOKEN = "WyJ" + "q" * 72
CONFIRM_URL = f"https://sign.example.org/confirm/{TOKEN}?lang=be"
WITHDRAW_URL = f"https://sign.example.org/withdraw/{TOKEN}?lang=be"
ENVELOPE = {
    "recipient": "nino@example.org",
    "sender": "Petition <noreply@example.org>",
    "message_id": "<1@sign.example.org>",
}
LANGUAGES = sorted({"en", "ar", *(path.name for path in TRANSLATIONS.glob("??"))})


def make_confirm(language: str) -> Letter:
    return confirm_letter(confirm_url=CONFIRM_URL, withdraw_url=WITHDRAW_URL, language=language, **ENVELOPE)


def make_already_signed(language: str) -> Letter:
    return already_signed_letter(withdraw_url=WITHDRAW_URL, language=language, **ENVELOPE)


def make_confirm_card(language: str) -> Letter:
    return confirm_card_letter(confirm_url=CONFIRM_URL, withdraw_url=WITHDRAW_URL, language=language, **ENVELOPE)


MAILS = [make_confirm, make_already_signed, make_confirm_card]


class Words(HTMLParser):
    """The paragraphs of a page, its attributes and its links."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.attributes: dict[str, dict[str, str | None]] = {}
        self.links: list[str | None] = []
        self.paragraphs: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes[tag] = dict(attrs)
        if tag == "a":
            self.links.append(dict(attrs).get("href"))
        if tag == "p":
            self.paragraphs.append("")

    def handle_data(self, data: str) -> None:
        if self.paragraphs:
            self.paragraphs[-1] += data


@pytest.mark.parametrize("make", MAILS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_message_is_small(make: Callable[[str], Letter], language: str) -> None:
    assert len(build_message(make(language)).as_bytes()) < 5120  # Cyrillic travels as base64, twice


@pytest.mark.parametrize("make", MAILS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_link_stands_alone_on_its_line(make: Callable[[str], Letter], language: str) -> None:
    lines = make(language).text.splitlines()
    with_link = [line for line in lines if "https://" in line]
    assert with_link == [url for url in (CONFIRM_URL, WITHDRAW_URL) if url in lines]
    assert WITHDRAW_URL in with_link


@pytest.mark.parametrize("make", MAILS)
def test_text_and_page_say_the_same(make: Callable[[str], Letter]) -> None:
    letter = make("en")
    page = Words(letter.html)
    assert [paragraph.strip() for paragraph in page.paragraphs] == [p for p in letter.text.split("\n") if p]
    assert [link for link in page.links if link] == [line for line in letter.text.split("\n") if "https://" in line]


@pytest.mark.parametrize("make", MAILS)
@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("be", "ltr"), ("ar", "rtl")])
def test_the_page_names_its_language_and_direction(
    make: Callable[[str], Letter], language: str, direction: str
) -> None:
    assert Words(make(language).html).attributes["html"] == {"lang": language, "dir": direction}


@pytest.mark.parametrize("make", MAILS)
def test_the_page_loads_nothing(make: Callable[[str], Letter]) -> None:
    tags = set(Words(make("en").html).attributes)
    assert tags == {"html", "head", "meta", "title", "body", "p", "a"}


@pytest.mark.parametrize("make", MAILS)
def test_the_subject_is_one_line(make: Callable[[str], Letter]) -> None:
    subject = make("en").subject
    assert 10 < len(subject) < 60
    assert "\n" not in subject


def test_the_first_mail_says_what_happens_without_an_answer() -> None:
    text = make_confirm("en").text
    assert "If you do nothing, the entry is deleted after 30 days." in text
    assert "It was not you? Delete the entry here:" in text


def test_every_sentence_goes_through_the_catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sentences = {line for make in MAILS for line in make("en").text.split("\n") if line and "https://" not in line}
    catalogue = polib.POFile()
    catalogue.metadata = {"Content-Type": "text/plain; charset=utf-8"}
    catalogue.extend(polib.POEntry(msgid=sentence, msgstr=f"[{sentence}]") for sentence in sentences)
    (tmp_path / "zz" / "LC_MESSAGES").mkdir(parents=True)
    catalogue.save_as_mofile(str(tmp_path / "zz" / "LC_MESSAGES" / "messages.mo"))
    monkeypatch.setattr(words, "TRANSLATIONS", tmp_path)
    said = {line for make in MAILS for line in make("zz").text.split("\n") if line and "https://" not in line}
    assert said == {f"[{sentence}]" for sentence in sentences}
