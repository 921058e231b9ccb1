"""What is to be done next in a campaign, in the order in which cards go through the office."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from petition.domain.states import BatchState, CardState
from petition.queries.rows import Batch


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """Something to do, and where."""

    words: str
    url: str


def list_next_steps(slug: str, cards: Mapping[CardState, int], batches: Sequence[Batch]) -> list[NextStep]:
    """The steps that are open now: reading before sealing, and older batches before newer ones."""
    return [*_reading(slug, cards), *_sealing(slug, cards), *_batch_steps(batches)]


def _reading(slug: str, cards: Mapping[CardState, int]) -> Iterator[NextStep]:
    if waiting := cards[CardState.WAITING]:
        words = ngettext("Read %(num)s card", "Read %(num)s cards", waiting)
        yield NextStep(words=words, url=url_for("organisers.cards", slug=slug))
    if asked := cards[CardState.ASKED]:
        words = ngettext(
            "Decide about %(num)s card that a colleague was asked about",
            "Decide about %(num)s cards that a colleague was asked about",
            asked,
        )
        yield NextStep(words=words, url=url_for("organisers.cards", slug=slug, state=CardState.ASKED.value))


def _sealing(slug: str, cards: Mapping[CardState, int]) -> Iterator[NextStep]:
    if approved := cards[CardState.APPROVED]:
        words = ngettext("Seal a batch: %(num)s card approved", "Seal a batch: %(num)s cards approved", approved)
        yield NextStep(words=words, url=url_for("organisers.batches", slug=slug))


def _batch_steps(batches: Sequence[Batch]) -> Iterator[NextStep]:
    for batch in sorted(batches, key=lambda each: each.number):
        if words := _batch_words(batch):
            yield NextStep(words=words, url=url_for("organisers.batch", public_id=batch.public_id))


def _batch_words(batch: Batch) -> str | None:
    match batch.state:
        case BatchState.SEALED:
            return str(_("Batch %(number)s is being made", number=batch.number))
        case BatchState.RENDERED:
            words: str = ngettext(
                "Print batch %(number)s: %(num)s card",
                "Print batch %(number)s: %(num)s cards",
                batch.cards_total,
                number=batch.number,
            )
            return words
        case BatchState.PRINTED:
            return str(_("Post batch %(number)s, then note day and town", number=batch.number))
        case _:
            return None
