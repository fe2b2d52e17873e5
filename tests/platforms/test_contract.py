"""Every shop keeps the same promises: the stand-ins always, a live PrestaShop where one is given.

``COMPTOIR_LIVE_PRESTASHOP`` gives it, as JSON: ``url``; ``shop_id`` and ``secret`` of its paired
module; ``key`` of a webservice that may read everything; ``timezone``; ``employee``, the id of one
with the update right on orders; ``powerless``, ids of employees without it; ``orders``, ids that
may be used up: one unpaid, and three or more paid, not shipped, whose first line has two units or
more. Its money is moved for good: never give a merchant's own shop.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from platforms.contract import Barred, NotFound, NotSent, OrderSearch
from platforms.moves import Declined, Done, Gives, Outcome, RefundReview
from platforms.shapes import Money
from tests.platforms.prestashop.paired import picked
from tests.platforms.promised import (
    WITHIN,
    AnyShop,
    Promised,
    Said,
    any_shop,
    has_units,
    kinds,
    names,
    promised,
)


@pytest.fixture(params=names())
def it(request: pytest.FixtureRequest) -> Iterator[Promised]:
    with promised(request.param) as shop:
        yield shop


@pytest.fixture(params=kinds())
def anyone(request: pytest.FixtureRequest) -> Iterator[AnyShop]:
    with any_shop(request.param) as shop:
        yield shop


def slips(it: AnyShop, review: RefundReview) -> int:
    return len(it.read(review.refundable.order.id).order.credit_slips)


def reason(outcome: Outcome) -> str:
    return outcome.reason if isinstance(outcome, Declined) else ""


def test_an_order_is_the_same_through_the_module_and_the_webservice(it: Promised) -> None:
    for order_id in it.orders:
        through = it.shop.read_order(order_id, within=WITHIN)
        assert through == it.webservice.read_order(order_id, within=WITHIN)
        assert through.gaps == ()


def test_a_search_finds_the_same_through_the_module_and_the_webservice(it: Promised) -> None:
    for order_id in it.orders[:3]:
        order = it.shop.read_order(order_id, within=WITHIN)
        for search in (
            OrderSearch(emails=(order.customer.email.upper(),)),
            OrderSearch(phones=order.summary.phones),
            OrderSearch(references=(order.reference.lower(),)),
            OrderSearch(customer_ids=(order.customer.id,), limit=3),
        ):
            found = it.shop.find_orders(search, within=WITHIN)
            assert found == it.webservice.find_orders(search, within=WITHIN)


def test_an_order_that_is_none_is_not_found(anyone: AnyShop) -> None:
    with pytest.raises(NotFound):
        anyone.shop.read_order("2000000000", within=WITHIN)


def test_the_doctor_finds_nothing_wrong(it: Promised) -> None:
    checks = it.shop.examine(within=WITHIN)
    assert [check for check in checks if not check.is_ok] == []
    assert {"module:reach", "module:signature", "module:clock", "module:core_bus"} <= {
        check.name for check in checks
    }


def test_a_refund_moves_what_was_reviewed_and_once_per_key(anyone: AnyShop) -> None:
    review = anyone.review(anyone.order_with(has_units(1)))
    before, key = slips(anyone, review), anyone.act().key
    done = anyone.refund(review, key)
    assert isinstance(done, Done)
    assert (done.total, done.shipping) == (review.total, review.shipping)
    assert [(line.line_id, line.quantity, line.amount, line.restock) for line in done.lines] == [
        (line.line_id, line.quantity, line.amount, line.restock) for line in review.lines
    ]
    assert anyone.refund(review, key) == done
    after = anyone.read(review.refundable.order.id)
    assert after.left == review.refundable.left - review.total
    assert len(after.order.credit_slips) == before + 1
    assert after.stand != review.refundable.stand
    found = anyone.shop.outcome(key, after.order.id, within=WITHIN)
    assert isinstance(found, Done)
    assert replace(found, state=None) == replace(done, state=None)


def test_store_credit_is_no_slip_and_counts_as_given_back(it: Promised) -> None:
    found = it.order_with(has_units(1))
    wanted = picked(found, 1, shipping=min(1, found.shipping_left.minor), gives=Gives.VOUCHER)
    review = it.shop.review_refund(found.order.id, wanted, within=WITHIN)
    before, key = slips(it, review), it.act().key
    done = it.refund(review, key)
    assert isinstance(done, Done)
    assert done.voucher
    assert (done.total, done.shipping) == (review.total, review.shipping)
    assert it.refund(review, key) == done
    assert slips(it, review) == before
    assert it.read(found.order.id).left == found.left - review.total


def test_after_everything_was_given_back_nothing_more_can_be(anyone: AnyShop) -> None:
    found = anyone.order_with(has_units(1))
    units = [line.left if line.most.minor else 0 for line in found.lines]
    wanted = picked(found, *units, shipping=found.shipping_left.minor)
    review = anyone.shop.review_refund(found.order.id, wanted, within=WITHIN)
    assert review.empties_order
    done = anyone.refund(review)
    assert isinstance(done, Done)
    after = anyone.read(found.order.id)
    assert after.refund_barred == "nothing_left"
    assert done.state is not None
    assert done.state.id == after.order.summary.state.id
    assert after.order.summary.state != found.order.summary.state
    with pytest.raises(Barred, match="nothing_left"):
        anyone.shop.review_refund(found.order.id, wanted, within=WITHIN)


def test_a_key_is_bound_to_what_was_first_asked_under_it(anyone: AnyShop) -> None:
    review = anyone.review(anyone.order_with(has_units(2)))
    key = anyone.act().key
    assert isinstance(anyone.refund(review, key), Done)
    before = slips(anyone, review)
    other = anyone.review(anyone.read(review.refundable.order.id), shipping=1)
    assert reason(anyone.refund(other, key)) == "key_reused"
    assert slips(anyone, review) == before


def test_a_key_that_never_arrived_can_never_move_anything(it: Promised) -> None:
    review = it.review(it.order_with(has_units(1)))
    before, key = slips(it, review), it.act().key
    for _ in range(2):
        found = it.shop.outcome(key, review.refundable.order.id, within=WITHIN)
        assert reason(found) == "never_arrived"
        assert reason(it.refund(review, key)) == "never_arrived"
    assert slips(it, review) == before


def test_an_order_that_moved_since_its_review_moves_nothing(anyone: AnyShop) -> None:
    review = anyone.review(anyone.order_with(has_units(2)))
    assert isinstance(anyone.refund(review), Done)
    before = slips(anyone, review)
    assert reason(anyone.refund(review)) == "moved"
    assert slips(anyone, review) == before


def test_employees_without_rights_move_nothing(anyone: AnyShop) -> None:
    review = anyone.review(anyone.order_with(has_units(1)))
    before = slips(anyone, review)
    for employee in anyone.powerless:
        said = anyone.refund(review, employee=employee)
        assert reason(said) == anyone.powerless_reason
    assert slips(anyone, review) == before


def test_what_happened_is_told_with_the_key_that_did_it(it: Promised) -> None:
    review = it.review(it.order_with(has_units(1)))
    last, order_id = "", review.refundable.order.id
    while told := it.shop.read_notices(last, within=WITHIN):
        last = told[-1].id
    act = it.act()
    assert isinstance(it.shop.refund(review, act, within=WITHIN), Done)
    told = it.shop.read_notices(last, within=WITHIN)
    assert ("slip", order_id, act.key) in {(one.kind, one.order_id, one.key) for one in told}
    assert [int(one.id) for one in told] == sorted(int(one.id) for one in told)


def at_once(it: AnyShop, review: RefundReview, keys: tuple[str, ...]) -> list[Said]:
    """The same refund under each key, all at the same moment; busy ones try again."""

    def ask(key: str) -> Said:
        while True:
            try:
                return it.refund(review, key)
            except NotSent:
                continue

    with ThreadPoolExecutor(len(keys)) as everyone:
        return list(everyone.map(ask, keys))


def test_four_identical_refunds_at_once_are_one(anyone: AnyShop) -> None:
    review = anyone.review(anyone.order_with(has_units(1)))
    before, key = slips(anyone, review), anyone.act().key
    said = at_once(anyone, review, (key,) * 4)
    assert isinstance(said[0], Done)
    assert said == [said[0]] * 4
    assert slips(anyone, review) == before + 1


def test_the_last_unit_is_refunded_once_whoever_asks(anyone: AnyShop) -> None:
    found = anyone.order_with(has_units(1))
    if found.lines[0].left > 1:
        assert isinstance(anyone.refund(anyone.review(found, found.lines[0].left - 1)), Done)
    review = anyone.review(anyone.read(found.order.id))
    before = slips(anyone, review)
    said = at_once(anyone, review, tuple(anyone.act().key for _ in range(4)))
    assert sum(isinstance(one, Done) for one in said) == 1
    assert {reason(one) for one in said} <= {
        "",
        "moved",
        "quantity_too_high",
        "amount_too_high",
        "nothing_to_refund",
    }
    assert slips(anyone, review) == before + 1


def test_an_order_is_cancelled_once(anyone: AnyShop) -> None:
    found = anyone.order_with(lambda one: not one.cancel_barred and one.refund_barred == "not_paid")
    review = anyone.shop.review_cancel(found.order.id, within=WITHIN)
    key = anyone.act().key
    done = anyone.cancel(review, key)
    assert isinstance(done, Done)
    assert done.total == Money(0, found.left.currency)
    assert anyone.cancel(review, key) == done
    assert reason(anyone.cancel(review)) == "moved"
    with pytest.raises(Barred, match="already_cancelled"):
        anyone.shop.review_cancel(found.order.id, within=WITHIN)
    fresh = replace(review, refundable=anyone.read(found.order.id))
    assert reason(anyone.cancel(fresh)) == "already_cancelled"


def test_an_order_partly_refunded_is_not_cancelled(it: Promised) -> None:
    found = it.order_with(lambda one: not one.cancel_barred and has_units(1)(one))
    review = it.shop.review_cancel(found.order.id, within=WITHIN)
    assert isinstance(it.refund(it.review(found)), Done)
    fresh = replace(review, refundable=it.read(found.order.id))
    assert reason(it.cancel(fresh)) == "partly_refunded"


def limits(body: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """(the name due, what to change) for every wrong choice on an order."""
    line, most = body["lines"][0], 10**9

    def of_line(**changes: Any) -> dict[str, Any]:
        return {"lines": [line | changes]}

    yield "line_of_another_order", of_line(line=most)
    yield "bad_quantity", of_line(quantity=0)
    yield "bad_quantity", of_line(quantity=-1)
    yield "quantity_too_high", of_line(quantity=most, restock=most)
    for amount in ("-1.00", "1000000000000", "0.0001", "NaN", "1e1", "0x1", "", "1,00", 1.5, None):
        yield "bad_amount", of_line(amount=amount)
    yield "bad_amount", {"shipping": "-0.01"}
    yield "amount_too_high", of_line(amount="999999")
    yield "shipping_too_high", {"shipping": "999999"}
    yield "bad_restock", of_line(restock=-1)
    yield "bad_restock", of_line(restock=line["quantity"] + 1)
    yield "moved", {"expect": "0" * 64}
    yield "not_offered", {"gives": "gold"}
    yield "nothing_to_refund", {"lines": [], "shipping": "0"}
    yield "unknown_order", {"order": 2_000_000_000}


def test_what_core_would_let_pass_is_refused_by_name_and_nothing_is_written(it: Promised) -> None:
    found = it.order_with(has_units(1))
    body = it.body(it.review(found))
    other = next(
        line.line_id
        for order_id in it.orders
        if order_id != found.order.id
        for line in it.read(order_id).lines
    )
    elsewhere = {"lines": [body["lines"][0] | {"line": int(other)}]}
    due = [*limits(body), ("line_of_another_order", elsewhere)]
    said = [
        (it.says("refund", body | changes | {"key": it.act().key}), changes) for _, changes in due
    ]
    assert said == due
    assert it.read(found.order.id) == found
