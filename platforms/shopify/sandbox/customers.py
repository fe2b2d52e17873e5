"""What a customer's row does not keep: the orders, and what they come to."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from platforms.shopify.sandbox import figures
from platforms.shopify.sandbox.ages import shown
from platforms.shopify.sandbox.bags import money
from platforms.shopify.sandbox.calling import Call
from platforms.shopify.sandbox.finding import found_events
from platforms.shopify.sandbox.store import Node, Store


def orders_of(store: Store, customer: Node) -> list[Node]:
    """Oldest first."""
    return [it for it in store.of_type("Order") if it["customer"] == customer["id"]]


def _orders(call: Call, customer: Node, _args: Mapping[str, Any]) -> list[Node]:
    return shown(call, orders_of(call.store, customer))


def _number(call: Call, customer: Node, _args: Mapping[str, Any]) -> str:
    return str(len(orders_of(call.store, customer)) + int(customer["_older_orders"]))


def _spent(call: Call, customer: Node, _args: Mapping[str, Any]) -> Node:
    """In the shop's money; what came before the orders that are kept is counted with it."""
    paid = (figures.net_payment(call.store, it).shop for it in orders_of(call.store, customer))
    return money(sum(paid, Decimal(customer["_older_spent"])), call.store.currency)


def _last(call: Call, customer: Node, _args: Mapping[str, Any]) -> Node | None:
    return max(
        shown(call, orders_of(call.store, customer)),
        key=lambda it: (str(it["processedAt"]), int(it["number"])),
        default=None,
    )


def _email(_call: Call, customer: Node, _args: Mapping[str, Any]) -> Node | None:
    if not customer["email"]:
        return None
    return {
        "emailAddress": customer["email"],
        "marketingState": customer["_email_consent"],
        "validFormat": True,
    }


def _phone(_call: Call, customer: Node, _args: Mapping[str, Any]) -> Node | None:
    if not customer["phone"]:
        return None
    return {
        "phoneNumber": customer["phone"],
        "smsMarketingConsent": {"state": customer["_sms_consent"]},
    }


CUSTOMER_FIELDS = {
    ("Customer", "orders"): _orders,
    ("Customer", "numberOfOrders"): _number,
    ("Customer", "amountSpent"): _spent,
    ("Customer", "lastOrder"): _last,
    ("Customer", "defaultEmailAddress"): _email,
    ("Customer", "defaultPhoneNumber"): _phone,
    ("Customer", "events"): found_events,
}
