"""Puts rows in the order that a connection's sortKey and reverse ask for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from platforms.shopify.sandbox.store import Node

Sortable = tuple[Any, int]


def in_order(nodes: Sequence[Node], args: Mapping[str, Any]) -> Sequence[Node]:
    """Stable; equal rows by id. RELEVANCE keeps the order in which they were found."""
    by = args.get("sortKey")
    if by is not None and by != "RELEVANCE":
        key = _KEYS[by]
        nodes = sorted(nodes, key=lambda node: (key(node), digits(node)))
    return list(reversed(nodes)) if args.get("reverse") else nodes


def digits(node: Node) -> int:
    """The number at the end of a gid; 0 for a row whose id is not a number."""
    tail = str(node["id"]).rpartition("/")[2]
    return int(tail) if tail.isascii() and tail.isdigit() else 0


def _field(name: str) -> Callable[[Node], str]:
    return lambda node: str(node.get(name) or "")


def _amount(name: str) -> Callable[[Node], Decimal]:
    return lambda node: Decimal(node[name]["shopMoney"]["amount"])


_KEYS: Mapping[str, Callable[[Node], Any]] = {
    "ID": digits,
    "CREATED_AT": _field("createdAt"),
    "UPDATED_AT": _field("updatedAt"),
    "PROCESSED_AT": _field("processedAt"),
    "NAME": lambda node: str(node.get("name") or node.get("lastName") or "").casefold(),
    "ORDER_NUMBER": lambda node: int(node["number"]),
    "PO_NUMBER": _field("poNumber"),
    "TOTAL_PRICE": _amount("totalPriceSet"),
    "TOTAL_ITEMS_QUANTITY": lambda node: int(node["subtotalLineItemsQuantity"]),
    "CUSTOMER_NAME": _field("_customer_name"),
}
