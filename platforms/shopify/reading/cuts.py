"""What an order has more of than one question asks: it is named, never silently left out.

Lists without pages are asked for so many; one that is full may have had more.
"""

from __future__ import annotations

from platforms.shopify.reading.node import Node

MOST = {"refunds": 50, "fulfillments": 50, "transactions": 100, "discountApplications": 20}
"""As the questions ask for them."""

_NAMES = {
    "fulfillments": "parcels",
    "transactions": "payments",
    "discountApplications": "discounts",
}


def read_cuts(order: Node) -> tuple[str, ...]:
    """The parts of the card of which only the beginning was read, by the card's own names."""
    found = ["refunds"] if refunds_are_cut(order) else []
    found += [part for name, part in _NAMES.items() if _is_full(order, name)]
    return tuple(found)


def refunds_are_cut(order: Node) -> bool:
    """Whether what was given back is more than what was read of it."""
    return _is_full(order, "refunds") or any(
        refund.needed("refundLineItems").needed("pageInfo").is_set("hasNextPage")
        for refund in order.nodes("refunds")
    )


def _is_full(order: Node, name: str) -> bool:
    return len(order.nodes(name)) >= MOST[name]
