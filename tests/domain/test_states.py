"""The state tables: whole, and moving forward."""

from collections.abc import Mapping
from enum import StrEnum

import pytest

from petition.domain.states import (
    BATCH_STEPS,
    CAMPAIGN_STEPS,
    CARD_STEPS,
    SIGNATURE_STEPS,
    BatchState,
    CampaignState,
    CardState,
    SignatureState,
    TransitionError,
    step,
)

TABLES: list[tuple[type[StrEnum], Mapping[StrEnum, frozenset[StrEnum]]]] = [
    (SignatureState, SIGNATURE_STEPS),  # type: ignore[list-item] # a mapping is invariant in its keys
    (CardState, CARD_STEPS),  # type: ignore[list-item]
    (BatchState, BATCH_STEPS),  # type: ignore[list-item]
    (CampaignState, CAMPAIGN_STEPS),  # type: ignore[list-item]
]


@pytest.mark.parametrize(("states", "table"), TABLES)
def test_every_state_has_its_row_and_nothing_stands_still(
    states: type[StrEnum], table: Mapping[StrEnum, frozenset[StrEnum]]
) -> None:
    assert set(table) == set(states)
    assert {state for state, after in table.items() if state in after} == set()


@pytest.mark.parametrize("after", sorted(set(CardState) - {CardState.POSTED}))
def test_a_printed_card_can_only_be_posted(after: CardState) -> None:
    with pytest.raises(TransitionError):
        step(CARD_STEPS, CardState.PRINTED, after)


def test_only_an_approved_card_can_be_sealed() -> None:
    assert {state for state in CardState if CardState.SEALED in CARD_STEPS[state]} == {CardState.APPROVED}


def test_an_unread_card_can_never_be_printed() -> None:
    reachable_without_approval = {CardState.WAITING}
    for _ in CardState:
        for state in set(reachable_without_approval):
            reachable_without_approval |= CARD_STEPS[state] - {CardState.APPROVED}
    assert CardState.PRINTED not in reachable_without_approval
