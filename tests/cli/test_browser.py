"""The demo's browser reads forms as a browser without script does."""

import pytest
from flask import Flask, Response, make_response, redirect, request

from petition.cli.demo.browser import Browser, read_forms
from petition.cli.errors import CommandError

PAGE = """
<form action="/search"><input name="q"></form>
<form method="post" action="">
  <input type="hidden" name="form_token" value="a&amp;b">
  <input name="name" value="Ана">
  <input type="radio" name="publicity" value="public"><input type="radio" name="publicity" value="counted" checked>
  <input type="checkbox" name="agreed"><input type="checkbox" name="news" checked>
  <select name="country"><option value="">Choose</option><option value="GE" selected>Georgia</option></select>
  <select name="language"><option value="ka">ქართული</option><option value="en">English</option></select>
  <textarea name="message">
two
lines</textarea>
  <button name="step" value="send">Send</button>
</form>
<input name="outside" value="1">
"""
FILLED = {
    "form_token": "a&b",
    "name": "Ана",
    "publicity": "counted",
    "news": "on",
    "country": "GE",
    "language": "ka",
    "message": "two\nlines",
}


@pytest.fixture
def browser() -> Browser:
    app = Flask("shop")

    @app.get("/tea/")
    def order() -> str:
        return PAGE

    @app.post("/tea/")
    def take() -> Response:
        if not request.form["name"]:
            return make_response(PAGE, 422)
        return make_response(redirect(f"/thanks?from={request.remote_addr}&name={request.form['name']}"))

    @app.get("/thanks")
    def thanks() -> str:
        return f"Thanks {request.args['name']} at {request.args['from']}"

    return Browser(app, "http://localhost", "2001:db8::7")


def test_a_form_sends_what_stands_in_it() -> None:
    search, order = read_forms(PAGE)
    assert (search.method, search.action, search.values) == ("get", "/search", {"q": ""})
    assert (order.method, order.values, order.buttons) == ("post", FILLED, {"step": "send"})
    assert order.names == {*FILLED, "agreed"}


def test_it_sends_the_form_from_its_own_address_and_follows(browser: Browser) -> None:
    form = browser.open_form("http://localhost/tea/?lang=be", "message")
    answer = browser.submit(form, {"name": "Nino"})
    assert (answer.is_done, answer.text) == (True, "Thanks Nino at 2001:db8::7")


def test_a_form_that_comes_back_is_not_done(browser: Browser) -> None:
    answer = browser.submit(browser.open_form("http://localhost/tea/"), {"name": ""})
    assert (answer.is_done, read_forms(answer.text)[1].names) == (False, {*FILLED, "agreed"})


def test_a_field_that_is_not_there_is_told(browser: Browser) -> None:
    form = browser.open_form("http://localhost/tea/")
    with pytest.raises(CommandError, match="has no field city"):
        browser.submit(form, {"city": "Tbilisi"})
    with pytest.raises(CommandError, match="no form with the field city"):
        browser.open_form("http://localhost/tea/", "city")


def test_an_answer_that_is_no_page_is_told_without_its_secrets(browser: Browser) -> None:
    with pytest.raises(CommandError, match=r"^GET nowhere answered 404") as told:
        browser.open_form("http://localhost/nowhere/secret-token")
    assert "secret-token" not in told.value.message
