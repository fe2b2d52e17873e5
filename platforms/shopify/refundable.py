"""What may be given back of an order and whether it may be cancelled, in Shopify's own figures."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from platforms.amounts import Money
from platforms.moves import MoneyWay, Refundable, RefundableLine, Restock
from platforms.shopify.reading.moneys import share, taxes_of
from platforms.shopify.reading.node import Node
from platforms.shopify.reading.order import read_order
from platforms.shopify.suggesting import Place, line_of, place_of
from platforms.shopify.weighing import Weighed

_UNDER_WAY = frozenset({"PENDING", "AWAITING_RESPONSE"})
_PAYS = frozenset({"SALE", "CAPTURE", "AUTHORIZATION", "EMV_AUTHORIZATION"})
_RECEIVES = frozenset({"SALE", "CAPTURE"})


@dataclass(frozen=True, slots=True)
class Places:
    """Where units of one line go back: each where it was sent from, or would have been."""

    sent: Place | None
    unsent: Place | None
    """Of units that were never sent."""


def refundable_of(weighed: Weighed) -> Refundable:
    """The order and what is left of it. Raises BadAnswer."""
    order, nothing = weighed.order, Money(0, weighed.currency)
    suggested = weighed.everything
    places = places_of(weighed)
    left = min(suggested.total, suggested.movable, key=_minor) if suggested else nothing
    lines = tuple(
        _line(weighed, one, places[one.identity("LineItem")]) for one in order.nodes("lineItems")
    )
    return Refundable(
        order=read_order(order, gaps=weighed.gaps),
        lines=lines,
        shipping_left=suggested.shipping_most if suggested else nothing,
        left=left,
        stand=stand_of(order),
        refund_barred=_refund_barred(weighed, left, lines),
        cancel_barred=_cancel_barred(order),
        payment_name=_payment_name(order),
        money_way=_money_way(order),
        can_notify=order.is_set("canNotifyCustomer"),
        cancel_chooses=True,
    )


def places_of(weighed: Weighed) -> Mapping[str, Places]:
    """Where each line's units go back to stock."""
    parcels, suggested = _sent_from(weighed.order), weighed.everything
    returns, unsent = (suggested.places, suggested.unsent) if suggested else ({}, {})
    return {
        one: Places(
            sent=parcels.get(one) or returns.get(one) or unsent.get(one) or weighed.fallback,
            unsent=unsent.get(one) or returns.get(one) or parcels.get(one) or weighed.fallback,
        )
        for one in (line.identity("LineItem") for line in weighed.order.nodes("lineItems"))
    }


def _sent_from(order: Node) -> dict[str, Place]:
    found: dict[str, Place] = {}
    for parcel in order.nodes("fulfillments"):
        location = parcel.node("location")
        if location is None or parcel.text("status") == "CANCELLED":
            continue
        for one in parcel.nodes("fulfillmentLineItems"):
            found.setdefault(line_of(one), place_of(location))
    return found


def stand_of(order: Node) -> str:
    """A digest of all that a refund or a cancellation depends on; notes and tags are no part."""
    standing = {
        "cancelled": order.text("cancelledAt"),
        "return": order.text("returnStatus"),
        "total": order.money("totalPriceSet").minor,
        "lines": [
            [
                line.identity("LineItem"),
                line.number("quantity"),
                line.number("refundableQuantity"),
                line.number("unfulfilledQuantity"),
            ]
            for line in order.nodes("lineItems")
        ],
        "parcels": [[one.text("id"), one.text("status")] for one in order.nodes("fulfillments")],
        "payments": [
            [one.text("id"), one.text("kind"), one.text("status"), one.money("amountSet").minor]
            for one in order.nodes("transactions")
        ],
        "refunds": [
            [one.text("id"), one.money("totalRefundedSet").minor] for one in order.nodes("refunds")
        ],
    }
    return hashlib.sha256(json.dumps(standing, sort_keys=True).encode()).hexdigest()


def _line(weighed: Weighed, node: Node, places: Places) -> RefundableLine:
    line_id, left = node.identity("LineItem"), max(0, node.number("refundableQuantity"))
    unsent = min(left, max(0, node.number("unfulfilledQuantity")))
    suggested = weighed.everything.lines if weighed.everything else {}
    used = (places.unsent,) * bool(unsent) + (places.sent,) * (left > unsent)
    names = dict.fromkeys(place.name for place in used if place is not None)
    is_kept = _is_tracked(node) and node.is_set("restockable") and bool(names)
    return RefundableLine(
        line_id=line_id,
        left=left,
        most=suggested.get(line_id) or _priced(weighed, node, left),
        restock=Restock.OPTIONAL if is_kept else Restock.NONE,
        stock=_stock(node),
        place=", ".join(names) if is_kept else "",
        unfulfilled=unsent,
    )


def _priced(weighed: Weighed, node: Node, left: int) -> Money:
    """A ceiling for units that Shopify suggests nothing for when it is asked about everything."""
    unit = node.money("discountedUnitPriceAfterAllDiscountsSet")
    # The unit's price is rounded: each unit may be worth half of the smallest coin more.
    price = Money(unit.minor * left + (left + 1) // 2, unit.currency) if unit.minor else unit
    if weighed.taxes_included or not left:
        return Money(price.minor if left else 0, weighed.currency)
    tax = share(taxes_of(node, weighed.currency), left, node.number("quantity"))
    return price + tax


def _is_tracked(node: Node) -> bool:
    variant = node.node("variant")
    item = variant.node("inventoryItem") if variant else None
    return item is not None and item.is_set("tracked")


def _stock(node: Node) -> int | None:
    variant = node.node("variant")
    if variant is None or not _is_tracked(node) or not variant.has("inventoryQuantity"):
        return None
    return variant.number("inventoryQuantity")


def _refund_barred(weighed: Weighed, left: Money, lines: tuple[RefundableLine, ...]) -> str:
    order, suggested = weighed.order, weighed.everything
    if order.money("totalReceivedSet").minor <= 0:
        return "not_paid"
    is_offered = any(line.left for line in lines) or (
        suggested is not None and suggested.shipping_most.minor > 0
    )
    if left.minor <= 0 or not is_offered or not order.is_set("refundable"):
        return "nothing_left"
    return ""


def _cancel_barred(order: Node) -> str:
    """There is no word of Shopify's for it: ``orderCancel`` itself has the last one."""
    if order.has("cancelledAt"):
        return "already_cancelled"
    if order.text("returnStatus") != "NO_RETURN":
        return "cannot_cancel_returns"
    if any(one.text("status") != "CANCELLED" for one in order.nodes("fulfillments")):
        return "cannot_cancel_fulfilled"
    if any(_is_under_way(one) for one in order.nodes("transactions")):
        return "payment_pending"
    return ""


def _is_under_way(payment: Node) -> bool:
    """Whether a provider is still at it: a transfer or a cheque that never came is nobody's."""
    is_at_it = payment.text("status") in _UNDER_WAY and payment.text("kind") in _PAYS
    return is_at_it and not payment.is_set("manualPaymentGateway")


def _received(order: Node) -> Iterator[Node]:
    return (
        one
        for one in order.nodes("transactions")
        if one.text("kind") in _RECEIVES and one.text("status") == "SUCCESS"
    )


def _money_way(order: Node) -> MoneyWay:
    by_hand = [one.is_set("manualPaymentGateway") for one in _received(order)]
    return MoneyWay.BY_HAND if by_hand and all(by_hand) else MoneyWay.BY_SHOP


def _payment_name(order: Node) -> str:
    names = (one.text("formattedGateway") or one.text("gateway") for one in _received(order))
    return ", ".join(dict.fromkeys(filter(None, names)))


def _minor(amount: Money) -> int:
    return amount.minor
