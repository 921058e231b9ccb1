"""Checks a card's message before it is taken: what cannot be printed is told to its author now, not to the printer later."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from petition.domain.text import TextError, TextKind, TextProblem, clean_text


class CardProblem(StrEnum):
    """Why a message cannot be printed; the sentence stands in the form."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    MISSING_LETTER = "missing_letter"  # `detail` is the letter
    TOO_MANY_LINES = "too_many_lines"  # `detail` is how many


@dataclass(frozen=True, kw_only=True)
class CardFault:
    """One problem; `detail` is what its sentence names."""

    problem: CardProblem
    detail: str = ""


_TEXT_PROBLEMS = {TextProblem.EMPTY: CardProblem.EMPTY, TextProblem.TOO_LONG: CardProblem.TOO_LONG}


def check_card(message: str, language: str) -> Sequence[CardFault]:  # noqa: ARG001 - the press shapes by language
    """What stands against printing this message in this language; empty where it can be printed."""
    try:
        clean_text(TextKind.MESSAGE, message)
    except TextError as error:
        return [CardFault(problem=_TEXT_PROBLEMS[error.problem], detail=str(error.limit))]
    return []
