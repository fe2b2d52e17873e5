"""A suggestion is what the units are worth after all that was taken off, in both currencies."""

from __future__ import annotations

from typing import Any

from tests.platforms.shopify.sandbox.asked import REFUND, SUGGEST, paid_back, shown, taken, wish
from tests.platforms.shopify.sandbox.write_stage import (
    ABROAD,
    BY_HAND,
    CHEAPER,
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


def suggested(stage: Stage, order: int, *lines: dict[str, Any], **more: Any) -> Any:
    told = stage.ask(SUGGEST, {"id": order_gid(order), "lines": list(lines), **more})
    assert "errors" not in told
    return told["data"]["order"]["suggestedRefund"]


def amounts(bag: Any) -> tuple[str, str]:
    return bag["shopMoney"]["amount"], bag["presentmentMoney"]["amount"]


def refunded(stage: Stage, number: int, amount: str = "10.00", **more: Any) -> None:
    told = stage.ask(REFUND, {"input": wish(number, amount, **more), "key": f"k{amount}{more}"})
    assert told["data"]["refundCreate"]["userErrors"] == []


def test_the_price_of_a_unit_includes_its_tax_where_the_shops_prices_do(stage: Stage) -> None:
    found = suggested(stage, PLAIN, taken(PLAIN, 1, 2))
    assert amounts(found["amountSet"]) == ("20.0", "20.0")
    assert amounts(found["subtotalSet"]) == ("20.0", "20.0")
    assert amounts(found["totalTaxSet"]) == ("3.33", "3.33")


def test_tax_is_added_where_prices_are_without_it(stage: Stage) -> None:
    stage.order(PLAIN)["taxesIncluded"] = False
    found = suggested(stage, PLAIN, taken(PLAIN, 1, 2), amount="4.50")
    assert amounts(found["totalTaxSet"]) == ("4.08", "4.08")
    assert amounts(found["amountSet"]) == ("28.58", "28.58")


def test_an_order_in_another_currency_is_suggested_in_both(stage: Stage) -> None:
    found = suggested(stage, ABROAD, taken(ABROAD, 1, 1), amount="2.00")
    assert amounts(found["amountSet"]) == ("12.5", "10.0")
    assert found["amountSet"]["presentmentMoney"]["currencyCode"] == "GBP"
    assert amounts(found["shipping"]["amountSet"]) == ("2.5", "2.0")


def test_a_discount_of_the_cart_is_spread_and_the_last_unit_leaves_nothing_over(
    stage: Stage,
) -> None:
    each = []
    for place in range(3):
        found = suggested(stage, CHEAPER, taken(CHEAPER, 1, 1))
        each.append(shown(found["amountSet"]))
        assert amounts(found["discountedSubtotalSet"]) == ("10.0", "10.0")
        refunded(
            stage,
            CHEAPER,
            transactions=[paid_back(CHEAPER, each[-1])],
            refundLineItems=[taken(CHEAPER, 1, 1)],
            note=str(place),
        )
    assert each == ["6.67", "6.66", "6.67"]


def test_shipping_is_suggested_up_to_what_was_paid_for_it(stage: Stage) -> None:
    most = suggested(stage, PLAIN, amount="99.00")["shipping"]
    assert (shown(most["amountSet"]), shown(most["maximumRefundableSet"])) == ("4.5", "4.5")
    assert shown(most["taxSet"]) == "0.75"
    assert shown(suggested(stage, PLAIN, all=True)["amountSet"]) == "4.5"
    assert shown(suggested(stage, PLAIN)["amountSet"]) == "0.0"


def test_an_amount_of_shipping_overrides_the_whole_of_it(stage: Stage) -> None:
    assert shown(suggested(stage, PLAIN, amount="1.00", all=True)["amountSet"]) == "1.0"


def test_shipping_that_was_given_back_is_not_suggested_again(stage: Stage) -> None:
    refunded(stage, PLAIN, shipping={"amount": "3.00"}, transactions=[paid_back(PLAIN, "3.00")])
    found = suggested(stage, PLAIN, all=True)["shipping"]
    assert (shown(found["amountSet"]), shown(found["maximumRefundableSet"])) == ("1.5", "1.5")


def test_everything_is_every_unit_put_back_where_it_belongs(stage: Stage) -> None:
    found = suggested(stage, SENT, full=True)
    told = [
        (it["lineItem"]["id"], it["quantity"], it["restockType"]) for it in found["refundLineItems"]
    ]
    assert told == [
        (line_gid(SENT, 1), 2, "RETURN"),
        (line_gid(SENT, 1), 1, "CANCEL"),
        (line_gid(SENT, 2), 1, "CANCEL"),
    ]
    assert shown(found["amountSet"]) == "59.49"


def test_no_more_is_suggested_than_was_received_and_not_given_back(stage: Stage) -> None:
    refunded(stage, PLAIN, amount="50.00")
    found = suggested(stage, PLAIN, taken(PLAIN, 1, 3))
    assert (shown(found["subtotalSet"]), shown(found["amountSet"])) == ("30.0", "9.49")
    assert shown(found["maximumRefundableSet"]) == "9.49"
    assert shown(suggested(stage, UNPAID, taken(UNPAID, 1, 1))["amountSet"]) == "0.0"


def test_two_payments_give_back_in_turn_each_what_it_has(stage: Stage) -> None:
    found = suggested(stage, TWICE, taken(TWICE, 1, 3))["suggestedTransactions"]
    told = [(it["gateway"], shown(it["amountSet"]), it["parentTransaction"]["id"]) for it in found]
    assert told == [
        ("gift_card", "20.0", payment_gid(TWICE, 1)),
        ("shopify_payments", "10.0", payment_gid(TWICE, 2)),
    ]
    assert {it["kind"] for it in found} == {"SUGGESTED_REFUND"}


def test_a_manual_gateway_is_suggested_like_any_other(stage: Stage) -> None:
    found = suggested(stage, BY_HAND, taken(BY_HAND, 1, 1))["suggestedTransactions"]
    assert [it["gateway"] for it in found] == ["Virement bancaire"]


def test_store_credit_is_suggested_instead_of_transactions(stage: Stage) -> None:
    found = suggested(stage, PLAIN, taken(PLAIN, 1, 1), by="STORE_CREDIT")
    assert found["suggestedTransactions"] == []
    assert shown(found["suggestedRefundMethods"][0]["amount"]) == "10.0"


def test_more_units_than_were_bought_are_no_suggestion(stage: Stage) -> None:
    lines = [taken(PLAIN, 1, 2), taken(PLAIN, 1, 2)]
    told = stage.ask(SUGGEST, {"id": order_gid(PLAIN), "lines": lines})
    assert told["data"]["order"]["suggestedRefund"] is None
    assert told["errors"][0]["message"] == "Quantity cannot refund more items than were purchased"
