"""An operation ends once, and what may have been done is never sent again."""

from __future__ import annotations

import pytest

from sidebar.rules.operation import (
    CALL_SECONDS,
    IN_FLIGHT,
    LEASE,
    OperationKind,
    OperationState,
    may_become,
    next_check,
    next_try,
    tag_of,
)

ENDS = (OperationState.DONE, OperationState.REFUSED)


def test_nothing_leaves_an_end() -> None:
    assert not any(may_become(end, new) for end in ENDS for new in OperationState)


def test_what_is_unsure_is_never_asked_again() -> None:
    assert {new for new in OperationState if may_become(OperationState.UNSURE, new)} == set(ENDS)


def test_only_a_call_leads_to_done() -> None:
    before = {old for old in OperationState if may_become(old, OperationState.DONE)}
    assert before == {OperationState.SENDING, OperationState.UNSURE}


def test_every_state_leads_to_an_end_and_what_waits_reserves_nothing() -> None:
    assert all(may_become(old, OperationState.REFUSED) for old in OperationState if old not in ENDS)
    assert IN_FLIGHT.isdisjoint({OperationState.AWAITING_APPROVAL, *ENDS})


def test_a_lease_outlives_its_call() -> None:
    assert LEASE > 1000 * CALL_SECONDS


@pytest.mark.parametrize("next_moment", [next_try, next_check])
def test_waits_grow_and_then_stay(next_moment: object) -> None:
    assert callable(next_moment)
    waits = [next_moment(count, 1000) - 1000 for count in range(50)]
    assert waits == sorted(waits)
    assert waits[0] == 5000
    assert waits[-1] == waits[-2]


def test_a_tag_names_the_shop_and_what_was_done() -> None:
    assert tag_of(OperationKind.REFUND, "prestashop") == "prestashop_refund"
    assert tag_of(OperationKind.CANCEL, "shopify") == "shopify_cancelled"
