"""The demonstration's orders add up to the cent, and hold every case that the panel must show."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from platforms.prestashop.sandbox.definitions import resources
from platforms.prestashop.sandbox.shop import Shop

ORDERS = range(1001, 1015)
FAMILIES = {
    "id_customer": "customers",
    "id_order": "orders",
    "id_carrier": "carriers",
    "id_currency": "currencies",
    "id_order_state": "order_states",
    "current_state": "order_states",
    "id_address_delivery": "addresses",
    "id_address_invoice": "addresses",
    "id_country": "countries",
    "id_customer_thread": "customer_threads",
    "id_order_detail": "order_details",
    "id_cart": "carts",
}


@cache
def lively() -> Shop:
    return Shop("lively")


def _sum(rows: list[dict[str, Any]], name: str) -> Decimal:
    return sum((Decimal(row[name]) for row in rows), Decimal(0))


def _order(number: int) -> dict[str, Any]:
    row = lively().row("orders", number)
    assert row is not None
    return row


@pytest.mark.parametrize("number", ORDERS)
@pytest.mark.parametrize(
    ("lines", "products", "suffix"),
    [
        ("total_price_tax_incl", "total_products_wt", "tax_incl"),
        ("total_price_tax_excl", "total_products", "tax_excl"),
    ],
)
def test_lines_and_charges_come_to_the_total(
    number: int,
    lines: str,
    products: str,
    suffix: str,
) -> None:
    order = _order(number)
    details = lively().rows("order_details", id_order=number)
    parts = [Decimal(order[f"total_{it}_{suffix}"]) for it in ("shipping", "wrapping", "discounts")]

    assert _sum(details, lines) == Decimal(order[products])
    assert Decimal(order[products]) + parts[0] + parts[1] - parts[2] == Decimal(
        order[f"total_paid_{suffix}"],
    )
    assert Decimal(order["total_paid_tax_excl"]) <= Decimal(order["total_paid_tax_incl"])


@pytest.mark.parametrize("number", ORDERS)
def test_each_line_is_its_quantity_times_its_price(number: int) -> None:
    step = _step(number)
    for line in lively().rows("order_details", id_order=number):
        exact = Decimal(line["unit_price_tax_incl"]) * line["product_quantity"]
        assert abs(exact - Decimal(line["total_price_tax_incl"])) <= step / 2


@pytest.mark.parametrize("number", ORDERS)
def test_payments_and_vouchers_are_those_of_the_order(number: int) -> None:
    order = _order(number)
    paid = lively().rows("order_payments", order_reference=order["reference"])
    used = lively().rows("order_cart_rules", id_order=number)

    assert _sum(paid, "amount") == Decimal(order["total_paid_real"])
    assert _sum(used, "value") == Decimal(order["total_discounts_tax_incl"])


@pytest.mark.parametrize("number", ORDERS)
def test_slips_hold_what_the_lines_say_was_refunded(number: int) -> None:
    slips = lively().rows("order_slip", id_order=number)
    written = [it for slip in slips for it in slip["associations"]["order_slip_details"]]

    for line in lively().rows("order_details", id_order=number):
        mine = [it for it in written if it["id_order_detail"] == line["id"]]
        back = line["product_quantity_refunded"] + line["product_quantity_return"]
        assert sum(it["product_quantity"] for it in mine) == back <= line["product_quantity"]
        assert _sum(mine, "amount_tax_incl") == Decimal(line["total_refunded_tax_incl"])
    assert _sum(slips, "amount") == _sum(written, "amount_tax_incl")


@pytest.mark.parametrize("number", ORDERS)
def test_the_last_line_of_history_is_the_orders_state(number: int) -> None:
    history = lively().rows("order_histories", id_order=number)

    assert history[-1]["id_order_state"] == _order(number)["current_state"]
    assert [it["date_add"] for it in history] == sorted(it["date_add"] for it in history)


def test_every_row_points_at_rows_that_exist() -> None:
    shop = lively()
    lost = [
        (resource, row["id"], name)
        for resource in resources()
        for row in shop.rows(resource)
        for name, family in FAMILIES.items()
        if row.get(name) and shop.row(family, row[name]) is None
    ]

    assert lost == []


def test_references_are_as_the_shop_makes_them() -> None:
    references = [_order(number)["reference"] for number in ORDERS]

    assert all(it.isalpha() and it.isupper() and len(it) == 9 for it in references)
    assert len(set(references)) == len(references)


def test_the_demonstration_has_every_case() -> None:
    shop = lively()
    main = _order(1012)
    by_customer = Counter(row["id_customer"] for row in shop.rows("orders"))
    mails = Counter(row["email"] for row in shop.rows("customers"))
    rates = {line["id_tax_rules_group"] for line in shop.rows("order_details", id_order=1012)}

    assert by_customer[main["id_customer"]] >= 3
    assert mails["alix.moreau@courriel.example"] == 2
    assert rates == {1, 2}
    assert main["gift_message"]
    assert main["note"]
    assert main["shipping_number"]
    assert len(shop.rows("order_payments", order_reference=main["reference"])) == 2
    assert {row["id_currency"] for row in shop.rows("orders")} == {1, 2, 3}
    assert {6, 7, 8, 10} <= {row["current_state"] for row in shop.rows("orders")}
    assert any(line["product_quantity_return"] for line in shop.rows("order_details"))


def _step(number: int) -> Decimal:
    currency = lively().row("currencies", _order(number)["id_currency"])
    assert currency is not None
    return Decimal(1).scaleb(-int(currency["precision"]))
