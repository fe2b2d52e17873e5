"""The half of a Shopify shop that only reads: each question is asked once and answers one thing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from platforms.contract import (
    BadAnswer,
    Check,
    Connection,
    Image,
    MissingPermission,
    NotFound,
)
from platforms.http import Deadline
from platforms.notices import Notice
from platforms.people import Happenings, Profile
from platforms.searches import FoundOrder, OrderSearch
from platforms.shapes import Line, Order
from platforms.shopify import changes, examining, pictures, searching, timelines
from platforms.shopify.answers import Told
from platforms.shopify.gid import gid
from platforms.shopify.habits import HabitsOf
from platforms.shopify.reading import order as orders
from platforms.shopify.reading.lines import read_lines
from platforms.shopify.reading.node import Node
from platforms.shopify.reading.profile import read_profile
from platforms.shopify.transport import AdminApi

_LONGEST_CURSOR = 500

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Panel:
    """An order as it was told, for who needs more of it than ``Order`` has."""

    node: Node
    order: Order


class Reads:
    """Reads one shop; keep it, since it remembers what it learnt of the shop."""

    def __init__(self, connection: Connection, api: AdminApi) -> None:
        self._connection = connection
        self._api = api
        self._habits = HabitsOf(api)

    def read_order(self, order_id: str, *, within: float) -> Order:
        """The whole order, in one round. Raises NotFound or another PlatformError."""
        variables = {"id": gid("Order", order_id)}
        told = self._api.read("order_panel", variables, deadline=Deadline.within(within))
        return panel_of(told, order_id).order

    def read_lines(
        self, order_id: str, after: str, *, within: float
    ) -> tuple[tuple[Line, ...], str]:
        """More lines of a long order, and where they go on. Raises PlatformError."""
        variables = {"id": gid("Order", order_id), "after": _cursor(after)}
        told = self._api.read("order_lines", variables, deadline=Deadline.within(within))
        node = the_one(told, "order", "Order", order_id)
        currency = node.text("presentmentCurrencyCode")
        lines = read_whole(told, lambda: read_lines(node, currency))
        return lines, node.after("lineItems")

    def find_orders(self, search: OrderSearch, *, within: float) -> tuple[FoundOrder, ...]:
        """Orders meeting any criterion, newest first, in one round, or in two."""
        return searching.find_orders(self._api, self._habits, search, Deadline.within(within))

    def read_profile(self, customer_id: str, *, within: float) -> Profile:
        """What the shop knows of a customer. Raises NotFound or another PlatformError."""
        variables = {"id": gid("Customer", customer_id)}
        told = self._api.read("customer_profile", variables, deadline=Deadline.within(within))
        node = the_one(told, "customer", "Customer", customer_id)
        return read_whole(told, lambda: read_profile(node))

    def read_happenings(
        self, customer_id: str, order_id: str, after: str, *, within: float
    ) -> Happenings:
        """The timeline of the order, or of the customer where none is named; newest first."""
        of, owner = ("order", order_id) if order_id else ("customer", customer_id)
        kind = of.capitalize()
        variables = {"id": gid(kind, owner), "after": _cursor(after) or None}
        told = self._api.read(f"{of}_timeline", variables, deadline=Deadline.within(within))
        node = the_one(told, of, kind, owner)
        return read_whole(told, lambda: timelines.read_happenings(node, order_id))

    def read_image(self, reference: str, *, within: float) -> Image:
        """A product's picture by the ``image`` of a line, small."""
        return pictures.read_image(reference, self._connection, Deadline.within(within))

    def examine(self, *, within: float) -> tuple[Check, ...]:
        """Reach, rights, clock and allowance; every fault is a finding."""
        return examining.examine(self._api, self._connection, Deadline.within(within))

    def read_notices(self, after: str, *, within: float) -> tuple[Notice, ...]:
        """Orders that changed, oldest first; the last day's for "". Raises PlatformError."""
        return changes.read_notices(self._api, after, Deadline.within(within))


def panel_of(told: Told, order_id: str) -> Panel:
    """The order in an answer that spreads the panel's fields. Raises NotFound, PlatformError."""
    node = the_one(told, "order", "Order", order_id)
    gaps = tuple(gap.removeprefix("order.") for gap in told.gaps)
    return read_whole(told, lambda: Panel(node, orders.read_order(node, gaps=gaps)))


def the_one(told: Told, name: str, kind: str, digits: str) -> Node:
    """The one record that was asked by id. Raises NotFound for none, BadAnswer for another one."""
    answer = Node("answer", told.content)
    found = answer.node(name) if answer.has(name) else None
    if found is None:
        raise MissingPermission(told.gaps[0]) if told.gaps else NotFound(f"{name} {digits}")
    if found.identity(kind) != digits:
        raise BadAnswer(f"{name}: not the record that was asked")
    return found


def read_whole(told: Told, reading: Callable[[], V]) -> V:
    """What a reading gives; what it lacks was not given where the key may not read a part."""
    try:
        return reading()
    except BadAnswer:
        if told.gaps:
            raise MissingPermission(told.gaps[0]) from None
        raise


def _cursor(after: str) -> str:
    if len(after) > _LONGEST_CURSOR or not after.isprintable():
        raise BadAnswer("not a place in a list")
    return after
