"""Cards become marks, one after the other, in this process or in several; the order and the bytes are the same."""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import replace
from itertools import islice
from multiprocessing import get_context
from typing import NamedTuple

from petition.pdf.card import Card, CardDesign, Fit
from petition.pdf.cardback import CardBack
from petition.pdf.model import PaperLayout
from petition.pdf.problems import Problem
from petition.pdf.typesetter import WORDS_KEPT, Typesetter

CHUNK = 256
"""Cards that go to another process at once."""
_Glyphs = dict[int, set[int]]
_Chunk = tuple[list[tuple[bytes, tuple[Problem, ...]]], _Glyphs]


class Marked(NamedTuple):
    """A card's number and its marks, or its problems."""

    number: str
    marks: bytes
    problems: tuple[Problem, ...]


class Writer:
    """Writes cards of one design and layout, and gathers the glyphs that they use in `glyphs`."""

    def __init__(self, design: CardDesign, layout: PaperLayout, *, words_kept: int = WORDS_KEPT) -> None:
        self._design, self._layout, self._words_kept = replace(design, front=None), layout, words_kept
        self._typesetter = Typesetter(words_kept=words_kept)
        self._back = CardBack(design, layout, self._typesetter)
        self.glyphs = self._typesetter.shaper.used

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the design itself."""
        return tuple(self._back.problems)

    def shared(self) -> bytes:
        """What every card carries."""
        return self._back.shared()

    def shared_address(self) -> bytes:
        """The address of every card that brings none."""
        return self._back.shared_address()

    def write(self, cards: Iterable[Card], processes: int) -> Iterator[Marked]:
        """The marks of each card, in order. At most a few hundred cards a process wait in memory."""
        return self._here(cards) if processes == 1 else self._in_processes(cards, processes)

    def fit(self, card: Card) -> Fit:
        """How one card fits."""
        return self._back.fit(card)

    def _here(self, cards: Iterable[Card]) -> Iterator[Marked]:
        write = self._back.write
        for card in cards:
            yield Marked(card.number, *write(card))

    def _in_processes(self, cards: Iterable[Card], processes: int) -> Iterator[Marked]:
        rest = iter(cards)
        waiting: deque[tuple[list[str], Future[_Chunk]]] = deque()
        with ProcessPoolExecutor(
            processes, get_context("spawn"), _start, (self._design, self._layout, self._words_kept)
        ) as pool:
            while True:
                while len(waiting) < 2 * processes and (chunk := list(islice(rest, CHUNK))):
                    waiting.append(([card.number for card in chunk], pool.submit(_write_chunk, chunk)))
                if not waiting:
                    return
                numbers, future = waiting.popleft()
                written, glyphs = future.result()
                for index, used in glyphs.items():
                    self.glyphs.setdefault(index, set()).update(used)
                for number, (marks, problems) in zip(numbers, written, strict=True):
                    yield Marked(number, marks, problems)


_here: list[tuple[Writer, _Glyphs]] = []
"""The worker process's own writer, and the glyphs that it has told of."""


def _start(design: CardDesign, layout: PaperLayout, words_kept: int) -> None:
    _here.append((Writer(design, layout, words_kept=words_kept), {}))


def _write_chunk(cards: list[Card]) -> _Chunk:
    writer, told = _here[0]
    written = [(one.marks, one.problems) for one in writer.write(cards, 1)]
    news = {index: used - told.get(index, set()) for index, used in writer.glyphs.items()}
    for index, used in news.items():
        told.setdefault(index, set()).update(used)
    return written, {index: used for index, used in news.items() if used}
