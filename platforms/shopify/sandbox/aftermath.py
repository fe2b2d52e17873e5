"""What a change of an order leaves behind it: events, stock, mails to the customer, webhooks."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from platforms.shopify.sandbox.bags import written
from platforms.shopify.sandbox.calling import Call
from platforms.shopify.sandbox.notifications import Notification
from platforms.shopify.sandbox.order_rows import row
from platforms.shopify.sandbox.refund_sums import LineSum
from platforms.shopify.sandbox.store import Node, Store


def author(call: Call) -> dict[str, Any]:
    """Who an event says it was: the person of an online token, or the app."""
    staff = call.store.staff.get(getattr(call.access, "staff_id", ""))
    if staff is None:
        return {"author": "Comptoir", "attributeToApp": True, "appTitle": "Comptoir"}
    return {"author": f"{staff.first_name} {staff.last_name}", "attributeToUser": True}


def put_back(store: Store, order: Node, lines: Sequence[LineSum], said_by: dict[str, Any]) -> None:
    """Units that come back are in stock again where they were put."""
    count = 0
    for line in lines:
        wanted = line.wanted
        if wanted.restock_type == "NO_RESTOCK":
            continue
        count += wanted.quantity
        _restock(store, wanted.line, wanted.location, wanted.quantity)
    if count:
        units = "1 item" if count == 1 else f"{count} items"
        store.happened(order["id"], "restock_line_items", f"{units} restocked.", **said_by)


def mail(call: Call, order: Node, kind: str) -> None:
    """The customer is told by Shopify, where the order has an address."""
    to = order.get("email")
    if not to:
        return
    at = call.sandbox.clock.now()
    call.sandbox.notifications.append(Notification(call.store.host, kind, order["id"], to, at))
    call.store.happened(order["id"], "mail_sent", f"A {kind} email was sent to {to}.")


def touched(store: Store, order: Node) -> None:
    """The order was changed now."""
    order["updatedAt"] = store.clock.iso()


def said(amount: Decimal, currency: str) -> str:
    """An amount inside an event's message."""
    return f"{written(amount)} {currency}"


def _restock(store: Store, line: Node, location: str | None, count: int) -> None:
    if not line.get("variant"):
        return
    variant = row(store, line["variant"])
    if isinstance(variant.get("inventoryQuantity"), int):
        variant["inventoryQuantity"] += count
    levels = variant.get("_stock")
    if isinstance(levels, dict) and location is not None:
        levels[location] = levels.get(location, 0) + count
