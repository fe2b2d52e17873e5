"""One whole order, or its line in a list, from what one question told of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from platforms.shapes import (
    Money,
    Order,
    OrderSummary,
    Shipment,
    ShopMessage,
    State,
    StateChange,
    Wording,
)
from platforms.shopify.reading import cuts, lines, moneys, people, standing
from platforms.shopify.reading.node import Node

_RISKS = {"ACCEPT": "accept", "INVESTIGATE": "investigate", "CANCEL": "cancel"}
_ADDRESS = re.compile(r"https?://[^\s\"<>\\]{1,2000}")
_NOT_SENT = frozenset({"CANCELLED", "ERROR", "FAILURE"})


def read_summary(order: Node) -> OrderSummary:
    """The order as one line of a list."""
    number, address = _followed(order)
    customer = order.node("customer")
    return OrderSummary(
        id=order.identity("Order"),
        reference=order.text("name"),
        placed_at=order.moment("processedAt") or order.moment("createdAt"),
        total=order.money("totalPriceSet"),
        state=standing.state_of(order),
        payment=standing.payment_status(order),
        fulfilment=standing.fulfilment_status(order),
        customer_id=customer.identity("Customer") if customer else "",
        email=order.text("email"),
        phones=people.phones_of(order),
        tracking_number=number,
        tracking_url=address,
        customer_note=order.text("note"),
        is_test=order.is_set("test"),
    )


def read_order(order: Node, *, gaps: tuple[str, ...] = ()) -> Order:
    """The whole order; ``gaps`` names what the key may not read of it."""
    currency = order.text("presentmentCurrencyCode")
    summary, payments = read_summary(order), moneys.read_payments(order)
    included = order.is_set("taxesIncluded")
    return Order(
        summary=summary,
        updated_at=order.moment("updatedAt"),
        language=people.language_of(order.text("customerLocale")),
        totals=moneys.read_totals(order, currency),
        lines=lines.read_lines(order, currency),
        lines_after=order.after("lineItems"),
        discounts=moneys.read_discounts(order, currency),
        payments=payments,
        payment_method=payments[0].method if payments else _gateways(order),
        credit_slips=tuple(
            moneys.read_slip(one, currency, taxes_included=included)
            for one in order.nodes("refunds")
        ),
        shipments=tuple(_shipments(order, currency)),
        history=_history(order),
        customer=people.read_customer(order),
        delivery_address=people.read_address(order.node("shippingAddress")),
        invoice_address=people.read_address(order.node("billingAddress")),
        messages=_messages(order),
        gaps=gaps,
        cuts=cuts.read_cuts(order),
        tags=order.texts("tags"),
        risk=_risk(order),
        cancel_barred=_cancel_barred(order),
    )


def _cancel_barred(order: Node) -> str:
    if order.has("cancelledAt"):
        return "already_cancelled"
    is_sent = order.text("displayFulfillmentStatus") == "FULFILLED"
    return "cannot_cancel_fulfilled" if is_sent else ""


def _messages(order: Node) -> tuple[ShopMessage, ...]:
    """One note on an order: what the customer typed in the cart, and what staff made of it."""
    note = order.text("note")
    return (ShopMessage(note, None, from_customer=False, is_anyones=True),) if note else ()


def _risk(order: Node) -> str:
    risk = order.node("risk")
    return _RISKS.get(risk.text("recommendation"), "") if risk else ""


def _gateways(order: Node) -> str:
    return ", ".join(order.texts("paymentGatewayNames"))


def _sent(order: Node) -> Iterator[Node]:
    return (one for one in order.nodes("fulfillments") if one.text("status") not in _NOT_SENT)


def _shipments(order: Node, currency: str) -> Iterator[Shipment]:
    """One for each number under which a parcel is followed, or for a parcel that has none."""
    nothing = Money(0, currency)
    for parcel in _sent(order):
        followed = parcel.nodes("trackingInfo")
        if not followed:
            yield Shipment("", "", "", nothing)
        for one in followed:
            yield Shipment(one.text("company"), one.text("number"), _web(one.text("url")), nothing)


def _followed(order: Node) -> tuple[str, str]:
    """(number, address) of the newest parcel that can be followed."""
    for parcel in reversed(tuple(_sent(order))):
        for one in parcel.nodes("trackingInfo"):
            if one.text("number"):
                return one.text("number"), _web(one.text("url"))
    return "", ""


def _web(address: str) -> str:
    return address if _ADDRESS.fullmatch(address) else ""


def _history(order: Node) -> tuple[StateChange, ...]:
    """What is dated of the order, newest first: placed, sent, delivered, given back, cancelled."""
    found = [(order.moment("createdAt"), "placed", standing.wording("Placed", "Passée"))]
    for parcel in _sent(order):
        found.append((parcel.moment("createdAt"), "sent", standing.wording("Sent", "Expédiée")))
        found.append(
            (parcel.moment("deliveredAt"), "delivered", standing.wording("Delivered", "Livrée"))
        )
    refunded = standing.wording("Refunded", "Remboursée")
    found += [(one.moment("createdAt"), "refunded", refunded) for one in order.nodes("refunds")]
    cancelled = standing.wording("Cancelled", "Annulée")
    found.append((order.moment("cancelledAt"), "cancelled", cancelled))
    return tuple(_newest_first(found))


def _newest_first(found: list[tuple[int | None, str, Wording]]) -> Iterator[StateChange]:
    dated = sorted((one for one in found if one[0] is not None), key=lambda one: -(one[0] or 0))
    return (StateChange(State(identity, name), at) for at, identity, name in dated)
