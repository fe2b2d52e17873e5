"""What an order's rows say about units and money: what was fulfilled, given back, and is left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from platforms.shopify.sandbox.bags import Bag, bag_of, total
from platforms.shopify.sandbox.store import Node, Store

PAYS = frozenset({"SALE", "CAPTURE"})
HOLDS = frozenset({"SUCCESS", "PENDING", "AWAITING_RESPONSE"})
"""A refund in these states takes from what may still be refunded."""


def rows(store: Store, references: Iterable[Any] | None) -> list[Node]:
    """The nodes behind a list of gids, or the inline ones."""
    return [row(store, it) for it in references or ()]


def row(store: Store, reference: Any) -> Node:
    """The node behind a gid, or the inline one."""
    found = store.nodes[reference] if isinstance(reference, str) else reference
    if not isinstance(found, dict):
        raise TypeError(reference)
    return found


def zero(order: Node) -> Bag:
    """Nothing, in the order's two currencies."""
    return bag_of(order["totalPriceSet"]).nothing()


def rate(order: Node) -> Bag:
    """An amount that carries the order's rate of exchange."""
    return bag_of(order["totalPriceSet"])


def refunds(store: Store, order: Node) -> list[Node]:
    """Oldest first."""
    return rows(store, order.get("refunds"))


def transactions(store: Store, order: Node) -> list[Node]:
    """Payments, authorisations, refunds and voids, oldest first."""
    return rows(store, order.get("transactions"))


def refunded_units(store: Store, order: Node, line: str, *kinds: str) -> int:
    """Units of a line that refunds already took, of these restock types or of all."""
    return sum(
        int(it["quantity"])
        for refund in refunds(store, order)
        for it in rows(store, refund["refundLineItems"])
        if it["lineItem"] == line and (not kinds or it["restockType"] in kinds)
    )


def refundable_units(store: Store, order: Node, line: Node) -> int:
    """Units of a line that may still be refunded."""
    return int(line["quantity"]) - refunded_units(store, order, line["id"])


def fulfilled_units(store: Store, order: Node, line: str) -> int:
    """Units of a line that left in a parcel which stands."""
    return sum(
        int(it["quantity"])
        for parcel in rows(store, order.get("fulfillments"))
        if parcel["status"] != "CANCELLED"
        for it in rows(store, parcel["fulfillmentLineItems"])
        if it["lineItem"] == line
    )


def unfulfilled_units(store: Store, order: Node, line: Node) -> int:
    """Units that neither left nor were refunded before they could leave."""
    left = refundable_units(store, order, line)
    sent = fulfilled_units(store, order, line["id"])
    sent -= refunded_units(store, order, line["id"], "RETURN")
    return max(0, left - max(0, sent))


def payments(store: Store, order: Node) -> list[Node]:
    """The transactions that brought money in."""
    return [
        it for it in transactions(store, order) if it["kind"] in PAYS and it["status"] == "SUCCESS"
    ]


def left_of(store: Store, order: Node, payment: Node) -> Bag:
    """What of one payment is neither given back nor on its way back."""
    back = (
        bag_of(it["amountSet"])
        for it in transactions(store, order)
        if it["kind"] == "REFUND"
        and it["status"] in HOLDS
        and it.get("parentTransaction") == payment["id"]
    )
    return bag_of(payment["amountSet"]) - total(back, zero(order))


def net_payment(store: Store, order: Node) -> Bag:
    """What was received and neither given back nor is on its way back."""
    left = (left_of(store, order, it) for it in payments(store, order))
    return total(left, zero(order))


def shipping_left(store: Store, order: Node) -> tuple[Bag, Bag]:
    """What of the shipping, and of its tax, was not refunded yet."""
    lines = [it for it in rows(store, order["shippingLines"]) if not it.get("isRemoved")]
    paid = total((bag_of(it["discountedPriceSet"]) for it in lines), zero(order))
    tax = total((taxes(order, it) for it in lines), zero(order))
    for refund in refunds(store, order):
        for it in rows(store, refund["refundShippingLines"]):
            paid -= bag_of(it["subtotalAmountSet"])
            tax -= bag_of(it["taxAmountSet"])
    return paid, tax


def taxes(order: Node, line: Node) -> Bag:
    """The whole tax of a line or a shipping line."""
    return total((bag_of(it["priceSet"]) for it in line.get("taxLines") or ()), zero(order))


def split(amount: Decimal, parts: Sequence[Decimal]) -> list[Decimal]:
    """As much from each part as it has, in turn, until the amount is reached."""
    taken = []
    for part in parts:
        taken.append(min(part, amount))
        amount -= taken[-1]
    return taken
