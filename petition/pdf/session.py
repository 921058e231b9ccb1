"""One card for a table full of people: a message and everybody's name, as many cards as the names need."""

from collections.abc import Sequence
from dataclasses import replace

from petition.pdf.card import Card, CardDesign
from petition.pdf.model import PaperLayout
from petition.pdf.problems import TooManyLines
from petition.pdf.writing import Writer


class SessionError(Exception):
    """The names cannot be printed, not even one to a card; `problems` tell why."""

    def __init__(self, card: Card, problems: Sequence[object]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.card, self.problems = card, tuple(problems)


def split_session(
    card: Card, notable: Sequence[str], others: Sequence[str], design: CardDesign, layout: PaperLayout
) -> tuple[Card, ...]:
    """Cards with the same message that carry every name once: the notable first, each group in its order.

    A card takes as many names as fit under the message. Its number gets the suffix -1, -2 and so on where there are
    several. Raises SessionError where the message leaves no room for a name, or a name cannot be set.
    """
    writer = Writer(design, layout)
    left = [*notable, *others]
    cards: list[Card] = []
    while left or not cards:
        count = _count_fitting(writer, card, left)
        cards.append(replace(card, signatories=tuple(left[:count])))
        left = left[count:]
    if len(cards) == 1:
        return tuple(cards)
    return tuple(replace(one, number=f"{card.number}-{place}") for place, one in enumerate(cards, 1))


def _count_fitting(writer: Writer, card: Card, names: Sequence[str]) -> int:
    low, high = 0, len(names)
    while low < high:
        middle = (low + high + 1) // 2
        if _fits(writer, replace(card, signatories=tuple(names[:middle]))):
            low = middle
        else:
            high = middle - 1
    if low == 0 and names:
        first = replace(card, signatories=tuple(names[:1]))
        raise SessionError(first, writer.fit(first).problems)
    return low


def _fits(writer: Writer, card: Card) -> bool:
    problems = writer.fit(card).problems
    others = [problem for problem in problems if not isinstance(problem, TooManyLines)]
    if others:
        raise SessionError(card, others)
    return not problems
