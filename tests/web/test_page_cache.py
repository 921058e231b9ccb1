"""Public pages from memory: the same bytes, soon fresh, and never anybody's own."""

import time

import pytest
from flask import Flask

from petition.web.shared.page_cache import CONFIG_KEY, init_page_cache


@pytest.fixture
def counting() -> Flask:
    """A tiny application that counts how often it renders."""
    app = Flask("counting")
    app.testing = True
    app.extensions["rendered"] = 0

    @app.get("/public")
    def public() -> str:
        app.extensions["rendered"] += 1
        return f"page {app.extensions['rendered']}"

    @app.get("/private")
    def private() -> str:
        app.extensions["rendered"] += 1
        return "for one"

    @app.after_request
    def headers(response: object) -> object:
        from flask import request

        if request.path == "/public":
            response.headers["Cache-Control"] = "public, max-age=60"  # type: ignore[attr-defined] # a Flask response
            response.add_etag()  # type: ignore[attr-defined]
            response.make_conditional(request)  # type: ignore[attr-defined]
        return response

    init_page_cache(app, fresh_s=0.05)
    return app


def test_a_crowd_costs_one_rendering(counting: Flask) -> None:
    counting.config[CONFIG_KEY] = 60
    client = counting.test_client()
    assert {client.get("/public").text for _ in range(20)} == {"page 1"}
    assert counting.extensions["rendered"] == 1


def test_an_old_page_is_renewed(counting: Flask) -> None:
    client = counting.test_client()
    assert client.get("/public").text == "page 1"
    deadline = time.monotonic() + 5
    while client.get("/public").text == "page 1":
        assert time.monotonic() < deadline


def test_a_language_wish_gets_its_own_page(counting: Flask) -> None:
    counting.config[CONFIG_KEY] = 60
    client = counting.test_client()
    first = client.get("/public", headers={"Accept-Language": "be"}).text
    assert client.get("/public", headers={"Accept-Language": "de"}).text != first
    assert client.get("/public?lang=ka").text not in {first, "page 2"}


def test_who_has_the_page_already_gets_304(counting: Flask) -> None:
    counting.config[CONFIG_KEY] = 60
    client = counting.test_client()
    etag = client.get("/public").headers["ETag"]
    again = client.get("/public", headers={"If-None-Match": f'"other", {etag}'})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", etag)


def test_head_gives_the_headers_alone(counting: Flask) -> None:
    counting.config[CONFIG_KEY] = 60
    client = counting.test_client()
    page = client.get("/public")
    head = client.head("/public")
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Content-Length"] == str(len(page.data))


def test_what_is_private_is_never_kept(counting: Flask) -> None:
    counting.config[CONFIG_KEY] = 60
    client = counting.test_client()
    for _ in range(3):
        client.get("/private")
    assert counting.extensions["rendered"] == 3


def test_who_is_signed_in_is_answered_by_the_application(counting: Flask) -> None:
    counting.config[CONFIG_KEY] = 60
    client = counting.test_client()
    client.get("/public")
    client.set_cookie("desk", "x")
    assert client.get("/public").text == "page 2"
