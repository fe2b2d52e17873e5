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
    SAME_CUSTOMER = "same_customer"
    THIS_REFERENCE = "this_reference"
    """It was asked for by its reference."""


_OF_MATCH = {
    Match.EMAIL: Why.SAME_EMAIL,
    Match.PHONE: Why.SAME_PHONE,
    Match.REFERENCE: Why.NAMED_IN_TEXT,
}
_OF_CANDIDATE = {**_OF_MATCH, Match.CUSTOMER: Why.SAME_CUSTOMER}


@dataclass(frozen=True, slots=True)
class ListedOrder:
    """One line of the accordion. ``shop_id`` is empty for an order of the ticket's own shop."""

    order: OrderSummary
    why: tuple[Why, ...]
    shop_id: str = ""
    shop_name: str = ""


@dataclass(frozen=True, slots=True)
class Beside:
    """What another shop of the same house answered to the same question."""

    shop_id: str
    shop_name: str
    found: tuple[FoundOrder, ...]
    gaps: tuple[str, ...] = ()
    """What its key may not read: more orders may be there."""


@dataclass(frozen=True, slots=True)
class Spending:
    """How many orders count for the customer and what they come to, per currency."""

    orders: int
    totals: tuple[Money, ...]


def listed(
    this_order: OrderSummary, found: Iterable[FoundOrder], beside: Iterable[Beside] = ()
) -> tuple[ListedOrder, ...]:
    """This order first, then the others newest first, each once with all its reasons."""
    own = _merged(Beside("", "", tuple(found)))
    this = own.pop(this_order.id, None)
    elsewhere = (_merged(one) for one in beside)
    others = [entry for entries in (own, *elsewhere) for entry in entries.values() if entry.why]
    others.sort(key=_newest, reverse=True)
    return (ListedOrder(this_order, (Why.THIS_ORDER, *(this.why if this else ()))), *others)


def candidates(found: Iterable[FoundOrder], *, is_typed: bool) -> tuple[ListedOrder, ...]:
    """Orders that a ticket without one may be about, newest first, each with why it is shown.

    A reference is named in the ticket's texts, or was typed by whoever looks.
    """
    named = Why.THIS_REFERENCE if is_typed else Why.NAMED_IN_TEXT
    reasons = {**_OF_MATCH, Match.CUSTOMER: Why.SAME_CUSTOMER, Match.REFERENCE: named}
    entries = [
        ListedOrder(
            hit.order,
            _sorted({reasons[match] for match in hit.matches}),
        )
        for hit in found
    ]
    return tuple(sorted(entries, key=_newest, reverse=True))


def _merged(answer: Beside) -> dict[str, ListedOrder]:
    """One shop's orders by their ids: two of them may use the same ids."""
    reasons: dict[str, set[Why]] = {}
    orders: dict[str, OrderSummary] = {}
    for hit in answer.found:
        orders[hit.order.id] = hit.order
        named = {_OF_MATCH[match] for match in hit.matches if match in _OF_MATCH}
        reasons.setdefault(hit.order.id, set()).update(named)
    return {
        number: ListedOrder(order, _sorted(reasons[number]), answer.shop_id, answer.shop_name)
        for number, order in orders.items()
    }


def _newest(entry: ListedOrder) -> tuple[int, str, str]:
    return entry.order.placed_at or 0, entry.order.id, entry.shop_id


def _sorted(reasons: set[Why]) -> tuple[Why, ...]:
    return tuple(why for why in Why if why in reasons)


def spending(orders: Iterable[ListedOrder]) -> Spending:
    """Orders surely of this customer (this one, the same e-mail), without void and test ones."""
    own = [entry.order for entry in orders if {Why.THIS_ORDER, Why.SAME_EMAIL} & set(entry.why)]
    return came_to(own)


def came_to(orders: Iterable[OrderSummary]) -> Spending:
    """What these orders come to, without void and test ones."""
    own = [order for order in orders if not _is_void(order)]
    totals: dict[str, Money] = {}
    for order in own:
        known = totals.get(order.total.currency, Money(0, order.total.currency))
        totals[order.total.currency] = known + order.total
    return Spending(len(own), tuple(totals.values()))


def _is_void(order: OrderSummary) -> bool:
    return order.is_test or order.payment in ("cancelled", "failed")
