"""An order and all that its money depends on, from one question: every line, however many.

What only pages away is read on the same deadline, and an order that changed meanwhile is not put
together from two different moments.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from platforms.contract import BadAnswer
from platforms.http import Deadline
from platforms.shopify.answers import Told
from platforms.shopify.gid import gid
from platforms.shopify.lean import filled
from platforms.shopify.reading.node import Node
from platforms.shopify.reads import read_whole, the_one
from platforms.shopify.suggesting import Place, Suggestion, place_of, suggestion_of
from platforms.shopify.transport import AdminApi

MOST_REFUNDS = 50
"""As many as are asked for: an order with more of them is not read to the end."""

# Shopify takes 500 lines on an order.
_MOST_PAGES = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """Units and shipping that a suggestion is wanted for, as Shopify takes them."""

    lines: Sequence[Mapping[str, Any]]
    shipping: str


@dataclass(frozen=True, slots=True)
class Weighed:
    """An order as it stands, with what Shopify would give back of it."""

    order: Node
    currency: str
    """The customer's."""
    taxes_included: bool
    everything: Suggestion | None
    """None where Shopify suggests nothing at all."""
    picked: Suggestion | None
    """For what was asked, if anything was."""
    fallback: Place | None
    """Where units go back whose own place nothing says."""
    gaps: tuple[str, ...]

    @property
    def id(self) -> str:
        return self.order.identity("Order")


def weigh(api: AdminApi, order_id: str, deadline: Deadline) -> Weighed:
    """Asks the shop for the whole order. Raises NotFound or another PlatformError."""
    told = api.read("order_money", {"id": gid("Order", order_id)}, deadline=deadline)
    the_one(told, "order", "Order", order_id)
    whole = _with_every_line(api, told.content["order"], deadline, pages="order_lines")
    return _read(told, whole)


def weigh_again(
    api: AdminApi, order_id: str, deadline: Deadline, *, asked: Asked | None = None
) -> Weighed:
    """Asks for what money depends on, and nothing else: its order is a lean one.

    Raises as ``weigh`` does.
    """
    variables = {
        "id": gid("Order", order_id),
        "refundLineItems": list(asked.lines) if asked else None,
        "shippingAmount": asked.shipping if asked else None,
        "isPicked": asked is not None,
    }
    told = api.read("order_review", variables, deadline=deadline)
    the_one(told, "order", "Order", order_id)
    return _read(told, filled(_with_every_line(api, told.content["order"], deadline)))


def standing(api: AdminApi, order_id: str, deadline: Deadline) -> Node:
    """The order as far as ``stand_of`` looks, with its refunds. Raises as ``weigh`` does."""
    told = api.read("order_stand", {"id": gid("Order", order_id)}, deadline=deadline)
    the_one(told, "order", "Order", order_id)
    return Node("order", _with_every_line(api, told.content["order"], deadline))


def _read(told: Told, whole: dict[str, Any]) -> Weighed:
    gaps = tuple(gap.removeprefix("order.") for gap in told.gaps)
    return read_whole(told, lambda: weighed(Node("data", {**told.content, "order": whole}), gaps))


def weighed(content: Node, gaps: tuple[str, ...] = ()) -> Weighed:
    """What an answer with every line says. Raises BadAnswer."""
    order = content.needed("order")
    currency = order.text("presentmentCurrencyCode")
    taxes_included = order.is_set("taxesIncluded")

    def suggested(name: str) -> Suggestion | None:
        node = order.node(name)
        if node is None:
            return None
        return suggestion_of(node, currency, taxes_included=taxes_included)

    places = content.nodes("locations")
    return Weighed(
        order=order,
        currency=currency,
        taxes_included=taxes_included,
        everything=suggested("all"),
        picked=suggested("picked") if order.has("picked") else None,
        fallback=place_of(places[0]) if places else None,
        gaps=gaps,
    )


def _with_every_line(
    api: AdminApi,
    order: dict[str, Any],
    deadline: Deadline,
    *,
    pages: str = "order_review_lines",
) -> dict[str, Any]:
    """With the lines of its later pages too. Raises BadAnswer if it changed meanwhile."""
    after = Node("order", order).after("lineItems")
    if not after:
        return order
    nodes = list(order["lineItems"]["nodes"])
    for _ in range(_MOST_PAGES):
        variables = {"id": order["id"], "after": after}
        told = api.read(pages, variables, deadline=deadline)
        page = Node("data", told.content).needed("order")
        if page.text("updatedAt") != order["updatedAt"]:
            raise BadAnswer("an order that changed while it was read")
        nodes += told.content["order"]["lineItems"]["nodes"]
        after = page.after("lineItems")
        if not after:
            whole = {"nodes": nodes, "pageInfo": {"hasNextPage": False, "endCursor": None}}
            return {**order, "lineItems": whole}
    raise BadAnswer("an order with too many lines")
