"""Sows an order's timeline: what its own story tells, then what the seed adds."""

from __future__ import annotations

from html import escape
from typing import Any

from platforms.shopify.sandbox.bags import bag_of
from platforms.shopify.sandbox.making import Making
from platforms.shopify.sandbox.order_rows import refunds, transactions
from platforms.shopify.sandbox.sowing_people import sow_event

_PAID = {"SALE": "sale", "CAPTURE": "capture", "AUTHORIZATION": "authorization", "VOID": "void"}
_ENDED = {"SUCCESS": "success", "PENDING": "pending", "FAILURE": "failure", "ERROR": "failure"}


def sow_happenings(making: Making) -> None:
    """Oldest first, as they happened."""
    name, order = escape(_named(making)), making.order
    _tell(making, "placed", f"{name} placed this order on Online Store.", order["createdAt"])
    _tell_payments(making)
    if order["email"]:
        told = f"Order confirmation email was sent to {name} ({escape(order['email'])})."
        _tell(making, "mail_sent", told, order["createdAt"])
    for gid in order["fulfillments"]:
        parcel = making.store.nodes[gid]
        told = f"{parcel['totalQuantity']} items were fulfilled from {_place(making, parcel)}."
        _tell(making, "fulfillment_success", told, parcel["createdAt"])
    for refund in refunds(making.store, order):
        amount = bag_of(refund["totalRefundedSet"])
        told = f"{amount.shown} {amount.shown_currency} was refunded."
        _tell(making, "refund_success", told, refund["createdAt"], author="Maud Lumière")
    if order["cancelledAt"]:
        told = "This order was canceled."
        _tell(making, "cancelled", told, order["cancelledAt"], author="Camille Fournier")
    for event in making.written.get("events", ()):
        sow_event(making.store, making.gid, event)
    told_at = (making.store.nodes[gid]["createdAt"] for gid in order["events"])
    order["updatedAt"] = max(told_at, default=order["updatedAt"])


def _tell_payments(making: Making) -> None:
    for it in transactions(making.store, making.order):
        if it["kind"] not in _PAID:
            continue
        amount = bag_of(it["amountSet"])
        told = (
            f"A {amount.shown} {amount.shown_currency} payment was processed"
            f" on {escape(it['formattedGateway'])}."
        )
        action = f"{_PAID[it['kind']]}_{_ENDED[it['status']]}"
        _tell(making, action, told, it["createdAt"])


def _named(making: Making) -> str:
    customer = making.customer
    return str(customer["displayName"]) if customer else "A customer"


def _place(making: Making, parcel: dict[str, Any]) -> str:
    return escape(str(making.store.nodes[parcel["location"]]["name"]))


def _tell(making: Making, action: str, message: str, at: str, **more: Any) -> None:
    making.store.happened(making.gid, action, message, createdAt=at, **more)
