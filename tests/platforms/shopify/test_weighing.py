"""What a review weighs is what the form showed, from a question that costs a fraction of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from graphql import parse

from platforms.moves import CancelChoice, Done
from platforms.shapes import Order
from platforms.shopify import documents
from platforms.shopify.sandbox.costs import cost
from sidebar.rules.refundable import ceiling, everything, seal
from tests.platforms.shopify.sandbox.write_stage import (
    ABROAD,
    BY_HAND,
    CHEAPER,
    HELD,
    PLAIN,
    SENT,
    TWICE,
    UNPAID,
)
from tests.platforms.shopify.selling import (
    LONG,
    UNTAXED,
    WITHIN,
    YEN,
    Selling,
    order_of,
    selling,
)

PAID = (PLAIN, SENT, ABROAD, TWICE, BY_HAND, CHEAPER, YEN, UNTAXED, LONG)


@pytest.fixture(scope="module")
def it() -> Iterator[Selling]:
    with selling() as store:
        part = store.review(SENT, (1, 1, 1))
        assert isinstance(store.does(part, store.act(part)), Done)
        yield store


def weighed_in(order: Order) -> object:
    """What rooms read of a review's order."""
    lines = [(one.id, one.name, one.variant, one.variant_id, one.quantity) for one in order.lines]
    slips = [(one.id, one.total, one.issued_at) for one in order.credit_slips]
    totals = (order.totals.paid, order.totals.total, order.totals.refunded)
    return order.id, order.reference, order.summary.state, lines, totals, slips, order.payments


@pytest.mark.parametrize("number", PAID)
def test_a_review_stands_on_all_that_the_form_did(it: Selling, number: int) -> None:
    form = it.shop.read_refundable(order_of(number), within=WITHIN)
    review = it.shop.review_refund(order_of(number), everything(form), within=WITHIN)
    assert replace(review.refundable, order=form.order) == form
    assert weighed_in(review.refundable.order) == weighed_in(form.order)
    assert ceiling(review.refundable) == ceiling(form)
    assert review.total == form.left
    assert seal(review) == seal(replace(review, refundable=form))


@pytest.mark.parametrize("number", [PLAIN, HELD, UNPAID])
def test_so_does_a_cancellation(it: Selling, number: int) -> None:
    form = it.shop.read_refundable(order_of(number), within=WITHIN)
    review = it.shop.review_cancel(order_of(number), within=WITHIN, choice=CancelChoice())
    assert replace(review.refundable, order=form.order) == form
    assert weighed_in(review.refundable.order) == weighed_in(form.order)


def test_the_form_s_order_is_as_whole_as_the_card_s(it: Selling) -> None:
    for number in (PLAIN, SENT, TWICE, CHEAPER):
        form = it.shop.read_refundable(order_of(number), within=WITHIN)
        assert form.order == it.shop.read_order(order_of(number), within=WITHIN)


def points(name: str) -> int:
    return cost(parse(documents.text(name)), {})


def test_a_refund_leaves_the_shop_s_allowance_to_others() -> None:
    spent = points("order_money") + 2 * points("order_review")
    spent += points("order_stand") + points("refund_create")
    assert spent < 400
    assert points("order_review") < points("order_money") / 2
    assert points("order_review_lines") < points("order_lines") / 2
