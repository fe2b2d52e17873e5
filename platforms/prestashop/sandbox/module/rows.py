"""Rows in the webservice's own JSON shape, so that one reader serves both ways in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from platforms.prestashop.sandbox import showing_json
from platforms.prestashop.sandbox.answering import Answer
from platforms.prestashop.sandbox.asking import Display, Question
from platforms.prestashop.sandbox.definitions import resources
from platforms.prestashop.sandbox.shop import Row, Shop

CUSTOMER = (
    "id",
    "id_lang",
    "firstname",
    "lastname",
    "email",
    "company",
    "is_guest",
    "note",
    "date_add",
)
"""Nothing more of a customer leaves the shop: no password, no key."""

NARROW: Mapping[str, Display] = {
    "customers": dict.fromkeys(CUSTOMER),
    "products": dict.fromkeys(("id", "id_default_image")),
    "combinations": {"id": None, "images": ("id",)},
    "cart_rules": dict.fromkeys(("id", "code")),
    "configurations": dict.fromkeys(("id", "name", "value")),
}

SETTINGS = (
    "PS_LANG_DEFAULT",
    "PS_OS_CANCELED",
    "PS_OS_DELIVERED",
    "PS_OS_ERROR",
    "PS_OS_REFUND",
    "PS_TIMEZONE",
)

MOST_ADDRESSES = 500
"""The newest are enough to compare a phone with: only a wholesaler's account has more."""

Rows = dict[str, Sequence[Mapping[str, Any]]]


def shown(shop: Shop, resource: str, rows: Sequence[Row]) -> Sequence[Mapping[str, Any]]:
    """As ``display=full`` writes them, or less where the counter needs less."""
    languages = [row["id"] for row in shop.rows("languages")]
    answer = Answer(
        resources()[resource],
        rows,
        languages,
        Question(display="full", has_display=True),
        NARROW.get(resource),
    )
    found = json.loads(showing_json.show(answer))
    return next(iter(found.values())) if found else []


def having(shop: Shop, resource: str, field: str, values: Iterable[Any]) -> list[Row]:
    """The rows whose field is one of these."""
    wanted = set(values)
    return [row for row in shop.rows(resource) if row[field] in wanted]


def of_orders(shop: Shop, orders: Sequence[Row]) -> dict[str, list[Row]]:
    """What any reading of orders shows, by resource."""
    numbers = [row["id"] for row in orders]
    customers = {row["id_customer"] for row in orders}
    threads = having(shop, "customer_threads", "id_order", numbers)
    carriers = having(shop, "order_carriers", "id_order", numbers)
    addresses = {row[it] for row in orders for it in ("id_address_delivery", "id_address_invoice")}
    return {
        "orders": list(orders),
        "order_details": having(shop, "order_details", "id_order", numbers),
        "order_slip": having(shop, "order_slip", "id_order", numbers),
        "order_carriers": carriers,
        "customers": having(shop, "customers", "id", customers),
        "addresses": having(shop, "addresses", "id", addresses),
        "customer_threads": threads,
        "customer_messages": having(
            shop,
            "customer_messages",
            "id_customer_thread",
            [row["id"] for row in threads],
        ),
        "order_states": shop.rows("order_states"),
        "currencies": shop.rows("currencies"),
        "languages": shop.rows("languages"),
        "carriers": having(shop, "carriers", "id", {row["id_carrier"] for row in carriers}),
        "configurations": having(shop, "configurations", "name", SETTINGS),
    }


def of_search(shop: Shop, orders: Sequence[Row]) -> dict[str, list[Row]]:
    """As of_orders, with every address of their customers: a phone may be on any of them."""
    found = of_orders(shop, orders)
    customers = {row["id_customer"] for row in orders} - {0}
    others = having(shop, "addresses", "id_customer", customers)
    others.sort(key=lambda row: row["id"], reverse=True)
    shown_too = {row["id"]: row for row in (*found["addresses"], *others[:MOST_ADDRESSES])}
    return {**found, "addresses": list(shown_too.values())}


def of_whole_order(shop: Shop, order: Row) -> dict[str, list[Row]]:
    """What only the reading of one order shows besides, by resource."""
    number = order["id"]
    details = shop.rows("order_details", id_order=number)
    rules = shop.rows("order_cart_rules", id_order=number)
    products = {row["product_id"] for row in details}
    return {
        "order_histories": shop.rows("order_histories", id_order=number),
        "order_cart_rules": rules,
        "cart_rules": having(shop, "cart_rules", "id", {row["id_cart_rule"] for row in rules}),
        "order_payments": shop.rows("order_payments", order_reference=order["reference"]),
        "products": having(shop, "products", "id", products),
        "combinations": having(
            shop,
            "combinations",
            "id",
            {row["product_attribute_id"] for row in details},
        ),
        **_typed_texts(shop, order, details, products),
        "countries": shop.rows("countries"),
        "states": shop.rows("states"),
    }


def _typed_texts(
    shop: Shop,
    order: Row,
    details: Sequence[Row],
    products: Iterable[int],
) -> dict[str, list[Row]]:
    if not any(row["id_customization"] for row in details):
        return {"customizations": [], "product_customization_fields": []}
    fields = "product_customization_fields"
    return {
        "customizations": shop.rows("customizations", id_cart=order["id_cart"]),
        fields: having(shop, fields, "id_product", products),
    }
