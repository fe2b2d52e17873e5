"""Gathers what the order page shows, from the same rows that the webservice answers with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from platforms.prestashop.sandbox.core.vouchers import store_credits
from platforms.prestashop.sandbox.module.snapshot import stock_of
from platforms.prestashop.sandbox.shop import Row, Shop


@dataclass(frozen=True, slots=True)
class OrderPage:
    """One order with everything around it."""

    order: Row
    customer: Row
    state: Row
    currency: str
    lines: Sequence[Mapping[str, Any]]
    discounts: Sequence[Row]
    addresses: Mapping[str, Mapping[str, Any]]
    shipments: Sequence[Mapping[str, Any]]
    payments: Sequence[Row]
    documents: Sequence[Mapping[str, Any]]
    messages: Sequence[Row]
    history: Sequence[Mapping[str, Any]]
    valid_orders: int

    @property
    def tax(self) -> str:
        paid = Decimal(self.order["total_paid_tax_incl"])
        return str(paid - Decimal(self.order["total_paid_tax_excl"]))


def order_page(shop: Shop, number: int) -> OrderPage | None:
    """The page of one order, or nothing."""
    order = shop.row("orders", number)
    if order is None:
        return None
    return OrderPage(
        order=order,
        customer=known(shop, "customers", order["id_customer"]),
        state=known(shop, "order_states", order["current_state"]),
        currency=currency_of(shop, order),
        lines=[_line(shop, it) for it in shop.rows("order_details", id_order=number)],
        discounts=shop.rows("order_cart_rules", id_order=number),
        addresses=_addresses(shop, order),
        shipments=[_shipment(shop, it) for it in shop.rows("order_carriers", id_order=number)],
        payments=shop.rows("order_payments", order_reference=order["reference"]),
        documents=_documents(shop, order),
        messages=_messages(shop, number),
        history=_history(shop, number),
        valid_orders=_valid_orders(shop, order["id_customer"]),
    )


def known(shop: Shop, resource: str, number: int) -> Row:
    """A row that others point at. Raises LookupError where the seed is broken."""
    row = shop.row(resource, number)
    if row is None:
        raise LookupError(f"{resource}/{number}")
    return row


def currency_of(shop: Shop, order: Row) -> str:
    return str(known(shop, "currencies", order["id_currency"])["iso_code"])


def _line(shop: Shop, detail: Row) -> Mapping[str, Any]:
    return detail | {
        "image": _image(shop, detail),
        "stock": stock_of(shop, detail),
        "texts": _texts(shop, detail["id_customization"]),
    }


def _image(shop: Shop, detail: Row) -> int:
    """The combination's picture where it has one, else the product's; 0 for neither."""
    combination = shop.row("combinations", detail["product_attribute_id"])
    images = combination["associations"].get("images", []) if combination else []
    product = shop.row("products", detail["product_id"])
    if images:
        return int(images[0]["id"])
    return int(product["id_default_image"]) if product else 0


def _texts(shop: Shop, customization: int) -> Sequence[Mapping[str, Any]]:
    row = shop.row("customizations", customization)
    fields = row["associations"].get("customized_data_text_fields", []) if row else []
    return [
        {
            "label": known(shop, "product_customization_fields", it["id_customization_field"])[
                "name"
            ],
            "value": it["value"],
        }
        for it in fields
    ]


def _addresses(shop: Shop, order: Row) -> Mapping[str, Mapping[str, Any]]:
    return {
        label: _address(shop, order[field])
        for label, field in (
            ("Delivery address", "id_address_delivery"),
            ("Billing address", "id_address_invoice"),
        )
    }


def _address(shop: Shop, number: int) -> Mapping[str, Any]:
    address = known(shop, "addresses", number)
    country = known(shop, "countries", address["id_country"])
    return address | {"country": country["name"]}


def _shipment(shop: Shop, row: Row) -> Mapping[str, Any]:
    carrier = known(shop, "carriers", row["id_carrier"])
    number = str(row["tracking_number"])
    followed = carrier["url"].replace("@", number) if number else ""
    return row | {"carrier": carrier["name"], "followed": followed}


def _documents(shop: Shop, order: Row) -> Sequence[Mapping[str, Any]]:
    number = order["id"]
    invoices = [
        {
            "kind": "Invoice",
            "date": it["date_add"],
            "number": f"#IN{it['number']:06}",
            "amount": it["total_paid_tax_incl"],
        }
        for it in shop.rows("order_invoices", id_order=number)
    ]
    slips = [
        {
            "kind": "Credit slip",
            "date": it["date_add"],
            "number": f"#CR{it['id']:06}",
            "amount": str(Decimal(it["amount"]) + Decimal(it["shipping_cost_amount"])),
        }
        for it in shop.rows("order_slip", id_order=number)
    ]
    vouchers = [
        {
            "kind": "Voucher",
            "date": it["date_add"],
            "number": it["code"],
            "amount": it["reduction_amount"],
        }
        for it in store_credits(shop, order)
    ]
    return invoices + slips + vouchers


def _messages(shop: Shop, number: int) -> Sequence[Row]:
    threads = shop.rows("customer_threads", id_order=number)
    return [
        message
        for thread in threads
        for message in shop.rows("customer_messages", id_customer_thread=thread["id"])
    ]


def _history(shop: Shop, number: int) -> Sequence[Mapping[str, Any]]:
    rows = shop.rows("order_histories", id_order=number)
    rows.sort(key=lambda it: (it["date_add"], it["id"]), reverse=True)
    return [it | {"state": known(shop, "order_states", it["id_order_state"])} for it in rows]


def _valid_orders(shop: Shop, customer: int) -> int:
    return len(shop.rows("orders", id_customer=customer, valid="1"))
