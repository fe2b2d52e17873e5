"""Through its module a shop is read in one round, and gives back exactly what was reviewed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from platforms.contract import (
    BadAnswer,
    Barred,
    Match,
    NotFound,
    OrderSearch,
)
from platforms.moves import Actor, Declined, Done, Gives, MoneyWay
from platforms.prestashop.adapter import PrestaShop
from platforms.prestashop.module_faults import ModuleAbsent
from platforms.prestashop.sandbox import Fault, Kind
from platforms.shapes import Money
from tests.platforms.prestashop.paired import Paired, act, paired, picked, through_module
from tests.platforms.prestashop.recorded import connection

PAID, UNPAID, SHIPPED = "1014", "1011", "1012"


@pytest.fixture
def lively() -> Iterator[Paired]:
    with paired() as shop:
        yield shop


@pytest.mark.parametrize("seed", ["lively", "fixtures"])
def test_every_order_is_the_same_by_both_ways(seed: str) -> None:
    with paired(seed) as shop:
        numbers = [str(row["id"]) for row in shop.sandbox.shop.rows("orders")]
        assert numbers
        for number in numbers:
            through = shop.shop.read_order(number, within=5)
            assert through == shop.webservice.read_order(number, within=5)
            assert through.gaps == ()


def test_every_search_finds_the_same_by_both_ways(lively: Paired) -> None:
    rows = lively.sandbox.shop.rows
    searches = [
        *(OrderSearch(emails=(row["email"],)) for row in rows("customers")),
        *(OrderSearch(phones=(row["phone"],)) for row in rows("addresses")),
        *(OrderSearch(references=(row["reference"],)) for row in rows("orders")),
        *(OrderSearch(customer_ids=(str(row["id"]),)) for row in rows("customers")),
        OrderSearch(texts=("where is QZVTRMALP?",), emails=("ALIX.moreau@courriel.example",)),
        OrderSearch(),
    ]
    found = [lively.shop.find_orders(one, within=5) for one in searches]
    assert found == [lively.webservice.find_orders(one, within=5) for one in searches]
    assert {match for some in found for one in some for match in one.matches} == set(Match)


def test_a_phone_is_looked_for_on_every_address_of_the_orders_customer(lively: Paired) -> None:
    order = lively.sandbox.shop.row("orders", int(PAID)) or {}
    lively.sandbox.shop.put(
        "addresses", id=900, id_customer=order["id_customer"], id_country=8, phone="01 99 88 77 66"
    )
    search = OrderSearch(phones=("+33199887766",))
    found = lively.shop.find_orders(search, within=5)
    assert PAID in {one.order.id for one in found}
    assert all(one.matches == {Match.PHONE} for one in found)
    assert found == lively.webservice.find_orders(search, within=5)


def test_an_order_a_search_and_a_review_take_one_round_each(lively: Paired) -> None:
    refundable = lively.shop.read_refundable(PAID, within=5)
    for reading in (
        lambda: lively.shop.read_order(PAID, within=5),
        lambda: lively.shop.find_orders(OrderSearch(customer_ids=("101", "102")), within=5),
        lambda: lively.shop.review_refund(PAID, picked(refundable, 1), within=5),
    ):
        lively.sandbox.log.reset()
        reading()
        assert lively.sandbox.log.count == 1


def test_a_search_for_nothing_asks_nothing(lively: Paired) -> None:
    assert lively.shop.find_orders(OrderSearch(emails=("no address",)), within=5) == ()
    assert lively.sandbox.log.count == 0


def test_a_picture_comes_through_the_module(lively: Paired) -> None:
    reference = next(line.image for line in lively.shop.read_order(PAID, within=5).lines)
    assert lively.shop.read_image(reference, within=5).content
    for wrong in ("", "1-999999", "x"):
        with pytest.raises(NotFound):
            lively.shop.read_image(wrong, within=5)


@pytest.mark.parametrize("order_id", ["", "0", "9999999", "1 OR 1", "-1", "99999999999"])
def test_an_order_that_is_none_is_not_found(lively: Paired, order_id: str) -> None:
    with pytest.raises(NotFound):
        lively.shop.read_order(order_id, within=5)


def test_what_may_be_given_back_comes_with_the_order(lively: Paired) -> None:
    found = lively.shop.read_refundable(PAID, within=5)
    assert found.order == lively.webservice.read_order(PAID, within=5)
    assert (found.refund_barred, found.cancel_barred) == ("", "")
    assert [line.line_id for line in found.lines] == [line.id for line in found.order.lines]
    assert found.left == Money(4290, "EUR")
    assert set(found.offers) == {Gives.MONEY, Gives.VOUCHER}
    assert found.money_way in MoneyWay
    assert len(found.stand) == 64


def test_a_refund_gives_back_what_was_reviewed(lively: Paired) -> None:
    refundable = lively.shop.read_refundable(PAID, within=5)
    review = lively.shop.review_refund(PAID, picked(refundable, 0, 1), within=5)
    done = lively.shop.refund(review, act(), within=5)
    assert isinstance(done, Done)
    assert (done.total, done.shipping, done.warnings) == (review.total, review.shipping, ())
    assert done.reference
    assert [(one.line_id, one.quantity, one.amount) for one in done.lines] == [
        (one.line_id, one.quantity, one.amount) for one in review.lines
    ]
    assert [one.stock_after for one in done.lines] == [one.stock_after for one in review.lines]
    after = lively.shop.read_refundable(PAID, within=5)
    assert after.left == refundable.left - review.total
    assert after.order.messages[-1].text == act().note
    assert after.order.messages[-1].is_private


def test_a_full_refund_ends_in_the_shops_own_state(lively: Paired) -> None:
    refundable = lively.shop.read_refundable(PAID, within=5)
    everything = picked(
        refundable,
        *(line.left for line in refundable.lines),
        shipping=refundable.shipping_left.minor,
    )
    review = lively.shop.review_refund(PAID, everything, within=5)
    done = lively.shop.refund(review, act(), within=5)
    assert review.empties_order
    assert isinstance(done, Done)
    assert done.state is not None
    assert done.state.name.to("fr") == "Remboursé"
    after = lively.shop.read_refundable(PAID, within=5)
    assert after.refund_barred == "nothing_left"
    with pytest.raises(Barred, match="nothing_left"):
        lively.shop.review_refund(PAID, everything, within=5)


def test_a_voucher_is_store_credit_and_no_slip(lively: Paired) -> None:
    refundable = lively.shop.read_refundable(SHIPPED, within=5)
    wanted = picked(refundable, 1, shipping=100, gives=Gives.VOUCHER)
    review = lively.shop.review_refund(SHIPPED, wanted, within=5)
    before = lively.slips(SHIPPED)
    done = lively.shop.refund(review, act(), within=5)
    assert isinstance(done, Done)
    assert done.voucher
    assert (done.total, done.shipping) == (review.total, Money(100, "EUR"))
    assert lively.slips(SHIPPED) == before


def test_money_without_decimals_moves_whole(lively: Paired) -> None:
    refundable = lively.shop.read_refundable("1008", within=5)
    review = lively.shop.review_refund("1008", picked(refundable, 0, 2), within=5)
    done = lively.shop.refund(review, act(), within=5)
    assert isinstance(done, Done)
    assert done.total == review.total == Money(2244, "JPY")


def test_a_cancellation_gives_the_goods_back_and_moves_no_money(lively: Paired) -> None:
    review = lively.shop.review_cancel(UNPAID, within=5)
    done = lively.shop.cancel(review, act(), within=5)
    assert isinstance(done, Done)
    assert done.total == Money(0, "EUR")
    assert [(one.line_id, one.restock, one.stock_after) for one in done.lines] == [
        (one.line_id, one.restock, one.stock_after) for one in review.lines
    ]
    assert done.state is not None
    assert done.state.name.to("fr") == "Annulé"
    with pytest.raises(Barred, match="already_cancelled"):
        lively.shop.review_cancel(UNPAID, within=5)


def test_an_agent_who_is_nobody_in_the_shop_moves_nothing(lively: Paired) -> None:
    refundable = lively.shop.read_refundable(PAID, within=5)
    review = lively.shop.review_refund(PAID, picked(refundable, 1), within=5)
    for stranger in (Actor("", "x"), Actor("0", "x"), Actor("agt_1", "x"), Actor("999", "x")):
        said = lively.shop.refund(review, act(actor=stranger), within=5)
        assert isinstance(said, Declined)
        assert said.reason == "employee_refused"
    assert lively.slips(PAID) == 0


def test_a_total_that_the_shop_changed_is_said(lively: Paired) -> None:
    refundable = lively.shop.read_refundable(PAID, within=5)
    review = lively.shop.review_refund(PAID, picked(refundable, 1), within=5)
    imagined = replace(review, total=review.total + Money(1, "EUR"))
    done = lively.shop.refund(imagined, act(), within=5)
    assert isinstance(done, Done)
    assert done.total == review.total
    assert "amount_differs" in done.warnings


def test_notices_are_fetched_from_where_we_stopped(lively: Paired) -> None:
    refundable = lively.shop.read_refundable(PAID, within=5)
    review = lively.shop.review_refund(PAID, picked(refundable, 1), within=5)
    lively.shop.refund(review, act(), within=5)
    told = lively.shop.read_notices("", within=5)
    assert {("slip", PAID, act().key)} <= {(one.kind, one.order_id, one.key) for one in told}
    assert lively.shop.read_notices(told[0].id, within=5) == told[1:]
    assert lively.shop.read_notices(told[-1].id, within=5) == ()


def test_a_shop_without_the_module_only_reads(lively: Paired) -> None:
    shop = lively.webservice
    assert not shop.capabilities.moves_money
    found = shop.read_refundable(PAID, within=5)
    assert (found.refund_barred, found.cancel_barred) == ("read_only", "read_only")
    assert found.order == shop.read_order(PAID, within=5)
    with pytest.raises(Barred, match="read_only"):
        shop.review_refund(PAID, picked(found), within=5)
    with pytest.raises(Barred, match="read_only"):
        shop.review_cancel(PAID, within=5)
    refundable = lively.shop.read_refundable(PAID, within=5)
    review = lively.shop.review_refund(PAID, picked(refundable, 1), within=5)
    with pytest.raises(Barred, match="read_only"):
        shop.refund(review, act(), within=5)
    with pytest.raises(BadAnswer):
        shop.outcome(act().key, PAID, within=5)
    assert shop.read_notices("", within=5) == ()


def test_a_shop_with_both_ways_uses_its_module_and_does_not_fall_back(lively: Paired) -> None:
    shop = PrestaShop(replace(through_module(lively.url), key=connection("").key))
    shop.read_order(PAID, within=5)
    assert [one.path for one in lively.sandbox.log.exchanges()] == ["module.order"]
    lively.sandbox.faults.set(Fault(Kind.HTML, "module.order"))
    with pytest.raises(ModuleAbsent):
        shop.read_order(PAID, within=5)
    assert shop.capabilities.moves_money
