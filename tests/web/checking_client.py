"""A client that checks every page it loads: a test of anything is then a test of the page's manners too."""

from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element  # type of html5lib's trees; nothing is parsed by it

import html5lib
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

REQUIRED_HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
POLICY_PARTS = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
)
UNLABELLED_TYPES = {"hidden", "submit", "button", "image"}
LOADING = {"img": "src", "script": "src", "link": "href", "source": "srcset", "iframe": "src"}


class CheckingClient:
    """Loads pages and posts forms as a visitor without script; fails where a page misbehaves."""

    def __init__(self, client: FlaskClient, *, own_host: str = "localhost", may_set_cookie: bool = False) -> None:
        self.client = client
        self.own_host = own_host
        self.may_set_cookie = may_set_cookie

    def get(self, path: str, status: int = 200, headers: dict[str, str] | None = None) -> TestResponse:
        """The answer to GET, checked."""
        return self._check(self.client.get(path, headers=headers), path, status)

    def post(
        self, path: str, fields: dict[str, str], status: int = 303, headers: dict[str, str] | None = None
    ) -> TestResponse:
        """The answer to a form, checked."""
        return self._check(self.client.post(path, data=fields, headers=headers), path, status)

    def _check(self, response: TestResponse, path: str, status: int) -> TestResponse:
        problems = [f"status {response.status_code}, expected {status}"] if response.status_code != status else []
        problems += header_problems(response, may_set_cookie=self.may_set_cookie)
        if response.mimetype == "text/html" and response.status_code not in {301, 302, 303, 304, 307, 308}:
            problems += page_problems(response.text, self.own_host)
        assert not problems, f"{path}: " + "; ".join(problems)
        return response


def header_problems(response: TestResponse, *, may_set_cookie: bool) -> list[str]:
    """What is wrong with an answer's headers."""
    problems = [
        f"{name} is {response.headers.get(name)!r}"
        for name, value in REQUIRED_HEADERS.items()
        if response.headers.get(name) != value
    ]
    policy = [part.strip() for part in response.headers.get("Content-Security-Policy", "").split(";")]
    problems += [f"policy lacks {part}" for part in POLICY_PARTS if part not in policy]
    if "unsafe" in " ".join(policy):
        problems.append("policy allows something unsafe")
    if "Set-Cookie" in response.headers and not may_set_cookie:
        problems.append("sets a cookie")
    if "Set-Cookie" in response.headers and "public" in response.headers.get("Cache-Control", ""):
        problems.append("lets caches keep a cookie")
    return problems


def page_problems(html: str, own_host: str) -> list[str]:
    """What is wrong with a page."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root: Element = parser.parse(html)
    problems = [f"HTML at {position}: {code}" for position, code, _data in parser.errors]
    for check in (_head_problems, _id_problems, _label_problems, _form_problems, _inline_problems):
        problems += check(root)
    return problems + [f"loads {url}" for url in _foreign_urls(root, own_host)]


def text_of(element: Element) -> str:
    """An element's words, with single spaces."""
    return " ".join("".join(element.itertext()).split())


def _head_problems(root: Element) -> Iterator[str]:
    if not root.get("lang") or root.get("dir") not in {"ltr", "rtl"}:
        yield "html lacks lang or dir"
    headings = [text_of(heading) for heading in root.iter("h1")]
    title = " ".join(text_of(element) for element in root.findall("./head/title"))
    if len(headings) != 1:
        yield f"{len(headings)} h1"
    elif headings[0] not in title:
        yield f"title {title!r} lacks the words of h1 {headings[0]!r}"
    if any(element.get("aria-invalid") == "true" for element in root.iter()) and not title.startswith("Error:"):
        yield "a form with errors whose title does not say so"


def _id_problems(root: Element) -> Iterator[str]:
    counts = Counter(element.get("id") for element in root.iter() if element.get("id"))
    yield from (f"id {name} stands {count} times" for name, count in counts.items() if count > 1)
    for element in root.iter():
        for attribute in ("aria-describedby", "aria-labelledby", "for"):
            names = (element.get(attribute) or "").split()
            yield from (f"{attribute} names {name}, which is nowhere" for name in names if name not in counts)
        href = element.get("href") or ""
        if element.tag == "a" and href.startswith("#") and href[1:] not in counts:
            yield f"link to {href}, which is nowhere"


def _label_problems(root: Element) -> Iterator[str]:
    labelled = {label.get("for") for label in root.iter("label") if text_of(label)}
    inside = {control for label in root.iter("label") for control in label.iter()}
    for control in root.iter():
        is_control = control.tag in {"input", "select", "textarea"} and control.get("type") not in UNLABELLED_TYPES
        has_name = control.get("id") in labelled or control in inside or control.get("aria-label")
        if is_control and not has_name:
            yield f"control {control.get('name')} has no label"
        if control.tag == "img" and control.get("alt") is None:
            yield f"picture {control.get('src')} has no alt"


def _form_problems(root: Element) -> Iterator[str]:
    for form in root.iter("form"):
        if not form.get("action") or form.get("method") not in {"get", "post"}:
            yield f"form without action or method: {form.attrib}"
        if not any(element.tag == "button" or element.get("type") == "submit" for element in form.iter()):
            yield f"form {form.get('action')} has no button"


def _inline_problems(root: Element) -> Iterator[str]:
    for element in root.iter():
        if element.get("style") or element.tag == "style":
            yield f"inline style in {element.tag}"
        if element.tag == "script" and not element.get("src") and element.get("type") != "application/json":
            yield "inline script"
        yield from (f"{name} in {element.tag}" for name in element.keys() if name.startswith("on"))  # noqa: SIM118 - Element has no iteration over attributes


def _foreign_urls(root: Element, own_host: str) -> Iterator[str]:
    for element in root.iter():
        if not isinstance(element.tag, str) or element.tag not in LOADING:
            continue
        if element.tag == "link" and element.get("rel") not in {"stylesheet", "icon", "manifest", "preload"}:
            continue
        host = urlsplit(element.get(LOADING[element.tag]) or "").netloc
        if host not in {"", own_host}:
            yield element.get(LOADING[element.tag]) or ""
