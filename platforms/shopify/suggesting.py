"""What Shopify itself would give back: its figures are taken as they are, and never made up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from platforms.amounts import Money
from platforms.contract import BadAnswer
from platforms.payback import PaidBack
from platforms.shopify.gid import gid
from platforms.shopify.money import decimal_text, exact
from platforms.shopify.reading.moneys import method_of, refunded_of, sum_of
from platforms.shopify.reading.node import Node


@dataclass(frozen=True, slots=True)
class Place:
    """A location that keeps stock: its digits and its name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Way:
    """A part of a refund, on the payment that it takes back."""

    parent: str
    """The payment's digits."""
    gateway: str
    paid_back: PaidBack


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One suggested refund, in the customer's currency."""

    total: Money
    total_in_shop: Money | None
    shipping: Money
    shipping_most: Money
    lines: Mapping[str, Money]
    """Tax included, by the line's digits."""
    places: Mapping[str, Place]
    """Where a line would go back to stock, by the line's digits."""
    unsent: Mapping[str, Place]
    """Where its units that were never sent would."""
    ways: tuple[Way, ...]

    @property
    def movable(self) -> Money:
        """What the payments can give of the total."""
        return sum_of((way.paid_back.amount for way in self.ways), self.total.currency)

    @property
    def paid_back(self) -> tuple[PaidBack, ...]:
        return tuple(way.paid_back for way in self.ways)


def suggestion_of(node: Node, currency: str, *, taxes_included: bool) -> Suggestion:
    """The suggestion that an order's ``suggestedRefund`` holds. Raises BadAnswer."""
    lines: dict[str, Money] = {}
    places: dict[str, Place] = {}
    unsent: dict[str, Place] = {}
    for one in node.nodes("refundLineItems"):
        line_id, location = line_of(one), one.node("location")
        amount = _of(currency, refunded_of(one, taxes_included=taxes_included))
        lines[line_id] = lines.get(line_id, Money(0, currency)) + amount
        if location is not None:
            found = unsent if one.text("restockType") == "CANCEL" else places
            found.setdefault(line_id, place_of(location))
    shipping, in_shop = node.needed("shipping"), node.money_in_shop("amountSet")
    return Suggestion(
        total=to_move(node, "amountSet", currency),
        total_in_shop=None if in_shop.currency == currency else in_shop,
        shipping=to_move(shipping, "amountSet", currency),
        shipping_most=to_move(shipping, "maximumRefundableSet", currency),
        lines=lines,
        places=places,
        unsent=unsent,
        ways=tuple(_way(one, currency) for one in node.nodes("suggestedTransactions")),
    )


def transactions_of(ways: tuple[Way, ...], order_id: str) -> list[dict[str, str]]:
    """The transactions of a refund, as they were suggested."""
    return [
        {
            "orderId": gid("Order", order_id),
            "parentId": gid("OrderTransaction", way.parent),
            "gateway": way.gateway,
            "kind": "REFUND",
            "amount": decimal_text(way.paid_back.amount),
        }
        for way in ways
    ]


def to_move(node: Node, name: str, currency: str) -> Money:
    """An amount that may move: exact, and in this currency. Raises BadAnswer for any other."""
    side = node.needed(name).needed("presentmentMoney")
    return _of(currency, exact(side.text("amount"), side.text("currencyCode")))


def line_of(node: Node) -> str:
    """The line that a part of a refund or a parcel is about."""
    return node.needed("lineItem").identity("LineItem")


def place_of(node: Node) -> Place:
    """A location as it is named."""
    return Place(node.identity("Location"), node.text("name"))


def _way(node: Node, currency: str) -> Way:
    parent = node.needed("parentTransaction")
    return Way(
        parent=parent.identity("OrderTransaction"),
        gateway=node.text("gateway"),
        paid_back=PaidBack(
            name=method_of(node),
            amount=to_move(node, "amountSet", currency),
            is_by_hand=parent.is_set("manualPaymentGateway"),
        ),
    )


def _of(currency: str, amount: Money) -> Money:
    if amount.currency != currency:
        raise BadAnswer("an amount in another currency than the order's")
    return amount
