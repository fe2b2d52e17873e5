"""Why each order is listed beside a ticket, and in which order: never a silent guess."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from platforms.contract import FoundOrder, Match
from platforms.shapes import Money, OrderSummary


class Why(StrEnum):
    """The reason printed beside an order."""

    THIS_ORDER = "this_order"
    SAME_EMAIL = "same_email"
    SAME_PHONE = "same_phone"
    NAMED_IN_TEXT = "named_in_text"


_OF_MATCH = {
    Match.EMAIL: Why.SAME_EMAIL,
    Match.PHONE: Why.SAME_PHONE,
    Match.REFERENCE: Why.NAMED_IN_TEXT,
}


@dataclass(frozen=True, slots=True)
class ListedOrder:
    """One line of the accordion."""

    order: OrderSummary
    why: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class Spending:
    """How many orders count for the customer and what they come to, per currency."""

    orders: int
    totals: tuple[Money, ...]


def listed(this_order: OrderSummary, found: Iterable[FoundOrder]) -> tuple[ListedOrder, ...]:
    """This order first, then the others newest first, each once with all its reasons."""
    reasons: dict[str, set[Why]] = {}
    orders: dict[str, OrderSummary] = {}
    for hit in found:
        orders[hit.order.id] = hit.order
        named = {_OF_MATCH[match] for match in hit.matches if match in _OF_MATCH}
        reasons.setdefault(hit.order.id, set()).update(named)
    others = sorted(
        (order for order in orders.values() if order.id != this_order.id and reasons[order.id]),
        key=lambda order: (order.placed_at or 0, order.id),
        reverse=True,
    )
    first = ListedOrder(this_order, (Why.THIS_ORDER, *_sorted(reasons.get(this_order.id, set()))))
    return (first, *(ListedOrder(order, _sorted(reasons[order.id])) for order in others))


def _sorted(reasons: set[Why]) -> tuple[Why, ...]:
    return tuple(why for why in Why if why in reasons)


def spending(orders: Iterable[ListedOrder]) -> Spending:
    """Orders surely of this customer (this one, and the same e-mail), cancelled ones left out."""
    own = [
        entry.order
        for entry in orders
        if {Why.THIS_ORDER, Why.SAME_EMAIL} & set(entry.why) and not _is_void(entry.order)
    ]
    totals: dict[str, Money] = {}
    for order in own:
        known = totals.get(order.total.currency, Money(0, order.total.currency))
        totals[order.total.currency] = known + order.total
    return Spending(len(own), tuple(totals.values()))


def _is_void(order: OrderSummary) -> bool:
    return order.payment in ("cancelled", "failed")
