"""No review that gives back more than is left is sound, and no two reviews share a seal."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platforms.moves import (
    CancelReview,
    Gives,
    MovedLine,
    Refundable,
    RefundableLine,
    RefundReview,
    Restock,
)
from platforms.shapes import Money
from sidebar.rules.refundable import ceiling, everything, fault_in, seal
from tests.sidebar.goods import euros, order


def refundable(**told: Any) -> Refundable:
    """Two cushions, forced; a blanket that is not kept in stock; shipping; 50.00 left."""
    known: dict[str, Any] = {
        "order": order(),
        "lines": (
            RefundableLine("1", 2, euros(3001), Restock.FORCED, 5),
            RefundableLine("2", 1, euros(1500), Restock.NONE, None),
            RefundableLine("3", 4, euros(800), Restock.OPTIONAL, 7),
        ),
        "shipping_left": euros(590),
        "left": euros(5000),
        "stand": "s1",
    }
    return Refundable(**{**known, **told})


def review(**told: Any) -> RefundReview:
    known: dict[str, Any] = {
        "refundable": refundable(),
        "lines": (MovedLine("1", 1, euros(1500), 1), MovedLine("3", 2, euros(400), 1)),
        "shipping": euros(590),
        "total": euros(2490),
        "gives": Gives.MONEY,
        "empties_order": False,
    }
    return RefundReview(**{**known, **told})


def test_a_sound_review_has_no_fault() -> None:
    assert fault_in(review()) == ""


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ({"lines": (MovedLine("9", 1, euros(1), 0),)}, "unknown_line"),
        (
            {"lines": (MovedLine("2", 1, euros(1), 0), MovedLine("2", 1, euros(1), 0))},
            "unknown_line",
        ),
        ({"lines": (MovedLine("1", 3, euros(1), 3),)}, "quantity_too_high"),
        ({"lines": (MovedLine("1", 0, euros(1), 0),)}, "bad_quantity"),
        ({"lines": (MovedLine("1", -1, euros(1), -1),)}, "bad_quantity"),
        ({"lines": (MovedLine("1", 2, euros(3002), 2),)}, "amount_too_high"),
        ({"lines": (MovedLine("1", 2, euros(-1), 2),)}, "amount_too_high"),
        ({"lines": (MovedLine("1", 1, euros(1), 0),)}, "bad_restock"),
        ({"lines": (MovedLine("2", 1, euros(1), 1),)}, "bad_restock"),
        ({"lines": (MovedLine("3", 1, euros(1), 2),)}, "bad_restock"),
        ({"shipping": euros(591)}, "shipping_too_high"),
        ({"shipping": euros(-1)}, "shipping_too_high"),
        ({"total": euros(2489)}, "bad_total"),
        ({"total": Money(2490, "USD")}, "other_currency"),
        ({"lines": (), "shipping": euros(0), "total": euros(0)}, "nothing_to_refund"),
        ({"refundable": refundable(left=euros(2489))}, "over_paid"),
    ],
)
def test_what_is_wrong_is_named(told: dict[str, Any], fault: str) -> None:
    assert fault_in(review(**told)) == fault


def test_everything_is_all_units_and_the_shipping() -> None:
    picked = everything(refundable())

    assert [(one.line_id, one.quantity, one.restock) for one in picked.lines] == [
        ("1", 2, 2),
        ("2", 1, 0),
        ("3", 4, 4),
    ]
    assert picked.shipping == euros(590)
    none_left = replace(refundable().lines[0], left=0)
    assert everything(refundable(lines=(none_left,))).lines == ()


def test_the_ceiling_is_what_was_paid_or_due() -> None:
    known = refundable()
    totals = known.order.totals
    unwritten = replace(known.order, totals=replace(totals, paid=euros(0)))

    assert ceiling(known) == totals.paid
    assert ceiling(replace(known, order=unwritten)) == totals.total


AMOUNTS = st.integers(-10, 6000)
LINES = st.lists(
    st.builds(
        lambda line, quantity, minor, restock: MovedLine(line, quantity, euros(minor), restock),
        st.sampled_from("1239"),
        st.integers(-1, 5),
        AMOUNTS,
        st.integers(-1, 5),
    ),
    max_size=4,
)


@given(LINES, AMOUNTS, AMOUNTS)
def test_no_sound_review_gives_back_more_than_is_left(
    lines: list[MovedLine], shipping: int, total: int
) -> None:
    known = refundable()
    tried = review(lines=tuple(lines), shipping=euros(shipping), total=euros(total))
    if fault_in(tried):
        return
    assert 0 < total <= known.left.minor
    for line in lines:
        left = known.line(line.line_id)
        assert left is not None
        assert line.quantity <= left.left
        assert line.amount.minor <= left.most.minor


@pytest.mark.parametrize(
    "told",
    [
        {"shipping": euros(589), "total": euros(2489)},
        {"total": euros(2489)},
        {"gives": Gives.VOUCHER},
        {"empties_order": True},
        {"refundable": refundable(stand="s2")},
        {"refundable": refundable(order=order("2002"))},
        {"lines": (MovedLine("1", 1, euros(1500), 1), MovedLine("3", 2, euros(400), 2))},
        {"lines": (MovedLine("1", 1, euros(1500), 1), MovedLine("3", 1, euros(400), 1))},
        {"lines": (MovedLine("1", 1, euros(1900), 1),)},
    ],
)
def test_whatever_the_agent_saw_changes_the_seal(told: dict[str, Any]) -> None:
    assert seal(review(**told)) != seal(review())


def test_the_stock_of_the_moment_does_not_change_the_seal() -> None:
    lines = tuple(replace(line, stock_before=1, stock_after=2) for line in review().lines)
    assert seal(review(lines=lines)) == seal(review())


def test_a_cancellation_has_a_seal_of_its_own() -> None:
    known = refundable()
    lines = (MovedLine("1", 2, euros(0), 2),)
    cancel = CancelReview(known, lines, euros(5000))
    refund = review(lines=lines, shipping=euros(0), total=euros(0))

    assert seal(cancel) != seal(refund)
    assert seal(cancel) != seal(replace(cancel, paid=euros(4999)))
