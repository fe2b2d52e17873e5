"""Sows what was paid for an order, and what of it has already gone back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from platforms.shopify.sandbox.bags import Bag, bag_of
from platforms.shopify.sandbox.making import Making
from platforms.shopify.sandbox.refund_sums import (
    Part,
    RefundSums,
    Wanted,
    asked_shipping,
    sums,
    usual_location,
)
from platforms.shopify.sandbox.store import Node

_GATEWAYS: Mapping[str, str] = {
    "shopify_payments": "Shopify Payments",
    "gift_card": "Gift Card",
    "paypal": "PayPal",
}
_CARD = "•••• •••• •••• 4242"


def sow_payments(making: Making) -> None:
    """In the customer's money; one that names no amount pays what is left."""
    left = bag_of(making.order["totalPriceSet"])
    if not left.shown:
        return
    for written in making.written.get("payments", [{}]):
        amount = making.paid(written["amount"]) if "amount" in written else left
        if written.get("kind", "SALE") in {"SALE", "AUTHORIZATION"}:
            left -= amount
        _transaction(making, written, amount)


def sow_refunds(making: Making) -> None:
    """Worked out as Shopify itself would suggest them."""
    for place, written in enumerate(making.written.get("refunds", ()), start=1):
        found = _suggested(making, written)
        _refund(making, place, written, found)


def _suggested(making: Making, written: Mapping[str, Any]) -> RefundSums:
    store, order = making.store, making.order
    location = usual_location(store, order)
    wanted = [
        Wanted(
            store.nodes[order["lineItems"][place - 1]],
            quantity,
            kind,
            None if kind == "NO_RESTOCK" else location,
        )
        for place, quantity, kind in written.get("lines", ())
    ]
    shipping = asked_shipping(
        store, order, amount=written.get("shipping"), full=written.get("whole_shipping", False)
    )
    return sums(store, order, wanted, shipping)


def _refund(making: Making, place: int, written: Mapping[str, Any], found: RefundSums) -> None:
    at = making.at(written["days"])
    gid = making.gid_of("Refund", place)
    moved = [_back(making, part, written, at) for part in found.parts]
    making.store.add(
        {
            "__typename": "Refund",
            "id": gid,
            "legacyResourceId": gid.rpartition("/")[2],
            "createdAt": at,
            "processedAt": at,
            "updatedAt": at,
            "note": written.get("note"),
            "order": making.gid,
            "staffMember": None,
            "return": None,
            "totalRefundedSet": found.amount.node(),
            "refundLineItems": [
                it.node() | {"id": f"gid://shopify/RefundLineItem/{making.digits}{place}{number}"}
                for number, it in enumerate(found.lines, start=1)
            ],
            "refundShippingLines": _shipping_lines(making, place, found),
            "transactions": moved,
        }
    )
    making.order["refunds"].append(gid)
    making.order["updatedAt"] = at


def _shipping_lines(making: Making, place: int, found: RefundSums) -> list[Node]:
    if not found.shipping.shown:
        return []
    return [
        {
            "__typename": "RefundShippingLine",
            "id": making.gid_of("RefundShippingLine", place),
            "subtotalAmountSet": found.shipping.node(),
            "taxAmountSet": found.shipping_tax.node(),
        }
    ]


def _back(making: Making, part: Part, written: Mapping[str, Any], at: str) -> str:
    words = {
        "kind": "REFUND",
        "gateway": part.parent["gateway"],
        "status": written.get("status", "SUCCESS"),
        "days": written["days"],
    }
    return _transaction(making, words, part.amount, part.parent["id"], at)


def _transaction(
    making: Making,
    written: Mapping[str, Any],
    amount: Bag,
    parent: str | None = None,
    at: str | None = None,
) -> str:
    """``parent`` in a seed is the place, from 1, of the transaction that this one follows."""
    order = making.order
    gateway = written.get("gateway", "shopify_payments")
    if "parent" in written:
        parent = order["transactions"][written["parent"] - 1]
    at = at or making.at(written.get("days", making.written["days"]))
    gid = making.store.add(
        {
            "__typename": "OrderTransaction",
            "id": making.gid_of("OrderTransaction", len(order["transactions"]) + 1),
            "kind": written.get("kind", "SALE"),
            "status": written.get("status", "SUCCESS"),
            "gateway": gateway,
            "formattedGateway": _GATEWAYS.get(gateway, gateway),
            "manualPaymentGateway": gateway not in _GATEWAYS,
            "createdAt": at,
            "processedAt": at,
            "test": making.written.get("test", False),
            "errorCode": None,
            "accountNumber": _CARD if gateway == "shopify_payments" else None,
            "amountSet": amount.node(),
            "parentTransaction": parent,
            "order": making.gid,
            "paymentId": None,
        }
    )
    order["transactions"].append(gid)
    return gid
