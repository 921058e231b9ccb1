"""A crowd that signs over HTTP and writes down what it was answered, after Jepsen's method.

In the end every signature that was answered must be there, none that was refused, and the unanswered may be either.
"""

import http.client
import re
import threading
import time
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from tests.chaos.house import Web
from tests.chaos.rounds import WITHIN_S
from tests.stories import SLUG

SIGN = f"/c/{SLUG}/sign"
CLIENTS = 8
ANSWER_WITHIN_S = 30


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back, and how long it took."""

    status: int
    body: str
    took_s: float

    @property
    def is_taken(self) -> bool:
        """True where the signer was told that a mail comes."""
        return self.status == 200 and "Check your e-mail" in self.body


@dataclass
class Books:
    """Addresses by what their owners were told; only unanswered ones may be stored or not."""

    accepted: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    slowest_s: float = 0.0
    strange: list[int] = field(default_factory=list)
    """Statuses of answers that were neither a yes nor "closed for now"."""

    def note(self, email: str, answer: Answer) -> None:
        """Write down what this address was answered."""
        (self.accepted if answer.is_taken else self.refused).append(email)
        self.slowest_s = max(self.slowest_s, answer.took_s)
        if not answer.is_taken and answer.status != 503:
            self.strange.append(answer.status)


def ask(web: Web, path: str, form: dict[str, str] | None = None) -> Answer:
    """One request on a connection of its own. Raises OSError, HTTPException."""
    connection = http.client.HTTPConnection(web.host, web.port, timeout=ANSWER_WITHIN_S)
    started_s = time.monotonic()
    try:
        if form is None:
            connection.request("GET", path)
        else:
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            connection.request("POST", path, urllib.parse.urlencode(form), headers)
        response = connection.getresponse()
        body = response.read().decode()
    finally:
        connection.close()
    return Answer(status=response.status, body=body, took_s=time.monotonic() - started_s)


def fill_in(web: Web, email: str, *, has_card: bool = False) -> dict[str, str]:
    """The form as the page gives it, filled in."""
    token = re.search(r'name="form_token"[^>]*value="([^"]+)"', ask(web, SIGN).body)
    assert token is not None
    form = {
        "form_token": token[1],
        "name": "Nino Beridze",
        "email": email,
        "country": "GE",
        "city": "Tbilisi",
        "publicity": "handover",
        "prisoner": "example-prisoner",
        "message": "",
        "printed_name": "first_country",
    }
    return form | ({"has_card": "y", "message": "Warm greetings from Tbilisi!"} if has_card else {})


class Crowd:
    """Clients that sign one after another, each under a new address, until told to leave or the server is gone."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self._numbers: Iterator[int] = count()
        self._lock = threading.Lock()
        self._may_leave = threading.Event()
        self._threads: list[threading.Thread] = []

    def come(self, web: Web) -> None:
        """Begin to sign at this process."""
        self._may_leave.clear()
        self._threads = [threading.Thread(target=self._sign_on, args=(web,), daemon=True) for _ in range(CLIENTS)]
        for thread in self._threads:
            thread.start()

    def leave(self) -> None:
        """Let everybody finish what is under way."""
        self._may_leave.set()
        for thread in self._threads:
            thread.join(WITHIN_S)
            assert not thread.is_alive()

    def _sign_on(self, web: Web) -> None:
        try:
            form = fill_in(web, "")
        except (OSError, http.client.HTTPException):
            return
        while not self._may_leave.is_set():
            with self._lock:
                email = f"signer{next(self._numbers)}@example.org"
            try:
                answer = ask(web, SIGN, form | {"email": email})
            except (OSError, http.client.HTTPException):
                with self._lock:
                    self.books.unknown.append(email)
                return
            with self._lock:
                self.books.note(email, answer)
