"""Checks a card's message before it is taken: what cannot be printed is told to its author now, not to the printer later."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from petition.domain.text import TextError, TextKind, TextProblem, clean_text
from petition.pdf import Card, CardDesign, MissingGlyph, Problem, TooManyLines, check_fit, load_layout
from petition.usecases.seal_batch import DEFAULT_LAYOUT


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


def check_card(message: str, language: str) -> Sequence[CardFault]:
    """What stands against printing this message in this language; empty where it can be printed.

    The press itself answers, with the layout that a batch is printed on unless an organiser chooses another.
    """
    try:
        text = clean_text(TextKind.MESSAGE, message)
    except TextError as error:
        return [CardFault(problem=_TEXT_PROBLEMS[error.problem], detail=str(error.limit))]
    fit = check_fit(Card(number="", text=text, language=language), CardDesign(), load_layout(DEFAULT_LAYOUT))
    return [_fault(problem) for problem in fit.problems]


def _fault(problem: Problem) -> CardFault:
    match problem:
        case MissingGlyph(letter=letter):
            return CardFault(problem=CardProblem.MISSING_LETTER, detail=letter)
        case TooManyLines(lines_over=lines):
            return CardFault(problem=CardProblem.TOO_MANY_LINES, detail=str(lines))
        case _:
            raise AssertionError(f"a message cannot have this problem: {problem}")
