"""What an order comes to now: never kept, always worked out from its lines, parcels and money."""

from __future__ import annotations

from collections.abc import Iterable

from platforms.shopify.sandbox.bags import Bag, bag_of, total
from platforms.shopify.sandbox.order_rows import (
    fulfilled_units,
    left_of,
    payments,
    refundable_units,
    refunds,
    rows,
    shipping_left,
    taxes,
    transactions,
    unfulfilled_units,
    zero,
)
from platforms.shopify.sandbox.store import Node, Store


def received(store: Store, order: Node) -> Bag:
    """What payments brought in, whatever went back since."""
    return _sum(order, (it["amountSet"] for it in payments(store, order)))


def refunded(store: Store, order: Node) -> Bag:
    """What has really gone back."""
    done = (
        it["amountSet"]
        for it in transactions(store, order)
        if it["kind"] == "REFUND" and it["status"] == "SUCCESS"
    )
    return _sum(order, done)


def refunded_shipping(store: Store, order: Node) -> Bag:
    """What of the refunds was for the shipping."""
    given = (
        it["subtotalAmountSet"]
        for refund in refunds(store, order)
        for it in rows(store, refund["refundShippingLines"])
    )
    return _sum(order, given)


def net_payment(store: Store, order: Node) -> Bag:
    """What was received, less what has gone back."""
    return received(store, order) - refunded(store, order)


def current_subtotal(store: Store, order: Node) -> Bag:
    """The lines that still stand, after discounts."""
    return bag_of(order["subtotalPriceSet"]) - _removed(store, order, "subtotalSet")


def current_shipping(store: Store, order: Node) -> Bag:
    """The shipping that was not refunded."""
    return shipping_left(store, order)[0]


def current_tax(store: Store, order: Node) -> Bag:
    """The tax within, or on top of, what still stands."""
    lines = (taxes(order, it) for it in rows(store, order["lineItems"]))
    left = total(lines, zero(order)) - _removed(store, order, "totalTaxSet")
    return left + shipping_left(store, order)[1]


def current_total(store: Store, order: Node) -> Bag:
    """What the order costs as it stands."""
    whole = current_subtotal(store, order) + current_shipping(store, order)
    return whole if order["taxesIncluded"] else whole + current_tax(store, order)


def outstanding(store: Store, order: Node) -> Bag:
    """What the customer still owes: nothing once it was paid or cancelled."""
    owed = current_total(store, order) - received(store, order)
    return zero(order) if order["cancelledAt"] or owed.shown < 0 else owed


def capturable(store: Store, order: Node) -> Bag:
    """What is authorised, and neither captured nor voided."""
    return _sum(order, (it["amountSet"] for it in open_authorisations(store, order)))


def open_authorisations(store: Store, order: Node) -> list[Node]:
    """Authorisations that nothing followed."""
    every = transactions(store, order)
    followed = {it["parentTransaction"] for it in every if it["status"] == "SUCCESS"}
    return [
        it
        for it in every
        if it["kind"] == "AUTHORIZATION" and it["status"] == "SUCCESS" and it["id"] not in followed
    ]


def financial_status(store: Store, order: Node) -> str:
    """OrderDisplayFinancialStatus."""
    paid, back = received(store, order).shown, refunded(store, order).shown
    if paid and back:
        return "REFUNDED" if back >= paid else "PARTIALLY_REFUNDED"
    if paid or not bag_of(order["totalPriceSet"]).shown:
        return "PARTIALLY_PAID" if outstanding(store, order).shown else "PAID"
    if open_authorisations(store, order):
        return "AUTHORIZED"
    voided = any(it["kind"] == "VOID" for it in transactions(store, order))
    return "VOIDED" if voided or order["cancelledAt"] else "PENDING"


def fulfilment_status(store: Store, order: Node) -> str:
    """OrderDisplayFulfillmentStatus."""
    lines = rows(store, order["lineItems"])
    waiting = sum(unfulfilled_units(store, order, it) for it in lines)
    sent = sum(fulfilled_units(store, order, it["id"]) for it in lines)
    if sent:
        return "PARTIALLY_FULFILLED" if waiting else "FULFILLED"
    restocked = any(
        it["restocked"] for refund in refunds(store, order) for it in refund["refundLineItems"]
    )
    return "RESTOCKED" if restocked and not waiting else "UNFULFILLED"


def can_be_refunded(store: Store, order: Node) -> bool:
    """Whether a payment has something left."""
    return any(left_of(store, order, it).shown > 0 for it in payments(store, order))


def can_be_restocked(store: Store, order: Node) -> bool:
    """Whether a line has units left that a refund may put back."""
    lines = rows(store, order["lineItems"])
    return any(it["restockable"] and refundable_units(store, order, it) for it in lines)


def _removed(store: Store, order: Node, name: str) -> Bag:
    gone = (it[name] for refund in refunds(store, order) for it in refund["refundLineItems"])
    return _sum(order, gone)


def _sum(order: Node, amounts: Iterable[Node]) -> Bag:
    return total((bag_of(it) for it in amounts), zero(order))
