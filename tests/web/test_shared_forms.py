"""Forms keep what was typed, speak in sentences, and never cut or refuse a person's name."""

import pytest

from petition.web.shared.validators import count_characters, suggest_email
from tests.web.checking_client import CheckingClient
from tests.web.kitchen_sink import make_sink

GOOD = {"name": "Nino", "email": "nino@example.org", "country": "GE", "message": "Hold on", "motif": "rye"}


@pytest.fixture
def visitor() -> CheckingClient:
    return CheckingClient(make_sink().test_client())


def test_a_right_form_is_taken(visitor: CheckingClient) -> None:
    answer = visitor.client.post("/sink", data=GOOD)
    assert answer.text.startswith("taken: ")
    assert "name=Nino|email=nino@example.org|country=GE" in answer.text


@pytest.mark.parametrize(
    "name", ["Ай", "山田太郎", "فاطمة الزهراء", "O’Brien-Šimėnas", "X", "ნინო ბერიძე", "N’Golo Kanté"]
)
def test_a_name_of_any_script_is_a_name(visitor: CheckingClient, name: str) -> None:
    assert f"name={name}|" in visitor.client.post("/sink", data=GOOD | {"name": name}).text


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("   ", "Enter your name"),
        ("see https://evil.example", "Leave web addresses out of it"),
        ("Buy at www.shop.example", "Leave web addresses out of it"),
        ("Ni\x07no", "We took invisible control characters out of this"),
        ("12345", "Write it with letters, of any alphabet"),
        ("N" * 121, "Shorten this to 120 characters or fewer"),
    ],
)
def test_a_refused_name_is_told_what_to_do(visitor: CheckingClient, name: str, sentence: str) -> None:
    page = visitor.post("/sink", GOOD | {"name": name}, 422).text
    assert page.count(sentence) == 2, "once in the summary, once at the field, in the same words"
    assert 'href="#name"' in page


def test_nothing_typed_is_lost_on_an_error(visitor: CheckingClient) -> None:
    page = visitor.post("/sink", GOOD | {"name": "", "message": "Трымайся & <smile>"}, 422).text
    assert 'value="nino@example.org"' in page
    assert "Трымайся &amp; &lt;smile&gt;" in page
    assert '<option selected value="GE">' in page


def test_an_empty_choice_gets_the_words_of_its_own_form(visitor: CheckingClient) -> None:
    page = visitor.post("/sink", GOOD | {"motif": "", "country": ""}, 422).text
    assert 'href="#motif-0">Choose a picture<' in page
    assert 'href="#country">Choose your country<' in page


def test_a_choice_outside_the_list_is_refused(visitor: CheckingClient) -> None:
    assert "Choose one from the list" in visitor.post("/sink", GOOD | {"country": "ZZ"}, 422).text


def test_a_long_text_is_told_by_how_much_and_never_cut(visitor: CheckingClient) -> None:
    page = visitor.post("/sink", GOOD | {"message": "é" * 41}, 422).text
    assert page.count("Shorten this by 1 character<") == 2
    assert "é" * 41 in page
    assert "maxlength" not in page


def test_characters_are_counted_as_a_reader_counts() -> None:
    assert count_characters("👩‍👩‍👧") == 1
    assert count_characters("e\u0301") == 1
    assert count_characters("a\r\nb") == 3


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("nino@gmail.ocm", "nino@gmail.com"),
        ("nino@gmial.com", "nino@gmail.com"),
        ("nino@gmail.com", None),
        ("nino@mail.ru", None),
        ("nino@example.org", None),
        ("nino", None),
    ],
)
def test_a_slip_in_a_mail_domain_is_noticed(typed: str, meant: str | None) -> None:
    assert suggest_email(typed) == meant


def test_a_slip_in_a_mail_domain_is_asked_about_and_not_refused(visitor: CheckingClient) -> None:
    assert (
        "Did you mean nino@gmail.com?"
        in visitor.post("/sink", GOOD | {"name": "", "email": "nino@gmail.ocm"}, 422).text
    )
    assert "email=nino@gmail.ocm" in visitor.client.post("/sink", data=GOOD | {"email": "nino@gmail.ocm"}).text


@pytest.mark.parametrize("address", ["nino", "a@x.org, b@y.org", "nino@", "ni no@x.org", "nino@x.org\nBcc: b@y.org"])
def test_anything_but_one_address_is_refused_in_words(visitor: CheckingClient, address: str) -> None:
    page = visitor.post("/sink", GOOD | {"email": address}, 422).text
    assert page.count("Enter an e-mail address like name@example.org") == 2


def test_every_control_carries_help_state_and_direction(visitor: CheckingClient) -> None:
    page = visitor.post("/sink", {}, 422).text
    assert (
        '<input aria-describedby="name-hint name-error" aria-invalid="true" autocomplete="name" dir="auto" id="name"'
        in page
    )
    assert 'autocomplete="email" dir="ltr" id="email"' in page.replace('aria-invalid="true" ', "")
    assert 'autocomplete="country"' in page


def test_a_staff_form_without_its_token_is_refused_in_our_words() -> None:
    staff = CheckingClient(make_sink().test_client(), may_set_cookie=True)
    staff.get("/desk")
    assert "This page was open for too long" in staff.post("/desk", {"name": "Olga"}, 422).text
