"""A small application with nothing but the shared parts: all of them, in all states."""

from dataclasses import dataclass

from flask import Flask, abort, render_template_string, url_for
from flask_babel import lazy_gettext as _l
from wtforms import (  # type: ignore[attr-defined] # SelectChoice is newer than the stubs
    BooleanField,
    RadioField,
    SelectChoice,
    StringField,
)
from wtforms.validators import Optional

from petition.domain.text import TextKind
from petition.paths import STATIC, TEMPLATES
from petition.web.shared import init_shared
from petition.web.shared.fields import CountryField, EmailField, LimitedTextField, NameField
from petition.web.shared.forms import PublicForm, StaffForm
from petition.web.shared.headers import public_page
from petition.web.shared.navigation import NavLink
from petition.web.shared.paging import asked_after, cut_page, encode_key
from petition.web.shared.validators import CleanText, Filled


@dataclass(frozen=True, kw_only=True)
class SmallSettings:
    """What the shared parts ask of settings."""

    base_url: str = "http://localhost"
    is_production: bool = False


class EveryForm(PublicForm):
    """Each kind of field."""

    name = NameField(description=_l("As it shall stand on the printed list, in any script"))
    email = EmailField()
    country = CountryField()
    city = StringField(
        "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz", [Optional(), CleanText(TextKind.PLACE)]
    )
    message = LimitedTextField("Your message", limit=40)
    motif = RadioField(
        "Picture",
        [Filled(_l("Choose a picture"))],
        choices=[SelectChoice("rye", "Rye"), SelectChoice("flower", "زهرة القنطريون")],
    )
    news = BooleanField("Write to me when there is news")


class DeskForm(StaffForm):
    """A form with a session."""

    name = NameField()


PAGE = """
{% extends layout %}
{% from "_parts/forms.html" import button_post, error_summary, field, post_form %}
{% from "_parts/page.html" import notice, pager, progress, table %}
{% block title %}A kitchen sink{% endblock %}
{% block main %}
  {{ error_summary(form) }}
  <div class="two">
    <div>
      <p class="tag">International Day of Solidarity · 4 August</p>
      <h1>A kitchen sink</h1>
      <p class="lead">Everything that pages are made of, <a href="#name">with a link</a>.</p>
      <p><span class="number">1,183</span> people have signed; the next goal is 2,000.</p>
      <p>{{ progress(1183, 2000, "Signatures") }}</p>
      <ul class="chips"><li>Belarus 511</li><li>Lithuania 208</li><li>საქართველო 12</li></ul>
      <h2>Donaudampfschifffahrtsgesellschaftskapitän</h2>
      <blockquote dir="auto">Solidarity is stronger than repressions.</blockquote>
      <blockquote lang="ar" dir="rtl">التضامن أقوى من القمع</blockquote>
      {% call notice() %}<p>Your signature does not count yet.</p>{% endcall %}
      {% call notice("look") %}<p>Look: it names another person.</p>{% endcall %}
      {% call notice("done") %}<p>Saved.</p>{% endcall %}
      {% call table("Per day", ["Day", "Online", "On paper"], "days") %}
        <tr><td>4 August</td><td>120</td><td>31</td></tr>
        <tr><td>5 August</td><td>48</td><td>0</td></tr>
      {% endcall %}
      {{ pager(page, url) }}
      <details><summary>What not to write</summary><p>Advice.</p></details>
      <div class="actions">
        {{ button_post("/sink", "Print") }}
        {{ button_post("/sink", "Ask", "second") }}{{ button_post("/sink", "Delete", "danger") }}
        <a class="button second" href="/sink">A link as a button</a>
      </div>
    </div>
    <div class="card">
      <h2>Add your name</h2>
      {% call post_form(form) %}
        {% for item in form if item.type not in ("HiddenField", "CSRFTokenField") %}{{ field(item) }}{% endfor %}
        <button type="submit">Sign</button>
      {% endcall %}
    </div>
  </div>
{% endblock %}
"""


def make_sink() -> Flask:
    """The application. Arabic is offered besides the languages with a catalogue, to look at the other direction."""
    app = Flask("petition", template_folder=str(TEMPLATES), static_folder=str(STATIC))
    app.secret_key = "a key of this test"
    app.jinja_options = {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True}
    init_shared(app, SmallSettings())
    app.extensions["languages"] = ("en", "be", "de", "ar")
    app.context_processor(
        lambda: {
            "nav_links": [NavLink(url="/sink", label="Petition"), NavLink(url="/desk", label="Cards to read", count=17)]
        }
    )
    _add_pages(app)
    _add_answers(app)
    return app


def _add_pages(app: Flask) -> None:
    def draw(form: PublicForm | StaffForm, layout: str) -> tuple[str, int]:
        page = cut_page(range(11), 10, lambda row: [row])
        html = render_template_string(
            PAGE, form=form, layout=layout, page=page, url=lambda after: url_for("sink", after=after)
        )
        return html, 422 if form.errors else 200

    @app.route("/sink", methods=["GET", "POST"])
    def sink() -> tuple[str, int]:
        form = EveryForm.from_request()
        if form.validate_on_submit():
            return "taken: " + "|".join(f"{item.name}={item.data}" for item in form), 200
        return draw(form, "_layout/page.html")

    @app.route("/desk", methods=["GET", "POST"])
    def desk() -> tuple[str, int]:
        form = DeskForm()
        return ("taken", 200) if form.validate_on_submit() else draw(form, "_layout/page.html")

    @app.get("/open")
    @public_page(max_age_s=60)
    def open_page() -> str:
        return draw(EveryForm(), "_layout/page.html")[0]


def _add_answers(app: Flask) -> None:
    @app.get("/error/<int:code>")
    def error(code: int) -> str:
        abort(code)

    @app.get("/crash")
    def crash() -> str:
        raise ZeroDivisionError

    @app.get("/after")
    def after() -> dict[str, object]:
        return {"after": asked_after(), "same": encode_key(["2013-08-04", 7])}
