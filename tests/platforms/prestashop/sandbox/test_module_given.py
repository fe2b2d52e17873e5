"""What went back already counts, whoever gave it: the webservice, the back office or we."""

from __future__ import annotations

from typing import Any

import pytest

from platforms.prestashop.sandbox.core import Core
from platforms.prestashop.sandbox.core.refunds import PartialRefund, issue_partial_refund
from tests.platforms.prestashop.sandbox.module_stage import (
    error,
    refund_body,
    result,
    stand_of,
)
from tests.platforms.prestashop.sandbox.shop_stage import ShopStage, stage

PAID, UNPAID, DELIVERED = 1014, 1011, 1001
TEA, BOOK, TEAPOT = 232, 233, 201
"""Lines: one at 6.90 and two at 18.00 of the paid order, one at 32.90 of the delivered one."""


@pytest.fixture
def shop() -> ShopStage:
    return stage()


def figures(shop: ShopStage, order: int) -> dict[str, Any]:
    refund: dict[str, Any] = result(shop, "order", order=order)["refund"]
    return refund


def line(shop: ShopStage, order: int, number: int) -> dict[str, Any]:
    return next(it for it in figures(shop, order)["lines"] if it["line"] == number)


def slip(shop: ShopStage, units: int, amount: str) -> None:
    """As the webservice writes one: no counter of the order moves."""
    part = {
        "id": 900,
        "id_order_detail": BOOK,
        "product_quantity": units,
        "amount_tax_excl": amount,
        "amount_tax_incl": amount,
    }
    shop.sandbox.shop.put(
        "order_slip",
        id=900,
        id_order=PAID,
        id_customer=5,
        total_products_tax_incl=amount,
        amount=amount,
        date_add="2026-11-22 08:00:00",
        associations={"order_slip_details": [part]},
    )


def in_the_back_office(shop: ShopStage, order: int, **asked: Any) -> None:
    core = Core(shop=shop.sandbox.shop, tables=shop.sandbox.tables)
    issue_partial_refund(core, PartialRefund(order=order, **asked))


def test_a_unit_on_a_slip_is_never_refundable_again(shop: ShopStage) -> None:
    slip(shop, 1, "18.000000")
    found = line(shop, PAID, BOOK)
    body = refund_body(shop, PAID, (BOOK, 2, "18.00", 2))

    assert (found["left"], found["most"], figures(shop, PAID)["left"]) == (1, "18.00", "24.90")
    assert error(shop, "refund", **body)[1] == {
        "name": "quantity_too_high",
        "retryable": False,
        "line": BOOK,
        "most": 1,
    }


def test_a_slip_takes_its_money_also_from_the_units_it_does_not_name(shop: ShopStage) -> None:
    slip(shop, 1, "30.000000")

    assert line(shop, PAID, BOOK)["most"] == "6.00"


def test_a_slip_written_half_way_between_moves_the_order(shop: ShopStage) -> None:
    body = refund_body(shop, PAID, (BOOK, 2, "36.00", 2))
    slip(shop, 2, "36.000000")

    assert error(shop, "refund", **body)[1]["name"] == "moved"
    assert line(shop, PAID, BOOK)["left"] == 0


def test_store_credit_of_the_back_office_lowers_what_is_left(shop: ShopStage) -> None:
    in_the_back_office(
        shop,
        DELIVERED,
        lines={TEAPOT: (1, "32.90")},
        shipping="3.00",
        has_slip=False,
        has_voucher=True,
    )
    found = figures(shop, DELIVERED)

    assert (found["left"], found["shipping_left"]) == ("20.90", "2.90")


def test_store_credit_made_together_with_its_slip_counts_once(shop: ShopStage) -> None:
    in_the_back_office(
        shop, DELIVERED, lines={TEAPOT: (1, "32.90")}, shipping="3.00", has_voucher=True
    )
    found = figures(shop, DELIVERED)

    assert (found["left"], found["shipping_left"]) == ("20.90", "2.90")


def test_a_slip_does_not_hide_the_shipping_of_a_store_credit(shop: ShopStage) -> None:
    result(shop, "refund", **refund_body(shop, DELIVERED, (TEAPOT, 1, "32.90", 0)))
    in_the_back_office(shop, DELIVERED, shipping="3.00", has_slip=False, has_voucher=True)

    assert figures(shop, DELIVERED)["shipping_left"] == "2.90"


def test_store_credit_of_a_webservice_slips_order_is_seen_line_by_line(shop: ShopStage) -> None:
    slip(shop, 1, "18.000000")
    in_the_back_office(shop, PAID, lines={TEA: (1, "6.90")}, has_slip=False, has_voucher=True)

    assert figures(shop, PAID)["left"] == "18.00"


def test_our_own_store_credit_counts_also_when_somebody_deleted_it(shop: ShopStage) -> None:
    body = refund_body(shop, DELIVERED, (TEAPOT, 1, "32.90", 0), shipping="3.00", gives="voucher")
    code = result(shop, "refund", **body)["voucher"]["code"]
    (rule,) = shop.sandbox.shop.rows("cart_rules", code=code)
    shop.sandbox.shop.remove("cart_rules", rule["id"])
    found = figures(shop, DELIVERED)

    assert (found["left"], found["shipping_left"]) == ("20.90", "2.90")


def test_another_orders_payment_is_not_this_orders(shop: ShopStage) -> None:
    order = shop.sandbox.shop.row("orders", UNPAID) or {}
    shop.sandbox.shop.put("order_payments", order_reference=order["reference"], amount="9.000000")
    body = refund_body(shop, UNPAID, (224, 1, "37.09", 1))

    assert order["total_paid_real"] == "0.000000"
    assert figures(shop, UNPAID)["barred"] == "not_paid"
    assert figures(shop, UNPAID)["left"] == "0.00"
    assert error(shop, "refund", **body)[1]["name"] == "not_paid"


def test_a_paid_state_of_its_own_stands_for_the_orders_total(shop: ShopStage) -> None:
    shop.sandbox.shop.put("order_histories", id_order=UNPAID, id_order_state=2)
    order = shop.sandbox.shop.row("orders", UNPAID) or {}
    found = figures(shop, UNPAID)

    assert (found["barred"], found["left"]) == ("", order["total_paid_tax_incl"][:-4])


@pytest.mark.parametrize(
    ("resource", "change"),
    [
        ("orders", {"id": PAID, "total_discounts_tax_incl": "1.000000"}),
        ("orders", {"id": PAID, "total_shipping_tax_incl": "1.000000"}),
        ("orders", {"id": PAID, "total_paid_tax_incl": "1.000000"}),
        ("order_details", {"id": TEA, "unit_price_tax_incl": "1.000000"}),
        ("order_details", {"id": TEA, "total_price_tax_incl": "1.000000"}),
        ("order_payments", {"amount": "1.000000"}),
        ("cart_rules", {"id": 90, "id_customer": 2, "code": "V90C2O1014"}),
    ],
)
def test_whatever_a_refund_depends_on_changes_the_stand(
    shop: ShopStage, resource: str, change: dict[str, Any]
) -> None:
    before, order = stand_of(shop, PAID), shop.sandbox.shop.row("orders", PAID) or {}
    if resource == "order_payments":
        change = {**change, "order_reference": order["reference"]}
    if resource == "cart_rules":
        code = f"V90C{order['id_customer']}O{PAID}"
        change = {**change, "id_customer": order["id_customer"], "code": code}
    shop.sandbox.shop.put(resource, **change)

    assert stand_of(shop, PAID) != before


@pytest.mark.parametrize(
    ("code", "barred"),
    [("V90C{customer}O1014", "partly_refunded"), ("V90C{customer}O11014", ""), ("PROMO1014", "")],
)
def test_any_store_credit_of_the_order_bars_cancelling(
    shop: ShopStage, code: str, barred: str
) -> None:
    order = shop.sandbox.shop.row("orders", PAID) or {}
    customer = order["id_customer"]
    written = code.format(customer=customer)
    shop.sandbox.shop.put("cart_rules", id=90, id_customer=customer, code=written)

    assert figures(shop, PAID)["cancel_barred"] == barred


def test_store_credit_is_not_offered_where_the_payment_would_move_as_well(
    shop: ShopStage,
) -> None:
    body = refund_body(shop, PAID, (TEA, 1, "6.90", 1), gives="voucher")
    assert figures(shop, PAID)["offers"] == ["money", "voucher"]
    shop.sandbox.module.cancel_listeners = frozenset({"ps_checkout"})

    assert figures(shop, PAID)["offers"] == ["money"]
    assert error(shop, "refund", **body)[1]["name"] == "not_offered"


def test_an_order_of_which_something_is_left_is_not_called_refunded(shop: ShopStage) -> None:
    body = refund_body(shop, PAID, (TEA, 1, "6.90", 1), settles=True)
    done = result(shop, "refund", **body)

    assert (done["state"]["id"], done["warnings"]) == (2, ["state_not_reached"])


def test_all_of_an_order_as_store_credit_ends_it_as_refunded(shop: ShopStage) -> None:
    lines = ((TEAPOT, 1, "32.90", 0), (202, 1, "18.00", 0))
    body = refund_body(shop, DELIVERED, *lines, shipping="5.90", gives="voucher", settles=True)
    done = result(shop, "refund", **body)

    assert (done["state"]["id"], done["warnings"]) == (7, [])
