"""Orders older than 60 days are silently absent for an app that was not granted all of them."""

from __future__ import annotations

from collections.abc import Iterable

from platforms.shopify.sandbox.calling import Call
from platforms.shopify.sandbox.sowing_places import DAY
from platforms.shopify.sandbox.store import Node

OLDEST = 60 * DAY
SCOPE = "read_all_orders"


def is_shown(call: Call, node: Node) -> bool:
    """Whether the call's token may see this row; one without a token sees everything."""
    if node["__typename"] != "Order" or call.access is None:
        return True
    if SCOPE in call.access.scopes and SCOPE in call.store.scopes:
        return True
    return str(node["createdAt"]) >= call.sandbox.clock.iso(ago=OLDEST)


def shown(call: Call, nodes: Iterable[Node]) -> list[Node]:
    """Those that the call's token may see."""
    return [it for it in nodes if is_shown(call, it)]
