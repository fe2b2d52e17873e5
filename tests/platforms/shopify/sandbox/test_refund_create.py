"""A refund moves what its transactions say, once, and leaves everything that follows behind it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from platforms.shopify.sandbox.gateways import Mood
from platforms.shopify.sandbox.paying import pending, settle
from tests.platforms.shopify.sandbox.asked import REFUND, paid_back, shown, taken, wish
from tests.platforms.shopify.sandbox.write_stage import (
    ABROAD,
    HOST,
    LOCATION,
    PLAIN,
    SENT,
    TWICE,
    UNPAID,
    Stage,
    line_gid,
    order_gid,
    payment_gid,
    stage,
)

__all__ = ["stage"]


def refund(stage: Stage, order: int, amount: str = "10.00", **more: Any) -> Any:
    told = stage.ask(REFUND, {"input": wish(order, amount, **more), "key": f"k{amount}{more}"})
    return told["data"]["refundCreate"]


def refusal(stage: Stage, order: int, amount: str = "10.00", **more: Any) -> Any:
    told = refund(stage, order, amount, **more)
    assert told["refund"] is None
    return [(it["field"], it["message"]) for it in told["userErrors"]]


def actions(stage: Stage, order: int) -> list[str]:
    return [stage.store.nodes[it]["action"] for it in stage.order(order)["events"]]


def test_a_refund_says_what_moved_and_how_the_order_stands_now(stage: Stage) -> None:
    told = refund(stage, PLAIN, "15.00", refundLineItems=[taken(PLAIN, 1, 1)])
    (moved,) = told["refund"]["transactions"]["nodes"]
    assert (moved["kind"], moved["status"], shown(moved["amountSet"])) == (
        "REFUND",
        "SUCCESS",
        "15.0",
    )
    assert moved["parentTransaction"] == {"id": payment_gid(PLAIN)}
    assert told["refund"]["note"] == "op_1"
    assert told["order"]["displayFinancialStatus"] == "PARTIALLY_REFUNDED"
    assert shown(told["order"]["netPaymentSet"]) == "44.49"


def test_amounts_of_transactions_are_the_customers_money(stage: Stage) -> None:
    told = refund(stage, ABROAD, "8.00", currency="GBP")
    found = told["refund"]["totalRefundedSet"]
    assert found["presentmentMoney"] == {"amount": "8.0", "currencyCode": "GBP"}
    assert found["shopMoney"] == {"amount": "10.0", "currencyCode": "EUR"}


def test_the_gateway_of_a_transaction_is_not_looked_at(stage: Stage) -> None:
    told = refund(stage, PLAIN, transactions=[paid_back(PLAIN, "10.00", gateway="something_else")])
    (moved,) = told["refund"]["transactions"]["nodes"]
    assert moved["gateway"] == "shopify_payments"


def test_two_payments_give_back_two_parts(stage: Stage) -> None:
    parts = [paid_back(TWICE, "20.00", 1), paid_back(TWICE, "5.00", 2)]
    told = refund(stage, TWICE, transactions=parts)
    assert shown(told["refund"]["totalRefundedSet"]) == "25.0"


def test_without_transactions_goods_come_back_and_no_money_moves(stage: Stage) -> None:
    told = refund(stage, PLAIN, transactions=[], refundLineItems=[taken(PLAIN, 1, 1)])
    assert told["refund"]["transactions"]["nodes"] == []
    assert shown(told["order"]["totalRefundedSet"]) == "0.0"


def test_what_comes_back_is_in_stock_again_and_what_does_not_is_not(stage: Stage) -> None:
    cup, lamp = stage.store.of_type("ProductVariant")
    lines = [taken(SENT, 1, 2, "RETURN"), taken(SENT, 2, 1, "NO_RESTOCK", None)]
    told = refund(stage, SENT, refundLineItems=lines)
    nodes = told["refund"]["refundLineItems"]["nodes"]
    assert [it["restocked"] for it in nodes] == [True, False]
    assert (cup["inventoryQuantity"], lamp["inventoryQuantity"]) == (22, 20)
    assert "restock_line_items" in actions(stage, SENT)


def test_the_customer_is_told_only_where_that_was_asked(stage: Stage) -> None:
    refund(stage, PLAIN, "1.00")
    assert stage.sandbox.notifications == []
    refund(stage, PLAIN, "2.00", notify=True)
    (mail,) = stage.sandbox.notifications
    assert (mail.kind, mail.order, mail.to) == ("refund", order_gid(PLAIN), "alix@example.com")


def test_a_pending_refund_is_accepted_and_ends_when_its_time_has_come(stage: Stage) -> None:
    mood = Mood("PENDING", then="SUCCESS", after_ms=60_000)
    stage.sandbox.gateways.set(HOST, "shopify_payments", mood)
    (moved,) = refund(stage, PLAIN)["refund"]["transactions"]["nodes"]
    assert moved["status"] == "PENDING"
    stage.due(59_000)
    assert stage.store.nodes[moved["id"]]["status"] == "PENDING"
    stage.due(2_000)
    assert stage.store.nodes[moved["id"]]["status"] == "SUCCESS"
    assert actions(stage, PLAIN)[-2:] == ["refund_pending", "refund_success"]


def test_money_that_is_on_its_way_back_cannot_go_back_again(stage: Stage) -> None:
    stage.sandbox.gateways.set(HOST, "shopify_payments", Mood("PENDING"))
    refund(stage, PLAIN, "50.00")
    assert refusal(stage, PLAIN, "10.00") == [
        (None, "Refund amount €10.00 is greater than net payment received €9.49")
    ]


def test_a_refund_that_fails_in_the_end_says_why_and_leaves_the_money(stage: Stage) -> None:
    stage.sandbox.gateways.set(HOST, "shopify_payments", Mood("PENDING"))
    refund(stage, PLAIN, "50.00")
    ((host, moved),) = pending(stage.sandbox)
    assert settle(stage.sandbox, host, moved["id"], status="FAILURE", error_code="CARD_DECLINED")
    assert (moved["status"], moved["errorCode"]) == ("FAILURE", "CARD_DECLINED")
    assert not settle(stage.sandbox, host, moved["id"])
    stage.sandbox.gateways.reset()
    assert refund(stage, PLAIN, "59.49")["userErrors"] == []


def test_a_gateway_that_declines_leaves_a_refund_of_which_nothing_moved(stage: Stage) -> None:
    stage.sandbox.gateways.set(HOST, "shopify_payments", Mood("FAILURE"))
    told = refund(stage, PLAIN)
    (moved,) = told["refund"]["transactions"]["nodes"]
    assert (moved["status"], moved["errorCode"]) == ("FAILURE", "GENERIC_ERROR")


def test_whoever_listens_hears_of_the_refund_with_bare_numbers_for_ids(stage: Stage) -> None:
    told = refund(stage, PLAIN, refundLineItems=[taken(PLAIN, 1, 1)])
    (message,) = stage.sandbox.webhooks.all("refunds/create")
    body = json.loads(message.body)
    assert body["id"] == int(told["refund"]["id"].rpartition("/")[2])
    assert (body["order_id"], body["note"]) == (5551001, "op_1")
    assert stage.sandbox.webhooks.all("orders/updated")


def test_an_order_that_is_not_there_is_not_refunded(stage: Stage) -> None:
    assert refusal(stage, PLAIN, orderId="gid://shopify/Order/1") == [
        (["orderId"], "Order does not exist")
    ]


@pytest.mark.parametrize(
    ("line", "field", "message"),
    [
        (
            taken(SENT, 1, 4, "NO_RESTOCK", None),
            "quantity",
            "Quantity cannot refund more items than were purchased",
        ),
        (taken(SENT, 1, 2, "RETURN", None), "locationId", "Location can't be blank"),
        (taken(SENT, 1, 2, "NO_RESTOCK"), "locationId", "Location must be blank"),
        (
            taken(SENT, 1, 2, "RETURN", "gid://shopify/Location/9"),
            "locationId",
            "Location does not exist",
        ),
        (
            taken(SENT, 1, 2, "CANCEL"),
            "restockType",
            "Restock type cannot be cancel for items that are fulfilled",
        ),
        (
            taken(SENT, 1, 3, "RETURN"),
            "restockType",
            "Restock type cannot be return for items that are not fulfilled",
        ),
        (taken(SENT, 1, 1, "LEGACY_RESTOCK"), "restockType", "Restock type is invalid"),
        (
            taken(SENT, 1, 0, "NO_RESTOCK", None),
            "quantity",
            "Quantity must be greater than 0",
        ),
        (taken(PLAIN, 1, 1), "lineItemId", "Line item does not exist"),
    ],
)
def test_units_are_put_back_only_as_they_can_be(
    stage: Stage, line: dict[str, Any], field: str, message: str
) -> None:
    assert refusal(stage, SENT, refundLineItems=[line]) == [
        (["refundLineItems", "0", field], message)
    ]
    assert stage.order(SENT)["refunds"] == []


def test_one_line_half_sent_takes_two_entries(stage: Stage) -> None:
    lines = [taken(SENT, 1, 2, "RETURN"), taken(SENT, 1, 1, "CANCEL")]
    assert refund(stage, SENT, refundLineItems=lines)["userErrors"] == []
    more = taken(SENT, 1, 1, "NO_RESTOCK", None)
    assert refusal(stage, SENT, "1.00", refundLineItems=[more])[0][0][2] == "quantity"


def test_more_than_was_received_is_refused_and_overrefunding_does_not_help(stage: Stage) -> None:
    told = [(None, "Refund amount €60.00 is greater than net payment received €59.49")]
    assert refusal(stage, PLAIN, "60.00") == told
    assert refusal(stage, PLAIN, "60.00", allowOverRefunding=True) == told


def test_one_payment_gives_back_no_more_than_its_own(stage: Stage) -> None:
    parts = [paid_back(TWICE, "20.01", 1)]
    assert len(refusal(stage, TWICE, transactions=parts)) == 1


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (
            {"parentId": "gid://shopify/OrderTransaction/1"},
            "Transactions require a parent_id associated with the order",
        ),
        (
            {"orderId": order_gid(SENT)},
            "Transactions require a parent_id associated with the order",
        ),
        ({"kind": "AUTHORIZATION"}, "Kind authorization is not a valid transaction"),
        ({"kind": "SUGGESTED_REFUND"}, "Kind suggested_refund is not a valid transaction"),
    ],
)
def test_a_transaction_follows_a_payment_of_the_order(
    stage: Stage, more: dict[str, Any], message: str
) -> None:
    parts = [paid_back(PLAIN, "10.00", **more)]
    assert refusal(stage, PLAIN, transactions=parts) == [(None, message)]


def test_an_order_that_was_not_paid_gives_nothing_back(stage: Stage) -> None:
    parts = [paid_back(UNPAID, "1.00", parentId=payment_gid(PLAIN))]
    assert len(refusal(stage, UNPAID, transactions=parts)) == 1


def test_the_currency_is_the_customers_and_must_be_named_where_the_shops_is_another(
    stage: Stage,
) -> None:
    for currency in ({}, {"currency": "EUR"}):
        assert refusal(stage, ABROAD, **currency)[0][0] == ["currency"]
    assert refusal(stage, PLAIN, currency="GBP")[0][0] == ["currency"]


def test_no_more_shipping_goes_back_than_was_paid(stage: Stage) -> None:
    assert refusal(stage, PLAIN, shipping={"amount": "4.51"})[0][0] == ["shipping", "amount"]
    assert refund(stage, PLAIN, shipping={"amount": "4.50"})["userErrors"] == []


def test_store_credit_is_not_given(stage: Stage) -> None:
    credit = [{"storeCreditRefund": {"amount": {"amount": "5.00", "currencyCode": "EUR"}}}]
    assert refusal(stage, PLAIN, refundMethods=credit)[0][0] == ["refundMethods"]


def test_stock_of_a_place_grows_where_the_store_counts_by_place(stage: Stage) -> None:
    cup = stage.store.of_type("ProductVariant")[0]
    cup["_stock"] = {LOCATION: 5}
    refund(stage, PLAIN, refundLineItems=[taken(PLAIN, 1, 1)])
    assert cup["_stock"] == {LOCATION: 6}
    assert stage.store.nodes[line_gid(PLAIN, 1)]["quantity"] == 3
