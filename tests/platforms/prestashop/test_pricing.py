"""A choice of units is priced from the shop's own figure, never above it; else it is barred."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platforms.contract import Barred
from platforms.moves import Gives, Picked, PickedLine, Refundable, RefundableLine, Restock
from platforms.prestashop.pricing import amount_of, cancellation_of, review_of
from platforms.shapes import Money
from tests.platforms.prestashop.paired import paired, picked


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


def line(line_id: str, left: int, most: int, restock: Restock = Restock.OPTIONAL) -> RefundableLine:
    return RefundableLine(line_id, left, eur(most), restock, stock=10)


@cache
def _read() -> Refundable:
    with paired() as shop:
        return shop.shop.read_refundable("1014", within=5)


def order_of(*lines: RefundableLine, shipping: int = 840, left: int = 100_000) -> Refundable:
    return replace(
        _read(),
        lines=lines,
        shipping_left=eur(shipping),
        left=eur(left),
        offers=(Gives.MONEY,),
    )


def barred(refundable: Refundable, wanted: Picked) -> tuple[str, str]:
    with pytest.raises(Barred) as bar:
        review_of(refundable, wanted)
    return bar.value.reason, bar.value.line_id


def choice(*lines: PickedLine, shipping: int = 0, currency: str = "EUR") -> Picked:
    return Picked(lines, Money(shipping, currency))


def test_units_are_priced_down_to_the_cent_and_the_last_ones_get_the_rest() -> None:
    one = line("7", 3, 1000)
    assert [amount_of(one, units).minor for units in (1, 2, 3)] == [333, 666, 1000]


@given(st.integers(0, 10**15), st.lists(st.integers(1, 50), min_size=1, max_size=8))
def test_no_way_of_sharing_the_units_gives_more_than_the_shops_figure(
    most: int, parts: list[int]
) -> None:
    left, given_back = sum(parts), 0
    for units in parts:
        amount = amount_of(line("7", left, most - given_back), units).minor
        assert 0 <= amount <= most - given_back
        given_back, left = given_back + amount, left - units
    assert given_back == most


def test_a_review_says_amounts_stock_and_total() -> None:
    order = order_of(line("1", 2, 9178), line("2", 1, 1000, Restock.FORCED))
    review = review_of(order, choice(PickedLine("1", 1, 1), PickedLine("2", 1, 1), shipping=100))
    assert [one.amount.minor for one in review.lines] == [4589, 1000]
    assert [one.is_forced for one in review.lines] == [False, True]
    assert [(one.stock_before, one.stock_after) for one in review.lines] == [(10, 11), (10, 11)]
    assert (review.total, review.products) == (eur(5689), eur(5589))
    assert not review.empties_order


def test_a_line_of_which_no_unit_is_wanted_is_left_out() -> None:
    order = order_of(line("1", 2, 100), line("2", 2, 100))
    review = review_of(order, choice(PickedLine("1", 1, 0), PickedLine("2", 0, 0)))
    assert [one.line_id for one in review.lines] == ["1"]


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        (choice(PickedLine("9", 1, 0)), ("unknown_line", "9")),
        (choice(PickedLine("1", -1, 0)), ("bad_quantity", "1")),
        (choice(PickedLine("1", 0, 1)), ("bad_quantity", "1")),
        (choice(PickedLine("1", 1, 0), PickedLine("1", 1, 0)), ("bad_quantity", "1")),
        (choice(PickedLine("1", 3, 0)), ("quantity_too_high", "1")),
        (choice(PickedLine("1", 1, 2)), ("bad_restock", "1")),
        (choice(PickedLine("1", 1, -1)), ("bad_restock", "1")),
        (choice(PickedLine("2", 1, 0)), ("restock_forced", "2")),
        (choice(PickedLine("3", 1, 1)), ("bad_restock", "3")),
        (choice(PickedLine("4", 1, 0)), ("nothing_to_refund", "4")),
        (choice(shipping=-1), ("bad_shipping", "")),
        (choice(shipping=1, currency="USD"), ("bad_shipping", "")),
        (choice(shipping=841), ("shipping_too_high", "")),
        (choice(), ("nothing_to_refund", "")),
        (replace(choice(shipping=1), gives=Gives.VOUCHER), ("not_offered", "")),
    ],
)
def test_what_the_order_does_not_allow_is_barred_by_name(
    wanted: Picked, reason: tuple[str, str]
) -> None:
    order = order_of(
        line("1", 2, 100),
        line("2", 2, 100, Restock.FORCED),
        line("3", 2, 100, Restock.NONE),
        line("4", 2, 0),
    )
    assert barred(order, wanted) == reason


def test_never_more_than_was_paid_in_all() -> None:
    order = order_of(line("1", 1, 100), left=99)
    assert barred(order, choice(PickedLine("1", 1, 0))) == ("over_paid", "")


@pytest.mark.parametrize("reason", ["not_paid", "nothing_left", "refunds_off", "read_only"])
def test_an_order_that_bars_refunds_says_why_first(reason: str) -> None:
    order = replace(order_of(line("1", 1, 100)), refund_barred=reason)
    assert barred(order, choice(PickedLine("9", 9, 9))) == (reason, "")


@pytest.mark.parametrize(
    ("units", "shipping", "left", "is_emptied"),
    [
        ((2, 1), 840, 5000, True),
        ((2, 1), 839, 5000, False),
        ((1, 1), 840, 5000, False),
        ((2, 1), 0, 1100, True),
        ((2, 0), 840, 5000, False),
    ],
)
def test_an_order_is_emptied_when_no_money_is_left_of_it(
    units: tuple[int, int], shipping: int, left: int, *, is_emptied: bool
) -> None:
    order = order_of(line("1", 2, 1000), line("2", 1, 100), left=left)
    review = review_of(order, picked(order, *units, shipping=shipping))
    assert review.empties_order is is_emptied


def test_a_cancellation_puts_back_every_unit_that_the_shop_keeps() -> None:
    order = _read()
    kept, given = order.order.lines
    lines = (line(kept.id, 1, 0, Restock.FORCED), line(given.id, 1, 0, Restock.NONE))
    review = cancellation_of(replace(order, lines=lines, cancel_barred=""))
    assert [one.restock for one in review.lines] == [kept.quantity, 0]
    assert [one.stock_after for one in review.lines] == [10 + kept.quantity, 10]
    assert review.paid == order.left


@pytest.mark.parametrize("reason", ["already_shipped", "partly_refunded", "read_only"])
def test_an_order_that_bars_cancelling_says_why(reason: str) -> None:
    with pytest.raises(Barred, match=reason):
        cancellation_of(replace(_read(), cancel_barred=reason))
