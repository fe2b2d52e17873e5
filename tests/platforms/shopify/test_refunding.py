"""Money moves on the wire once, as it was reviewed, whatever is lost on the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from platforms.contract import NotFound, NotSent
from platforms.moves import Declined, Done, MoneyWay, Restock
from platforms.payback import MoneyState
from platforms.shapes import Money
from platforms.shopify.sandbox.faults import Kind
from platforms.shopify.sandbox.gateways import Mood
from platforms.shopify.transport import FixedKey
from sidebar.rules.refundable import everything, fault_in
from tests.platforms.shopify.sandbox.write_stage import (
    ABROAD,
    BY_HAND,
    CHEAPER,
    HELD,
    HOST,
    PLAIN,
    SENT,
    TWICE,
    UNPAID,
)
from tests.platforms.shopify.selling import (
    LONG,
    LOU,
    MINUTE,
    UNTAXED,
    WITHIN,
    YEN,
    Selling,
    input_of,
    order_of,
    selling,
)

REFUND = "RefundCreate"


@pytest.fixture
def it() -> Iterator[Selling]:
    with selling() as store:
        yield store


def reason(said: object) -> str:
    return said.reason if isinstance(said, Declined) else type(said).__name__


def test_a_refund_moves_what_was_reviewed_and_is_found_again(it: Selling) -> None:
    review = it.review(PLAIN, (1, 2, 1), (2, 1, 1), shipping=450)
    act = it.act(review)
    done = it.does(review, act)
    assert isinstance(done, Done)
    assert (done.total, done.shipping, done.warnings) == (review.total, review.shipping, ())
    assert [(one.line_id, one.quantity, one.amount, one.restock) for one in done.lines] == [
        (one.line_id, one.quantity, one.amount, one.restock) for one in review.lines
    ]
    assert [one.state for one in done.paid_back] == [MoneyState.MOVED]
    assert len(it.refunds(PLAIN)) == 1
    assert it.became(review, act) == done
    after = it.shop.read_refundable(order_of(PLAIN), within=WITHIN)
    assert after.left == review.refundable.left - review.total
    assert after.stand != review.refundable.stand


@pytest.mark.parametrize(
    "number", [PLAIN, SENT, ABROAD, TWICE, BY_HAND, CHEAPER, YEN, UNTAXED, LONG]
)
def test_everything_is_all_that_was_paid_and_leaves_nothing(it: Selling, number: int) -> None:
    found = it.shop.read_refundable(order_of(number), within=WITHIN)
    wanted = everything(found)
    review = it.shop.review_refund(order_of(number), wanted, within=WITHIN)
    assert review.total == found.left == found.order.totals.paid
    assert fault_in(review) == ""
    assert review.empties_order
    done = it.does(review, it.act(review))
    assert isinstance(done, Done)
    assert (done.total, done.warnings) == (review.total, ())
    after = it.shop.read_refundable(order_of(number), within=WITHIN)
    assert (after.refund_barred, after.left.minor) == ("nothing_left", 0)


@pytest.mark.parametrize("number", [PLAIN, SENT, ABROAD, CHEAPER, YEN, UNTAXED])
def test_refunds_unit_by_unit_come_to_the_whole_and_never_over_a_ceiling(
    it: Selling, number: int
) -> None:
    paid = it.shop.read_refundable(order_of(number), within=WITHIN).left
    given = Money(0, paid.currency)
    for turn in range(3):
        review = it.review(number, (1, 1, 0), shipping=100)
        assert fault_in(review) == ""
        (line,), known = review.lines, review.refundable.lines[0]
        assert line.amount.minor <= known.most.minor, turn
        done = it.does(review, it.act(review))
        assert isinstance(done, Done)
        given += done.total
    left = it.shop.read_refundable(order_of(number), within=WITHIN)
    assert left.left == paid - given
    assert left.lines[0].left == 0


def test_yen_have_no_cents_on_the_wire(it: Selling) -> None:
    review = it.review(YEN, (1, 1, 0))
    (sent,) = input_of(it.act(review))["transactions"]
    assert sent["amount"] == str(review.total.minor)


def test_tax_that_stands_beside_the_prices_goes_back_with_them(it: Selling) -> None:
    review = it.review(UNTAXED, (1, 3, 0), shipping=450)
    # 30.00 and 4.50 without their tax; that of the shipping is no part of what was chosen.
    assert review.lines[0].amount.minor > 3000
    assert review.other is not None
    assert review.total == review.lines[0].amount + review.shipping + review.other


def test_a_refund_abroad_is_in_the_customers_currency_with_the_shops_beside_it(it: Selling) -> None:
    review = it.review(ABROAD, (1, 1, 0))
    assert review.total.currency == "GBP"
    assert review.total_in_shop is not None
    assert review.total_in_shop.currency == "EUR"
    assert input_of(it.act(review))["currency"] == "GBP"


def test_a_gift_card_and_a_card_each_get_their_part_back(it: Selling) -> None:
    found = it.shop.read_refundable(order_of(TWICE), within=WITHIN)
    review = it.shop.review_refund(order_of(TWICE), everything(found), within=WITHIN)
    assert len(review.ways) == 2
    assert sum(one.amount.minor for one in review.ways) == review.total.minor
    done = it.does(review, it.act(review))
    assert isinstance(done, Done)
    assert sorted(one.amount.minor for one in done.paid_back) == sorted(
        one.amount.minor for one in review.ways
    )


def test_a_transfer_is_paid_back_by_hand(it: Selling) -> None:
    review = it.review(BY_HAND, (1, 1, 0))
    assert review.refundable.money_way is MoneyWay.BY_HAND
    assert [one.is_by_hand for one in review.ways] == [True]


@pytest.mark.parametrize("number", [HELD, UNPAID])
def test_nothing_is_given_back_of_what_was_not_paid(it: Selling, number: int) -> None:
    assert it.shop.read_refundable(order_of(number), within=WITHIN).refund_barred == "not_paid"


def test_units_sent_and_not_sent_go_back_each_in_its_way(it: Selling) -> None:
    review = it.review(SENT, (1, 3, 3))
    known = review.refundable.lines[0]
    assert (known.unfulfilled, known.restock, known.place) == (1, Restock.OPTIONAL, "Atelier")
    kinds = [
        (one["restockType"], one["quantity"]) for one in input_of(it.act(review))["refundLineItems"]
    ]
    assert kinds == [("CANCEL", 1), ("RETURN", 2)]
    done = it.does(review, it.act(review))
    assert isinstance(done, Done)
    assert [(one.quantity, one.restock) for one in done.lines] == [(3, 3)]


def test_an_order_edited_between_review_and_act_moves_nothing(it: Selling) -> None:
    review = it.review(PLAIN, (1, 1, 1))
    other = it.review(PLAIN, (1, 1, 1))
    assert isinstance(it.does(other, it.act(other)), Done)
    assert reason(it.does(review, it.act(review))) == "moved"
    assert len(it.refunds(PLAIN)) == 1


def test_who_may_not_refund_in_the_shop_may_not_here(it: Selling) -> None:
    review = it.review(PLAIN, (1, 1, 1))
    assert reason(it.does(review, it.act(review), person=LOU)) == "not_allowed_in_shop"
    assert it.refunds(PLAIN) == []


def test_nobodys_key_sends_nothing(it: Selling) -> None:
    review = it.review(PLAIN, (1, 1, 1))
    with pytest.raises(NotSent):
        it.does(review, it.act(review), person="")
    assert it.bodies(REFUND) == []


def test_words_that_were_not_kept_send_nothing(it: Selling) -> None:
    review = it.review(PLAIN, (1, 1, 1))
    act, other = it.act(review), it.act(review)
    for written in ("", other.written):
        with pytest.raises(NotSent):
            it.does(review, replace(act, written=written))
    assert it.bodies(REFUND) == []


def test_a_shop_that_asks_to_wait_is_waited_for(it: Selling) -> None:
    review = it.review(PLAIN, (1, 1, 1))
    it.breaks(Kind.THROTTLED, REFUND)
    assert isinstance(it.does(review, it.act(review)), Done)
    assert len(it.refunds(PLAIN)) == 1


def test_a_key_that_the_shop_refuses_is_renewed_once(it: Selling) -> None:
    renewed: list[str] = []

    class Renewing(FixedKey):
        def renewed(self, refused: str, _within: float, /) -> str:
            renewed.append(refused)
            return self.key

    review = it.review(PLAIN, (1, 1, 1))
    act = it.act(review)
    it.breaks(Kind.UNAUTHORIZED, REFUND)
    token = it.sandbox.key(HOST, "maud")
    shop = type(it.shop)(replace(it.connection(), person=Renewing(token)))
    assert isinstance(shop.refund(review, act, within=WITHIN), Done)
    assert renewed == [token]


@pytest.mark.parametrize("kind", [Kind.UNAUTHORIZED, Kind.FROZEN, Kind.LOCKED, Kind.RISK])
def test_a_shop_that_turns_away_did_nothing(it: Selling, kind: Kind) -> None:
    review = it.review(PLAIN, (1, 1, 1))
    it.breaks(kind, REFUND, times=None)
    with pytest.raises(NotSent):
        it.does(review, it.act(review))
    assert it.refunds(PLAIN) == []


def test_money_that_a_provider_keeps_waiting_is_followed(it: Selling) -> None:
    gateway = input_of(it.act(it.review(PLAIN, (1, 1, 1))))["transactions"][0]["gateway"]
    it.sandbox.gateways.set(HOST, gateway, Mood("PENDING", then="SUCCESS", after_ms=MINUTE))
    review = it.review(PLAIN, (1, 1, 1))
    done = it.does(review, it.act(review))
    assert isinstance(done, Done)
    assert (done.total, done.warnings) == (review.total, ("money_pending",))
    pending = it.shop.read_paid_back(done.reference, within=WITHIN)
    assert pending == done.paid_back
    it.sandbox.clock.advance(2 * MINUTE)
    moved = it.shop.read_paid_back(done.reference, within=WITHIN)
    assert [one.state for one in moved] == [MoneyState.MOVED]
    with pytest.raises(NotFound):
        it.shop.read_paid_back("999", within=WITHIN)


def test_money_that_a_provider_refuses_is_not_given_back(it: Selling) -> None:
    gateway = input_of(it.act(it.review(PLAIN, (1, 1, 1))))["transactions"][0]["gateway"]
    it.sandbox.gateways.set(HOST, gateway, Mood("FAILURE"))
    review = it.review(PLAIN, (1, 1, 1))
    done = it.does(review, it.act(review))
    assert isinstance(done, Done)
    assert (done.total.minor, done.warnings) == (0, ("money_failed",))


def test_the_customer_is_told_where_that_was_chosen(it: Selling) -> None:
    for notifies in (True, False):
        review = it.review(PLAIN, (1, 1, 1), notifies=notifies)
        assert isinstance(it.does(review, it.act(review)), Done)
    assert len(it.sandbox.notifications) == 1


def test_the_same_call_once_more_is_the_same_refund(it: Selling) -> None:
    review = it.review(PLAIN, (1, 1, 1))
    act = it.act(review)
    done = it.does(review, act)
    assert isinstance(done, Done)
    assert it.does(review, act) == done
    assert (len(it.refunds(PLAIN)), len(it.bodies("RefundCreate"))) == (1, 1)


def test_an_order_that_cannot_be_read_again_gets_nothing_sent(it: Selling) -> None:
    review = it.review(PLAIN, (1, 1, 1))
    it.breaks(Kind.DOWN, "OrderStand", times=None)
    with pytest.raises(NotSent):
        it.does(review, it.act(review))
    assert it.bodies("RefundCreate") == []


def test_a_refund_asks_little_of_the_shops_allowance(it: Selling) -> None:
    review = it.review(PLAIN, (1, 1, 1))
    it.sandbox.calls.reset()
    assert isinstance(it.does(review, it.act(review)), Done)
    assert [one.operation for one in it.sandbox.calls.all()] == ["OrderStand", "RefundCreate"]
