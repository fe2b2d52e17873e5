"""What refundCreate refuses, in Shopify's words where they are known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from platforms.shopify.sandbox.bags import Bag
from platforms.shopify.sandbox.order_rows import (
    left_of,
    net_payment,
    payments,
    refundable_units,
    rows,
    shipping_left,
    unfulfilled_units,
)
from platforms.shopify.sandbox.refund_sums import TOO_MANY
from platforms.shopify.sandbox.store import Node, Store

NO_ORDER = "Order does not exist"
NO_PARENT = "Transactions require a parent_id associated with the order"
NO_CREDIT = "Store credit is not enabled for this store"
CURRENCY = "Currency must be the presentment currency of the order"
SHIPPING = "Shipping amount is greater than what can still be refunded"
PART = "Transaction amount is greater than what its parent can still refund"
NOT_SENT = "Restock type cannot be cancel for items that are fulfilled"
NOT_THERE = "Restock type cannot be return for items that are not fulfilled"
_SYMBOLS = {"EUR": "€", "GBP": "£", "USD": "$", "CAD": "$", "JPY": "¥"}

Refusal = dict[str, Any]


def refusals(store: Store, order: Node | None, wish: Mapping[str, Any]) -> list[Refusal]:
    """Every userError of a RefundInput; none where it may be done."""
    if order is None:
        return [user_error(["orderId"], NO_ORDER)]
    found = list(_lines(store, order, wish.get("refundLineItems") or ()))
    found += _money(store, order, wish)
    return found or list(_sums(store, order, wish))


def user_error(field: Sequence[str] | None, message: str) -> Refusal:
    """A UserError, which has no code."""
    return {
        "__typename": "UserError",
        "field": None if field is None else list(field),
        "message": message,
    }


def asked_sum(wish: Mapping[str, Any]) -> Decimal:
    """All that the transactions give back, in the customer's money."""
    given = (Decimal(str(it["amount"])) for it in wish.get("transactions") or ())
    return sum(given, Decimal(0))


def _lines(store: Store, order: Node, inputs: Sequence[Mapping[str, Any]]) -> Iterator[Refusal]:
    lines = {it["id"]: it for it in rows(store, order["lineItems"])}
    counts = dict[tuple[str, str], int]()
    for number, given in enumerate(inputs):
        field = ["refundLineItems", str(number)]
        line = lines.get(given["lineItemId"])
        if line is None:
            yield user_error([*field, "lineItemId"], "Line item does not exist")
            continue
        kind = given.get("restockType") or "NO_RESTOCK"
        for key in ("all", kind):
            counts[line["id"], key] = counts.get((line["id"], key), 0) + given["quantity"]
        all_units = counts[line["id"], "all"]
        if given["quantity"] < 1:
            yield user_error([*field, "quantity"], "Quantity must be greater than 0")
        elif all_units > refundable_units(store, order, line):
            yield user_error([*field, "quantity"], TOO_MANY)
        else:
            count = counts[line["id"], kind]
            told = _restock_type(store, order, line, kind, count)
            if told:
                yield user_error([*field, "restockType"], told)
            told = _location(store, kind, given.get("locationId"))
            if told:
                yield user_error([*field, "locationId"], told)


def _restock_type(store: Store, order: Node, line: Node, kind: str, count: int) -> str:
    """What keeps so many units of a line from being put back so; empty where nothing does."""
    waiting = unfulfilled_units(store, order, line)
    if kind == "LEGACY_RESTOCK":
        return "Restock type is invalid"
    if kind == "CANCEL" and count > waiting:
        return NOT_SENT
    left = refundable_units(store, order, line) - waiting
    return NOT_THERE if kind == "RETURN" and count > left else ""


def _location(store: Store, kind: str, location: str | None) -> str:
    if kind == "RETURN" and not location:
        return "Location can't be blank"
    if kind == "NO_RESTOCK" and location:
        return "Location must be blank"
    if location and location not in {it["id"] for it in store.of_type("Location")}:
        return "Location does not exist"
    return ""


def _money(store: Store, order: Node, wish: Mapping[str, Any]) -> Iterator[Refusal]:
    shown = order["presentmentCurrencyCode"]
    currency = wish.get("currency") or (shown if shown == order["currencyCode"] else None)
    if currency != shown:
        yield user_error(["currency"], CURRENCY)
    if wish.get("refundMethods"):
        yield user_error(["refundMethods"], NO_CREDIT)
    amount = (wish.get("shipping") or {}).get("amount")
    left = shipping_left(store, order)[0]
    if amount is not None and Decimal(str(amount)) > left.shown:
        yield user_error(["shipping", "amount"], SHIPPING)
    for given in wish.get("transactions") or ():
        yield from _transaction(store, order, given)


def _transaction(store: Store, order: Node, given: Mapping[str, Any]) -> Iterator[Refusal]:
    parents = {it["id"] for it in payments(store, order)}
    if given["kind"] != "REFUND":
        yield user_error(None, f"Kind {given['kind'].lower()} is not a valid transaction")
    elif given.get("parentId") not in parents or given["orderId"] != order["id"]:
        yield user_error(None, NO_PARENT)


def _sums(store: Store, order: Node, wish: Mapping[str, Any]) -> Iterator[Refusal]:
    """More than was received is refused whatever allowOverRefunding says: few stores may."""
    most, asked = net_payment(store, order), asked_sum(wish)
    if asked > most.shown:
        told = f"Refund amount {_said(asked, most)} is greater than net payment received "
        yield user_error(None, told + _said(most.shown, most))
        return
    for parent in payments(store, order):
        parts = [
            Decimal(str(it["amount"]))
            for it in wish.get("transactions") or ()
            if it["parentId"] == parent["id"]
        ]
        if sum(parts, Decimal(0)) > left_of(store, order, parent).shown:
            yield user_error(None, PART)


def _said(amount: Decimal, like: Bag) -> str:
    return f"{_SYMBOLS.get(like.shown_currency, '')}{amount:.2f}"
