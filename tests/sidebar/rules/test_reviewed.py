"""What was done otherwise than reviewed is found, and what was done alike is not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from platforms.moves import CancelReview, Done, MovedLine
from sidebar.rules.reviewed import differences, stored
from tests.sidebar.goods import euros
from tests.sidebar.rules.test_refundable import refundable, review


def done(**told: Any) -> Done:
    seen = review()
    known: dict[str, Any] = {"reference": "7", "total": seen.total, "shipping": seen.shipping}
    return Done(**{**known, "lines": seen.lines, **told})


FIRST, SECOND = review().lines


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ({}, ()),
        ({"lines": ()}, ()),
        ({"lines": (SECOND, FIRST)}, ()),
        ({"total": euros(1)}, ("total",)),
        ({"shipping": euros(1)}, ("shipping",)),
        ({"lines": (FIRST,)}, ("lines",)),
        ({"lines": (FIRST, replace(SECOND, amount=euros(1)))}, ("lines",)),
        ({"lines": (FIRST, replace(SECOND, quantity=1))}, ("lines",)),
        ({"lines": (FIRST, replace(SECOND, restock=0))}, ("restock",)),
        ({"lines": (FIRST, replace(SECOND, stock_before=3, stock_after=4))}, ()),
        ({"lines": (FIRST, replace(SECOND, stock_before=3, stock_after=5))}, ("stock",)),
        ({"lines": (FIRST, replace(SECOND, stock_before=None, stock_after=5))}, ()),
    ],
)
def test_each_difference_has_its_name(told: dict[str, Any], found: tuple[str, ...]) -> None:
    assert differences(stored(review()), done(**told)) == found


def test_a_stored_review_keeps_names_and_no_order() -> None:
    kept = stored(review(lines=(MovedLine("201", 1, euros(10), 1),)))

    assert (kept.lines[0].name, kept.lines[0].quantity) == ("Coussin Ours brun", 1)
    assert not hasattr(kept, "refundable")


def test_a_stored_cancellation_moves_nothing() -> None:
    kept = stored(CancelReview(refundable(), (), euros(5680)))

    assert (kept.total, kept.shipping, kept.paid) == (euros(0), euros(0), euros(5680))
