"""Headers, the origin check, languages, error pages, static files and paging."""

import pytest
from PIL import Image, ImageChops

from petition.paths import STATIC
from petition.web.shared.countries import sort_key
from petition.web.shared.errors import WORDS
from petition.web.shared.flower import draw
from tests.web.checking_client import CheckingClient, page_problems
from tests.web.kitchen_sink import make_sink


@pytest.fixture
def visitor() -> CheckingClient:
    return CheckingClient(make_sink().test_client())


def test_a_page_is_private_unless_it_says_otherwise(visitor: CheckingClient) -> None:
    answer = visitor.get("/sink")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "Accept-Language" in answer.headers["Vary"]
    assert "Strict-Transport-Security" not in answer.headers


def test_a_public_page_may_be_kept_and_is_told_by_its_tag(visitor: CheckingClient) -> None:
    answer = visitor.get("/open")
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert "X-Robots-Tag" not in answer.headers
    assert 'rel="alternate" hreflang="de" href="http://localhost/open?lang=de"' in answer.text
    again = visitor.get("/open", 304, {"If-None-Match": answer.headers["ETag"]})
    assert again.data == b""


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 422),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 422),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"}, 403),
        ({"Origin": "http://localhost"}, 422),
        ({"Origin": "null"}, 422),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "http://localhost.evil.example"}, 403),
        ({"Referer": "http://localhost/sink"}, 422),
        ({"Referer": "https://evil.example/?http://localhost"}, 403),
    ],
)
def test_a_form_is_taken_only_from_our_own_pages(visitor: CheckingClient, headers: dict[str, str], status: int) -> None:
    visitor.post("/sink", {}, status, headers)


@pytest.mark.parametrize(
    ("path", "wished", "language", "direction"),
    [
        ("/sink", "", "en", "ltr"),
        ("/sink", "de-CH,de;q=0.9,en;q=0.8", "de", "ltr"),
        ("/sink", "fi", "en", "ltr"),
        ("/sink?lang=ar", "de", "ar", "rtl"),
        ("/sink?lang=xx", "be", "be", "ltr"),
    ],
)
def test_the_url_asks_first_then_the_browser(
    visitor: CheckingClient, path: str, wished: str, language: str, direction: str
) -> None:
    page = visitor.get(path, headers={"Accept-Language": wished}).text
    assert f'<html lang="{language}" dir="{direction}">' in page


def test_the_language_travels_in_every_link_if_it_was_in_the_url(visitor: CheckingClient) -> None:
    assert "after=Wzld&amp;lang=be" in visitor.get("/sink?lang=be").text
    main = visitor.get("/sink").text.partition("<footer")[0]
    assert "?lang=" not in main
    assert "&amp;lang=" not in main


def test_languages_are_named_in_themselves(visitor: CheckingClient) -> None:
    page = visitor.get("/sink?after=Wzdd").text
    assert 'href="?after=Wzdd&amp;lang=be" lang="be" hreflang="be"' in page
    assert "Беларуская" in page


@pytest.mark.parametrize(
    ("language", "in_order"),
    [
        ("sv", ["Zambia", "Åland", "Österrike"]),
        ("de", ["Oman", "Österreich", "Osttimor"]),
        ("be", ["Іран", "Японія"]),
        ("pl", ["Luksemburg", "Łotwa", "Macedonia"]),
        ("lt", ["Ispanija", "Yra", "Jordanija"]),
    ],
)
def test_countries_stand_in_the_order_of_the_readers_alphabet(language: str, in_order: list[str]) -> None:
    keys = [sort_key(name, language) for name in in_order]
    assert keys == sorted(keys)


def test_the_country_that_the_browser_names_stands_first(visitor: CheckingClient) -> None:
    page = visitor.get("/sink?lang=de", headers={"Accept-Language": "de-CH,de"}).text
    assert page.index("Schweiz") < page.index("Afghanistan")
    assert 'value="EU"' not in page


@pytest.mark.parametrize("code", sorted(WORDS))
def test_each_error_has_calm_words_that_say_what_to_do(visitor: CheckingClient, code: int) -> None:
    page = visitor.get(f"/error/{code}", code).text
    assert str(WORDS[code].heading) in page.replace("&#39;", "'")
    assert str(code) not in page.partition("<main")[2].partition("</main>")[0]


def test_a_page_about_an_absent_thing_does_not_repeat_what_was_asked_for(visitor: CheckingClient) -> None:
    assert visitor.get("/absent", 404).data == visitor.get("/secret", 404).data


def test_a_crash_is_our_fault_and_tells_nothing_of_the_inside(visitor: CheckingClient) -> None:
    page = visitor.get("/crash", 500).text
    assert "Something went wrong on our side" in page
    assert "ZeroDivision" not in page


def test_a_wrong_method_keeps_its_header(visitor: CheckingClient) -> None:
    assert "GET" in visitor.post("/open", {}, 405).headers["Allow"]


def test_a_program_gets_its_errors_as_json(visitor: CheckingClient) -> None:
    answer = visitor.get("/nothing.json", 404)
    assert answer.get_json()["error"] == 404


def test_a_static_file_is_kept_for_ever_only_under_its_hash(visitor: CheckingClient) -> None:
    page = visitor.get("/sink").text
    url = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
    for path, keeping in ((url, "public, max-age=31536000, immutable"), ("/static/site.css?v=other", "no-cache")):
        with visitor.get(path) as answer:
            assert answer.headers["Cache-Control"] == keeping


def test_a_key_of_a_page_survives_the_url_and_a_broken_one_is_refused(visitor: CheckingClient) -> None:
    same = visitor.get("/after").get_json()["same"]
    assert visitor.get(f"/after?after={same}").get_json()["after"] == ["2013-08-04", 7]
    for broken in ("x", "e30", "W10", "%FF", "W251bGxd"):
        visitor.get(f"/after?after={broken}", 400)


def test_first_visit_is_light() -> None:
    assert (STATIC / "site.css").stat().st_size <= 10_000
    assert (STATIC / "flower.png").stat().st_size <= 5_000
    assert (STATIC / "site.js").stat().st_size <= 2_000


def test_the_style_knows_no_left_and_right() -> None:
    sheet = (STATIC / "site.css").read_text(encoding="utf-8")
    for word in (
        "margin-left",
        "margin-right",
        "padding-left",
        "padding-right",
        "text-align: left",
        " left:",
        " right:",
    ):
        assert word not in sheet


def test_the_committed_flower_is_the_drawn_one() -> None:
    with Image.open(STATIC / "flower.png") as committed:
        assert (
            ImageChops.difference(committed.convert("RGBA"), draw().convert("RGBA")).getbbox(alpha_only=False) is None
        )


@pytest.mark.parametrize(
    ("broken", "problem"),
    [
        ("<h1>Other</h1>", "lacks the words of h1"),
        ("<h1>T</h1><h1>T</h1>", "2 h1"),
        ('<h1 id="a">T</h1><p id="a">x</p>', "id a stands 2 times"),
        ('<h1>T</h1><form action="/x" method="post"><input name="n"><button>b</button></form>', "n has no label"),
        ("<h1>T</h1><form><button>b</button></form>", "form without action"),
        ('<h1 style="color:red">T</h1>', "inline style"),
        ("<h1>T</h1><script>1</script>", "inline script"),
        ('<h1 onclick="x()">T</h1>', "onclick"),
        ('<h1>T</h1><img alt="" src="https://cdn.example/x.png">', "loads https://cdn.example"),
        ("<h1>T</h1><p><div>x</div></p>", "HTML at"),
        ('<h1 aria-describedby="gone">T</h1>', "names gone"),
    ],
)
def test_the_checking_client_sees_what_is_wrong(broken: str, problem: str) -> None:
    page = f'<!doctype html><html lang="en" dir="ltr"><head><title>T</title></head><body>{broken}</body></html>'
    assert problem in "; ".join(page_problems(page, "localhost"))
