"""What anybody may read: campaigns, counts, pictures, and what the site says of itself."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from petition.domain.choices import SignatureSource
from petition.domain.states import CampaignState
from petition.models import Campaign, Tally
from petition.usecases.create import CreateCampaign, create_campaign, move_campaign
from tests.stories import ORGANISATION, SLUG, TEXT, blue_picture
from tests.web.public_rooms import CAMPAIGN, SIGN, open_rooms, steps


@pytest.fixture
def app(tmp_path: Path, sqlite_url: str) -> Iterator[Flask]:
    with open_rooms(tmp_path, sqlite_url) as application:
        yield application


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def add_counts(app: Flask, *rows: tuple[SignatureSource, str, int]) -> None:
    with steps(app) as ctx, ctx.transaction() as session:
        campaign_id = session.scalars(select(Campaign.id)).one()
        for source, country, number in rows:
            session.add(Tally(campaign_id=campaign_id, source=source, country_code=country, shard=0, confirmed=number))


def close(app: Flask) -> None:
    with steps(app) as ctx:
        move_campaign(ctx, SLUG, CampaignState.CLOSED)


def test_the_first_page_names_open_campaigns(client: FlaskClient) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert TEXT.title in page.text
    assert f'href="{CAMPAIGN}"' in page.text


def test_the_first_page_without_open_campaigns_says_so(app: Flask, client: FlaskClient) -> None:
    close(app)
    page = client.get("/")
    assert "No campaign is open at the moment." in page.text
    assert TEXT.title not in page.text


def test_a_campaign_shows_its_words_and_its_form(client: FlaskClient) -> None:
    page = client.get(CAMPAIGN)
    assert page.status_code == 200
    for words in (TEXT.title, TEXT.lead, TEXT.story, TEXT.demand, TEXT.addressee):
        assert words in page.text
    assert f'action="{SIGN}"' in page.text


def test_a_campaign_without_words_in_the_readers_language_marks_the_language_it_has(client: FlaskClient) -> None:
    page = client.get(CAMPAIGN, headers={"Accept-Language": "be"})
    assert f'<h1 lang="en" dir="auto">{TEXT.title}</h1>' in page.text


@pytest.mark.parametrize("path", ["", "/sign", "/picture.jpg", "/count.json", "/thank-you"])
def test_a_draft_looks_like_nothing(app: Flask, client: FlaskClient, path: str) -> None:
    with steps(app) as ctx:
        create_campaign(ctx, CreateCampaign(organisation_slug=ORGANISATION, slug="draft", texts=[TEXT]))
    draft, absent = client.get(f"/c/draft{path}"), client.get(f"/c/absent{path}")
    assert draft.status_code == absent.status_code == 404
    assert draft.text == absent.text.replace("absent", "draft")


def test_a_closed_campaign_stays_and_says_that_it_has_ended(app: Flask, client: FlaskClient) -> None:
    close(app)
    page = client.get(CAMPAIGN)
    assert page.status_code == 200
    assert TEXT.story in page.text
    assert "This campaign has ended." in page.text
    assert "<form" not in page.text


def test_the_count_tells_its_parts_where_some_signed_on_paper(app: Flask, client: FlaskClient) -> None:
    add_counts(app, (SignatureSource.ONLINE, "GE", 1147), (SignatureSource.PAPER, "LT", 80))
    page = client.get(CAMPAIGN)
    assert "1,227 people have signed" in page.text
    assert "1,147 online + 80 on paper = 1,227" in page.text


def test_the_count_tells_no_parts_where_all_signed_online(app: Flask, client: FlaskClient) -> None:
    add_counts(app, (SignatureSource.ONLINE, "GE", 1))
    page = client.get(CAMPAIGN)
    assert "1 person has signed" in page.text
    assert "online +" not in page.text
    assert "1 online" not in page.text


def test_small_countries_show_no_number_and_all_are_sorted(app: Flask, client: FlaskClient) -> None:
    add_counts(
        app,
        (SignatureSource.ONLINE, "ZM", 12),
        (SignatureSource.ONLINE, "TJ", 3),
        (SignatureSource.ONLINE, "AM", 7),
        (SignatureSource.PAPER, "AM", 3),
    )
    page = client.get(CAMPAIGN)
    chips = page.text.partition('class="chips"')[2].partition("</ul>")[0]
    assert [name for name in ("Armenia", "Tajikistan", "Zambia") if name in chips] == [
        "Armenia",
        "Tajikistan",
        "Zambia",
    ]
    assert chips.index("Armenia") < chips.index("Tajikistan") < chips.index("Zambia")
    assert 'Armenia <span class="muted">10</span>' in chips
    assert 'Tajikistan <span class="muted">fewer than 10</span>' in chips


def test_count_json_hides_small_countries_and_may_be_read_by_other_sites(app: Flask, client: FlaskClient) -> None:
    add_counts(app, (SignatureSource.ONLINE, "LT", 30), (SignatureSource.PAPER, "TJ", 9))
    answer = client.get(f"{CAMPAIGN}/count.json")
    assert json.loads(answer.text) == {
        "campaign": SLUG,
        "total": 39,
        "by_source": {"online": 30, "paper": 9, "witnessed": 0},
        "countries": 2,
        "by_country": {"LT": 30},
        "fewer_than_10": ["TJ"],
    }
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    again = client.get(f"{CAMPAIGN}/count.json", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_picture_is_kept_for_a_year_under_its_hash(client: FlaskClient) -> None:
    address = client.get(CAMPAIGN).text.partition('<img src="/c/')[2].partition('"')[0]
    answer = client.get(f"/c/{address}")
    assert answer.data == blue_picture()
    assert answer.mimetype == "image/jpeg"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000"
    again = client.get(f"/c/{address}", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_the_picture_without_its_hash_is_kept_for_minutes(client: FlaskClient) -> None:
    answer = client.get(f"{CAMPAIGN}/picture.jpg?v=other")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=300"


def test_the_thanks_tell_the_count_and_the_address_from_the_settings(app: Flask, client: FlaskClient) -> None:
    add_counts(app, (SignatureSource.ONLINE, "GE", 2))
    page = client.get(f"{CAMPAIGN}/thank-you", headers={"Host": "evil.example"})
    assert "2 people have signed" in page.text
    assert f'readonly value="http://localhost{CAMPAIGN}"' in page.text
    assert "mailto:?subject=" in page.text
    assert "evil.example" not in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_the_privacy_page_names_times_and_whom_to_ask(client: FlaskClient) -> None:
    page = client.get("/privacy")
    assert "Not confirmed: deleted after 30 days." in page.text
    assert "The example-house" in page.text
    assert 'id="contact"' in page.text


def test_robots_stay_out_of_what_is_private(client: FlaskClient) -> None:
    lines = client.get("/robots.txt").text.splitlines()
    assert lines[0] == "User-agent: *"
    assert {"Disallow: /confirm/", "Disallow: /withdraw/", "Disallow: /street/", "Disallow: /desk/"} <= set(lines)


def test_security_txt_has_a_contact_that_exists_and_has_not_expired(client: FlaskClient) -> None:
    fields = dict(line.split(": ", 1) for line in client.get("/.well-known/security.txt").text.splitlines())
    assert fields["Contact"] == "http://localhost/privacy#contact"
    assert fields["Expires"].endswith("T00:00:00Z")


def test_health_is_told_without_a_database(app: Flask, client: FlaskClient) -> None:
    Path(app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///")).write_bytes(b"this is no database" * 100)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.text, answer.headers["Cache-Control"]) == (200, "ok\n", "no-store")


@pytest.mark.parametrize(
    "path",
    [
        "/", CAMPAIGN, SIGN, f"{CAMPAIGN}/picture.jpg", f"{CAMPAIGN}/count.json", f"{CAMPAIGN}/thank-you", "/privacy",
        "/robots.txt", "/healthz", "/confirm/x", "/confirm-card/x", "/withdraw/x", "/street/x", "/c/absent",
    ],
)  # fmt: skip
def test_no_page_sets_a_cookie(client: FlaskClient, path: str) -> None:
    assert "Set-Cookie" not in client.get(path).headers
    assert "Set-Cookie" not in client.post(path).headers


def test_a_page_read_a_second_ago_speaks_each_readers_language(app: Flask, client: FlaskClient) -> None:
    app.config["PAGE_CACHE_S"] = 60
    path = f"/c/{SLUG}/sign"
    first = client.get(path, headers={"Accept-Language": "be"}).text
    assert 'lang="be"' in first
    assert 'lang="en"' in client.get(path).text
    assert 'lang="ru"' in client.get(f"{path}?lang=ru").text
    assert 'lang="be"' in client.get(path, headers={"Accept-Language": "be"}).text
