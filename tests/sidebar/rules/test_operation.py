"""An operation is given its time, is asked about ever more rarely, and leaves its own tag."""

from __future__ import annotations

from sidebar.rules.operation import (
    CALL_SECONDS,
    LEASE,
    OperationKind,
    next_check,
    tag_of,
)


def test_a_lease_outlives_its_call() -> None:
    assert LEASE > 1000 * CALL_SECONDS


def test_waits_grow_and_then_stay() -> None:
    waits = [next_check(count, 1000) - 1000 for count in range(50)]
    assert waits == sorted(waits)
    assert waits[:3] == [5000, 15_000, 60_000]
    assert waits[-1] == waits[-2] == 3_600_000


def test_a_tag_names_the_shop_and_what_was_done() -> None:
    assert tag_of(OperationKind.REFUND, "prestashop") == "prestashop_refund"
    assert tag_of(OperationKind.CANCEL, "shopify") == "shopify_cancelled"
