"""Log lines are JSON and carry nobody: two walls behind the rule that our own lines hold no words of people."""

import json
import logging
from io import StringIO

import pytest

from petition.adapters.logs import FIELDS, JsonFormatter, PlainFormatter, hide, start_logging

TOKEN = "WyJfSjhhN0tkcXlQbkFfUUFCIiwwXQ.Z0abcd.k3Wm0yQ6m1yV0n0Yw8s1m1m2m3m4m5m6m7m8m9m0a1b"


@pytest.fixture
def stream() -> StringIO:
    return StringIO()


@pytest.fixture(params=[JsonFormatter, PlainFormatter])
def logger(request: pytest.FixtureRequest, stream: StringIO) -> logging.Logger:
    logger = logging.Logger("petition.test")  # noqa: LOG001 - one of its own, known to nobody
    handler = logging.StreamHandler(stream)
    handler.setFormatter(request.param())
    logger.addHandler(handler)
    return logger


@pytest.mark.parametrize(
    ("secret", "word"),
    [
        ("nino.beridze+a@example.org", "(address)"),
        ("нина@пример.рф", "(address)"),
        (TOKEN, "(token)"),
        ("k" * 43, "(token)"),
        ("203.0.113.77", "(ip)"),
        ("2001:db8::dead:beef", "(ip)"),
        ("2001:db8:1:2:3:4:5:6", "(ip)"),
        ("::1", "(ip)"),
    ],
)
def test_what_looks_like_a_person_is_hidden(logger: logging.Logger, stream: StringIO, secret: str, word: str) -> None:
    logger.warning("refused %s at last", secret)
    logger.warning("refused", extra={FIELDS: {"by": secret}})
    text = stream.getvalue()
    assert secret not in text
    assert text.count(word) == 2


@pytest.mark.parametrize(
    "text",
    ["mail 12, attempt 3: sent", "took over 4 jobs", "/confirm/<token>", "03:17:00", "petition.jobs.worker ready"],
)
def test_ordinary_words_stay(text: str) -> None:
    assert hide(text) == text


def test_an_exception_is_its_kind_and_its_places(logger: logging.Logger, stream: StringIO) -> None:
    try:
        int("Nino Beridze of Tbilisi")
    except ValueError:
        logger.exception("failed")
    text = stream.getvalue()
    assert "Nino" not in text
    assert "ValueError" in text
    assert "test_logs.py" in text


def test_a_line_is_one_json_object(stream: StringIO) -> None:
    root, engine = logging.getLogger(), logging.getLogger("dbos")
    handlers, level = list(root.handlers), root.level
    engine_state = list(engine.handlers), engine.propagate
    try:
        start_logging("INFO", as_json=True, stream=stream)
        logging.getLogger("petition.access").info("two\nlines", extra={FIELDS: {"status": 200, "ms": 1.5}})
        logging.getLogger("petition.access").debug("not asked for")
        logging.getLogger("library").info("not asked for")
        logging.getLogger("library").warning("heard")
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        engine.handlers[:], engine.propagate = engine_state
        logging.getLogger("petition").setLevel(logging.NOTSET)
    first, second = map(json.loads, stream.getvalue().splitlines())
    assert {name: first[name] for name in ("level", "logger", "message", "status", "ms")} == {
        "level": "INFO",
        "logger": "petition.access",
        "message": "two\nlines",
        "status": 200,
        "ms": 1.5,
    }
    assert first["at"].endswith("+00:00")
    assert second["message"] == "heard"
