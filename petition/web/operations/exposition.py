"""Figures as Prometheus reads them: its text format, version 0.0.4."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One metric with its samples: label names and values, and the number."""

    name: str
    kind: str  # counter or gauge
    explanation: str
    samples: Iterable[tuple[Mapping[str, str], float]]


def expose(figures: Iterable[Figure]) -> str:
    """The text, one sample a line."""
    return "".join(f"{line}\n" for figure in figures for line in _lines(figure))


def _lines(figure: Figure) -> Iterator[str]:
    yield f"# HELP {figure.name} {figure.explanation}"
    yield f"# TYPE {figure.name} {figure.kind}"
    for labels, number in figure.samples:
        inner = ",".join(f'{name}="{value.translate(_ESCAPES)}"' for name, value in labels.items())
        yield f"{figure.name}{{{inner}}} {number!r}" if inner else f"{figure.name} {number!r}"
