"""What a refund of these units comes to: Shopify's own suggestion, in both currencies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from graphql import GraphQLError

from platforms.shopify.sandbox.bags import Bag, bag_of, least, total
from platforms.shopify.sandbox.calling import Call
from platforms.shopify.sandbox.order_rows import (
    left_of,
    net_payment,
    payments,
    rate,
    refundable_units,
    refunded_units,
    row,
    rows,
    shipping_left,
    split,
    taxes,
    unfulfilled_units,
    zero,
)
from platforms.shopify.sandbox.store import Node, Store

TOO_MANY = "Quantity cannot refund more items than were purchased"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Units of one line, and what becomes of them."""

    line: Node
    quantity: int
    restock_type: str
    location: str | None


@dataclass(frozen=True, slots=True)
class LineSum:
    """What some units of a line come to."""

    wanted: Wanted
    unit: Bag
    discounted: Bag
    """After the line's own discounts."""
    cart_discount: Bag
    tax: Bag

    @property
    def subtotal(self) -> Bag:
        """After all discounts; with tax where prices include it."""
        return self.discounted - self.cart_discount

    def node(self) -> dict[str, Any]:
        """A RefundLineItem."""
        return {
            "__typename": "RefundLineItem",
            "id": None,
            "quantity": self.wanted.quantity,
            "restockType": self.wanted.restock_type,
            "restocked": self.wanted.restock_type != "NO_RESTOCK",
            "lineItem": self.wanted.line["id"],
            "location": self.wanted.location,
            "priceSet": self.unit.node(),
            "subtotalSet": self.subtotal.node(),
            "totalTaxSet": self.tax.node(),
        }


@dataclass(frozen=True, slots=True)
class Part:
    """What one payment gives back."""

    parent: Node
    amount: Bag
    most: Bag


@dataclass(frozen=True, slots=True)
class RefundSums:
    """A whole refund, before anyone has decided on it."""

    lines: tuple[LineSum, ...]
    shipping: Bag
    shipping_tax: Bag
    most_shipping: Bag
    tax: Bag
    amount: Bag
    most: Bag
    parts: tuple[Part, ...]


def suggested_refund(call: Call, order: Node, args: Mapping[str, Any]) -> dict[str, Any]:
    """Order.suggestedRefund. Raises GraphQLError where more is wanted than was bought."""
    store = call.store
    if args.get("suggestFullRefund"):
        wanted = everything(store, order)
        shipping = shipping_left(store, order)[0]
    else:
        wanted = _wanted(store, order, args.get("refundLineItems") or ())
        shipping = asked_shipping(
            store, order, amount=args.get("shippingAmount"), full=bool(args.get("refundShipping"))
        )
    in_credit = args.get("refundMethodAllocation") == "STORE_CREDIT"
    return _node(order, sums(store, order, wanted, shipping), in_credit=in_credit)


def everything(store: Store, order: Node, *, restocks: bool = True) -> tuple[Wanted, ...]:
    """All that may still be refunded, put back where it belongs."""
    found = []
    for line in rows(store, order["lineItems"]):
        left = refundable_units(store, order, line)
        waiting = min(left, unfulfilled_units(store, order, line))
        for kind, count in (("RETURN", left - waiting), ("CANCEL", waiting)):
            if count > 0 and restocks and line.get("restockable", True):
                found.append(Wanted(line, count, kind, usual_location(store, order)))
            elif count > 0:
                found.append(Wanted(line, count, "NO_RESTOCK", None))
    return tuple(found)


def sums(
    store: Store,
    order: Node,
    wanted: Sequence[Wanted],
    shipping: Bag,
    *,
    amount: Bag | None = None,
) -> RefundSums:
    """What these units and so much shipping come to, and which payments give it back.

    ``amount`` stands instead of what they come to.
    """
    lines, taken = [], dict[str, int]()
    for it in wanted:
        gid = it.line["id"]
        before = taken.get(gid, refunded_units(store, order, gid))
        lines.append(_line(order, it, before))
        taken[gid] = before + it.quantity
    most_shipping, most_tax = shipping_left(store, order)
    shipping_tax = most_tax.share(shipping.shown, most_shipping.shown)
    tax = total((it.tax for it in lines), shipping_tax)
    whole = total((it.subtotal for it in lines), shipping)
    if not order["taxesIncluded"]:
        whole += tax
    most = net_payment(store, order)
    amount = least(whole, most) if amount is None else amount
    return RefundSums(
        lines=tuple(lines),
        shipping=shipping,
        shipping_tax=shipping_tax,
        most_shipping=most_shipping,
        tax=tax,
        amount=amount,
        most=most,
        parts=_parts(store, order, amount),
    )


def asked_shipping(store: Store, order: Node, *, amount: Any, full: bool) -> Bag:
    """So much of the customer's money, at most what is left; or all of it, or none."""
    left = shipping_left(store, order)[0]
    if amount is not None:
        return least(_at_rate(left, order, Decimal(str(amount))), left)
    return left if full else zero(order)


def usual_location(store: Store, order: Node) -> str | None:
    """Where the order is sent from: its parcels' location, or the store's first."""
    for parcel in rows(store, order.get("fulfillments")):
        if parcel.get("location"):
            return str(row(store, parcel["location"])["id"])
    return next((str(it["id"]) for it in store.of_type("Location")), None)


def _wanted(store: Store, order: Node, inputs: Sequence[Mapping[str, Any]]) -> tuple[Wanted, ...]:
    wanted = []
    lines = {it["id"]: it for it in rows(store, order["lineItems"])}
    counts = dict[str, int]()
    for given in inputs:
        line = lines.get(given["lineItemId"])
        gid = given["lineItemId"]
        counts[gid] = counts.get(gid, 0) + given["quantity"]
        if line is None or counts[gid] > refundable_units(store, order, line):
            raise GraphQLError(TOO_MANY, extensions={"code": "INVALID"})
        kind = given.get("restockType") or "NO_RESTOCK"
        wanted.append(Wanted(line, given["quantity"], kind, given.get("locationId")))
    return tuple(wanted)


def _line(order: Node, wanted: Wanted, before: int) -> LineSum:
    """Shares are taken from the running total, so that the last unit leaves nothing over."""
    line, count = wanted.line, wanted.quantity
    unit = bag_of(line["originalUnitPriceSet"])
    own, cart = _discounts(order, line)
    whole = int(line["quantity"])

    def part(bag: Bag) -> Bag:
        return bag.share(before + count, whole) - bag.share(before, whole)

    return LineSum(
        wanted=wanted,
        unit=unit,
        discounted=part(unit.times(whole) - own),
        cart_discount=part(cart),
        tax=part(taxes(order, line)),
    )


def _discounts(order: Node, line: Node) -> tuple[Bag, Bag]:
    """What was taken off the whole line for its own sake, and as its share of the cart's."""
    own = cart = zero(order)
    for it in line["discountAllocations"]:
        amount = bag_of(it["allocatedAmountSet"])
        if it["discountApplication"]["allocationMethod"] == "ACROSS":
            cart += amount
        else:
            own += amount
    return own, cart


def _parts(store: Store, order: Node, amount: Bag) -> tuple[Part, ...]:
    paid = payments(store, order)
    left = [left_of(store, order, it) for it in paid]
    takes = split(amount.shown, [it.shown for it in left])
    return tuple(
        Part(payment, most.worth(take), most)
        for payment, most, take in zip(paid, left, takes, strict=True)
        if take > 0
    )


def _at_rate(left: Bag, order: Node, shown: Decimal) -> Bag:
    return (left if left.shown else rate(order)).worth(shown)


def _node(order: Node, found: RefundSums, *, in_credit: bool) -> dict[str, Any]:
    none = zero(order)
    shipping = {
        "__typename": "ShippingRefund",
        "amountSet": found.shipping.node(),
        "taxSet": found.shipping_tax.node(),
        "maximumRefundableSet": found.most_shipping.node(),
    }
    credit = {
        "__typename": "SuggestedStoreCreditRefund",
        "amount": found.amount.node(),
        "maximumRefundable": found.most.node(),
        "expiresAt": None,
    }
    return {
        "__typename": "SuggestedRefund",
        "amountSet": found.amount.node(),
        "maximumRefundableSet": found.most.node(),
        "subtotalSet": total((it.subtotal for it in found.lines), none).node(),
        "discountedSubtotalSet": total((it.discounted for it in found.lines), none).node(),
        "totalCartDiscountAmountSet": total((it.cart_discount for it in found.lines), none).node(),
        "totalTaxSet": found.tax.node(),
        "totalDutiesSet": none.node(),
        "refundDuties": [],
        "refundLineItems": [it.node() for it in found.lines],
        "shipping": shipping,
        "suggestedTransactions": [] if in_credit else [_suggestion(it) for it in found.parts],
        "suggestedRefundMethods": [credit] if in_credit else [],
    }


def _suggestion(part: Part) -> dict[str, Any]:
    parent = part.parent
    return {
        "__typename": "SuggestedOrderTransaction",
        "kind": "SUGGESTED_REFUND",
        "gateway": parent["gateway"],
        "formattedGateway": parent["formattedGateway"],
        "accountNumber": parent["accountNumber"],
        "amountSet": part.amount.node(),
        "maximumRefundableSet": part.most.node(),
        "parentTransaction": parent["id"],
        "paymentDetails": None,
    }
