"""A browser without script for the demo: it opens pages of the application, fills in their forms and presses their buttons.

It reads the forms from the pages themselves, so the demo goes through the same doors as people do.
"""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from flask import Flask
from werkzeug.test import Client, TestResponse

from petition.cli.errors import CommandError

DONE, ASKS_AGAIN = 200, 422


@dataclass(kw_only=True)
class Form:
    """A form as a page shows it: where it goes, and what it sends if nothing is changed."""

    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    buttons: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The page that follows a form; not done where it is the form again, with errors or a question."""

    is_done: bool
    text: str


class Browser:
    """One visitor with an address of their own. Raises CommandError for an answer that is neither a page nor a redirect."""

    def __init__(self, app: Flask, base_url: str, remote_address: str) -> None:
        self._client = Client(app)
        self._base_url = base_url
        self._environ = {"REMOTE_ADDR": remote_address}

    def open_form(self, url: str, needed: str | None = None) -> Form:
        """The form of a page that has the field `needed`, or its only POST form."""
        page = self._send("GET", url, {})
        forms = [form for form in read_forms(page.get_data(as_text=True)) if form.method == "post"]
        found = [form for form in forms if needed is None or needed in form.names]
        if not found:
            raise CommandError(
                f"The page {urlsplit(url).path} has no form{f' with the field {needed}' if needed else ''}."
            )
        form = found[0]
        form.action = urljoin(url, form.action)
        return form

    def submit(self, form: Form, changes: dict[str, str] | None = None) -> Answer:
        """Send the form with some fields changed and follow the redirect."""
        unknown = set(changes or {}) - form.names
        if unknown:
            raise CommandError(f"The form {urlsplit(form.action).path} has no field {', '.join(sorted(unknown))}.")
        page = self._send("POST", form.action, form.values | (changes or {}))
        return Answer(is_done=page.status_code == DONE, text=page.get_data(as_text=True))

    def _send(self, method: str, url: str, values: dict[str, str]) -> TestResponse:
        parts = urlsplit(url)
        response = self._client.open(
            path=parts.path,
            query_string=parts.query,
            base_url=self._base_url,
            method=method,
            data=values or None,
            headers={"Origin": self._base_url, "Sec-Fetch-Site": "same-origin"},
            environ_overrides=self._environ,
            follow_redirects=True,
        )
        if response.status_code not in {DONE, ASKS_AGAIN}:
            raise CommandError(f"{method} {parts.path.split('/')[1]} answered {response.status}.")
        return response


def read_forms(page: str) -> list[Form]:
    """The forms of a page, in order."""
    reader = _FormReader()
    reader.feed(page)
    return reader.forms


class _FormReader(HTMLParser):
    """Collects what a browser would send: values of inputs, checked boxes, selected options, texts."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select = ""
        self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(action=attributes.get("action", ""), method=attributes.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form is not None:
            self._read_field(self._form, tag, attributes)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._form is not None and self._area:
            self._form.values[self._area] += data.removeprefix("\n")

    def _read_field(self, form: Form, tag: str, attributes: dict[str, str]) -> None:
        name, value = attributes.get("name", ""), attributes.get("value", "")
        if tag == "option":
            if "selected" in attributes or self._select not in form.values:
                form.values[self._select] = value
        elif name and tag == "select":
            self._select = name
            form.names.add(name)
        elif name and tag == "textarea":
            self._area = name
            form.names.add(name)
            form.values[name] = ""
        elif name and tag == "button":
            form.buttons[name] = value
        elif name and tag == "input":
            form.names.add(name)
            is_box = attributes.get("type") in {"checkbox", "radio"}
            if not is_box or "checked" in attributes:
                form.values[name] = attributes.get("value", "on" if is_box else "")
