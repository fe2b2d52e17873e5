"""Which orders changed since a moment, for where the shop's own word of it did not arrive.

Shopify counts changes by the second and finds them with some delay: a while is read again each
time, and the same change always has the same number, so that it is heard once.
"""

from __future__ import annotations

from platforms.contract import BadAnswer
from platforms.http import Deadline, wall_clock
from platforms.notices import Notice
from platforms.shopify.criteria import changed_since
from platforms.shopify.reading.node import Node
from platforms.shopify.transport import AdminApi

PAGE = 100
"""As many as the question asks for."""
# Shopify's index lags by seconds, at times by a minute.
_AGAIN = 60_000
_FIRST = 24 * 3600 * 1000
# Below the moment, so that two orders changed in one second are two changes.
_ROOM = 1000


def read_notices(api: AdminApi, after: str, deadline: Deadline) -> tuple[Notice, ...]:
    """The changes after the one with this id, oldest first; of the last day for "" or "0"."""
    seen = int(after) if after.isascii() and after.isdigit() else 0
    since = seen // _ROOM - _AGAIN if seen else wall_clock() - _FIRST
    found = _asked(api, changed_since(max(0, since), or_then=True), deadline)
    if len(found) == PAGE and int(found[-1].id) <= seen:
        # More changed within that while than one answer holds, and all of it is known.
        found = _asked(api, changed_since(seen // _ROOM, or_then=False), deadline)
    return found


def _asked(api: AdminApi, query: str, deadline: Deadline) -> tuple[Notice, ...]:
    told = api.read("orders_changed", {"query": query}, deadline=deadline)
    rows = Node("orders_changed", told.content).nodes("orders")
    return tuple(sorted(map(_notice, rows), key=lambda one: int(one.id)))


def _notice(order: Node) -> Notice:
    order_id, at = order.identity("Order"), order.moment("updatedAt")
    if at is None:
        raise BadAnswer("an order that changed at no moment")
    return Notice(str(at * _ROOM + int(order_id) % _ROOM), "order", order_id, "", at)
