"""Log lines as JSON, one object a line, without a word of anybody: codes, ids, routes and numbers.

Our own lines carry nothing personal by themselves. Two walls stand behind that rule: of an exception only its kind and the
places in the code are written, never its text, which may quote a row; and what looks like an address, a token or an IP
in a message, of ours or of a library, is replaced.
"""

import json
import logging
import re
import sys
import threading
import traceback
from datetime import UTC, datetime
from ipaddress import AddressValueError, IPv6Address
from types import TracebackType
from typing import TextIO

_OWN_HANDLERS = ("dbos",)
"""Libraries that would otherwise write by a handler of their own, an exception's text with it."""

FIELDS = "fields"
"""The name in `extra` under which a line carries more than its message: a flat dictionary of codes and numbers."""

_HIDDEN = (
    (re.compile(r"[^\s<>\"'(]+@[^\s<>\"')]+"), "(address)"),
    (re.compile(r"\b[\w-]{20,}\.[\w-]{5,}\.[\w-]{20,}|\b[\w-]{40,}(?![\w-])"), "(token)"),
    (re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b"), "(ip)"),
)
_MAYBE_IPV6 = re.compile(r"[0-9a-fA-F]*:[0-9a-fA-F:]*:[0-9a-fA-F.]*")


class JsonFormatter(logging.Formatter):
    """One JSON object a line: at, level, logger, message, then the line's own fields, then an exception's kind and places."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        return json.dumps(describe(record), ensure_ascii=False, default=str)


class PlainFormatter(logging.Formatter):
    """The same for a developer's eyes."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; an exception's places follow, one a line."""
        line = describe(record)
        places = _places(record.exc_info[2]) if line.pop("places", None) and record.exc_info else []
        rest = [f"{name}={value}" for name, value in line.items() if name not in {"at", "level", "logger", "message"}]
        head = " ".join([str(line["at"]), str(line["level"]), f"{line['logger']}:", str(line["message"]), *rest])
        return "\n".join([head, *(f"    {place}" for place in places)])


def start_logging(level: str, *, as_json: bool, stream: TextIO = sys.stderr) -> None:
    """Write our lines of the chosen level, and of libraries the warnings: some tell addresses in their ordinary lines."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter() if as_json else PlainFormatter())
    root = logging.getLogger()
    for other in list(root.handlers):
        root.removeHandler(other)
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger("petition").setLevel(level)
    for name in _OWN_HANDLERS:
        library = logging.getLogger(name)
        library.handlers[:] = [handler]
        library.propagate = False


def log_crashes() -> None:
    """Write also the exception that ends the process or a thread as its kind and places: by itself Python writes its text."""

    def log_crash(
        kind: type[BaseException], error: BaseException | None, trace: TracebackType | None, _thread: object = None
    ) -> None:
        if error is not None and issubclass(kind, Exception):
            logging.getLogger("petition.crash").critical("crashed", exc_info=(kind, error, trace))

    sys.excepthook = log_crash
    threading.excepthook = lambda crash: log_crash(*crash)


def describe(record: logging.LogRecord) -> dict[str, object]:
    """What a line says, cleaned."""
    line: dict[str, object] = {
        "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="seconds"),
        "level": record.levelname,
        "logger": record.name,
        "message": hide(record.getMessage()),
    }
    for name, value in getattr(record, FIELDS, {}).items():
        line[name] = hide(value) if isinstance(value, str) else value
    if record.exc_info and record.exc_info[0] is not None:
        line["exception"] = record.exc_info[0].__name__
        line["places"] = _places(record.exc_info[2])
    return line


def hide(text: str) -> str:
    """The text with what looks like an address, a token or an IP replaced."""
    for pattern, word in _HIDDEN:
        text = pattern.sub(word, text)
    return _MAYBE_IPV6.sub(_hide_ipv6, text)


def _hide_ipv6(found: re.Match[str]) -> str:
    try:
        IPv6Address(found.group())
    except AddressValueError:
        return found.group()
    return "(ip)"


def _places(trace: TracebackType | None) -> list[str]:
    """File, line and function of each frame: no source line and no value."""
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
