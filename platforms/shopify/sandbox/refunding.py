"""refundCreate: checked as Shopify checks it, done once per key, with all that follows from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from graphql import GraphQLError

from platforms.shopify.sandbox.aftermath import author, mail, put_back, touched
from platforms.shopify.sandbox.bags import Bag, bag_of, total
from platforms.shopify.sandbox.calling import Call, Info
from platforms.shopify.sandbox.idempotency import Clash, fingerprint, idempotency_key, once
from platforms.shopify.sandbox.order_rows import left_of, row, rows, zero
from platforms.shopify.sandbox.paying import paid_back
from platforms.shopify.sandbox.refund_checks import Refusal, refusals, user_error
from platforms.shopify.sandbox.refund_sums import RefundSums, Wanted, asked_shipping, sums
from platforms.shopify.sandbox.store import Node

Part = tuple[Node, Bag]
"""A payment and what of it goes back."""


def refund_create(call: Call, args: Mapping[str, Any], info: Info) -> Node | None:
    """The mutation's payload. Raises GraphQLError where it was not even tried."""
    wish, known = args["input"], call.sandbox.idempotency
    order = call.store.node(wish["orderId"])
    refused: list[Refusal] = []

    def make() -> str:
        refused.extend(refusals(call.store, order, wish))
        return "" if refused or order is None else _make(call, order, wish)

    try:
        made = once(
            known,
            host=call.store.host,
            key=idempotency_key(info),
            fingerprint=fingerprint(info, call.variables),
            clashing=call.clashing,
            now=call.sandbox.clock.now(),
            make=make,
        )
    except Clash as clash:
        if known.tells_by_code:
            raise GraphQLError(clash.message, extensions={"code": clash.code}) from clash
        made, refused = "", [user_error(None, clash.message)]
    return {"refund": made or None, "order": order and order["id"], "userErrors": refused}


def written_refund(
    call: Call, order: Node, found: RefundSums, parts: Sequence[Part], note: str | None
) -> Node:
    """The rows of a refund, and whatever follows from them but mails."""
    store, gid, now = call.store, call.store.new_gid("Refund"), call.store.clock.iso()
    lines = [it.node() | {"id": store.new_gid("RefundLineItem")} for it in found.lines]
    amount = total((it for _, it in parts), zero(order))
    refund: Node = {
        "__typename": "Refund",
        "id": gid,
        "legacyResourceId": gid.rpartition("/")[2],
        "createdAt": now,
        "processedAt": now,
        "updatedAt": now,
        "note": note,
        "order": order["id"],
        "refundLineItems": lines,
        "refundShippingLines": _shipping(call, order, found),
        "transactions": [],
        "duties": [],
        "orderAdjustments": [],
        "totalRefundedSet": amount.node(),
        "_author": author(call),
    }
    store.add(refund)
    order["refunds"].append(gid)
    put_back(store, order, found.lines, author(call))
    for parent, part in parts:
        paid_back(call, order, refund, parent, part)
    touched(store, order)
    return refund


def _make(call: Call, order: Node, wish: Mapping[str, Any]) -> str:
    shipping = wish.get("shipping") or {}
    amount = asked_shipping(
        call.store,
        order,
        amount=shipping.get("amount"),
        full=bool(shipping.get("fullRefund")),
    )
    found = sums(call.store, order, _wanted(call, wish), amount)
    refund = written_refund(call, order, found, _parts(call, order, wish), wish.get("note"))
    if wish.get("notify"):
        mail(call, order, "refund")
    tell_refund(call, order, refund)
    return str(refund["id"])


def tell_refund(call: Call, order: Node, refund: Node) -> None:
    """Whoever listens hears of the refund, and that its order changed."""
    webhooks = call.sandbox.webhooks
    webhooks.tell(call.store, "refunds/create", refund)
    webhooks.tell(call.store, "orders/updated", order)


def _wanted(call: Call, wish: Mapping[str, Any]) -> list[Wanted]:
    return [
        Wanted(
            row(call.store, it["lineItemId"]),
            it["quantity"],
            it.get("restockType") or "NO_RESTOCK",
            it.get("locationId"),
        )
        for it in wish.get("refundLineItems") or ()
    ]


def _parts(call: Call, order: Node, wish: Mapping[str, Any]) -> list[Part]:
    """Amounts are the customer's money; the shop's follows at the payment's own rate."""
    parts = []
    for given in wish.get("transactions") or ():
        parent = row(call.store, given["parentId"])
        left = left_of(call.store, order, parent)
        amount = Decimal(str(given["amount"]))
        parts.append((parent, (left if left.shown else bag_of(parent["amountSet"])).worth(amount)))
    return parts


def _shipping(call: Call, order: Node, found: RefundSums) -> list[Node]:
    if not found.shipping.shown:
        return []
    line = rows(call.store, order["shippingLines"])[0]
    return [
        {
            "__typename": "RefundShippingLine",
            "id": call.store.new_gid("RefundShippingLine"),
            "shippingLine": line,
            "subtotalAmountSet": found.shipping.node(),
            "taxAmountSet": found.shipping_tax.node(),
        }
    ]
