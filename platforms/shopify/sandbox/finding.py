"""Finds what a search asks for; a filter that Shopify does not know is dropped, with a warning."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from platforms.shopify.sandbox.ages import shown
from platforms.shopify.sandbox.calling import Call
from platforms.shopify.sandbox.matching import CUSTOMERS, EVENTS, ORDERS, Filters
from platforms.shopify.sandbox.searching import Search, read_search
from platforms.shopify.sandbox.store import Node


def found_orders(call: Call, args: Mapping[str, Any]) -> list[Node]:
    """``QueryRoot.orders`` before it is put in order and cut into pages."""
    every = shown(call, call.store.of_type("Order"))
    return _found(call, every, args.get("query"), ORDERS, "orders")


def found_customers(call: Call, args: Mapping[str, Any]) -> list[Node]:
    """``QueryRoot.customers`` likewise."""
    every = call.store.of_type("Customer")
    return _found(call, every, args.get("query"), CUSTOMERS, "customers")


def found_events(call: Call, subject: Node, args: Mapping[str, Any]) -> list[Node]:
    """The events of an order or a customer, likewise."""
    every = [call.store.nodes[gid] for gid in subject["events"]]
    return _found(call, every, args.get("query"), EVENTS, "events")


def _found(
    call: Call, nodes: list[Node], written: str | None, filters: Filters, path: str
) -> list[Node]:
    if not written or not written.strip():
        return nodes
    search = read_search(written, known=filters.known)
    if search.warnings:
        call.warnings.append(_warned(search, path))
    return [it for it in nodes if search.root is None or filters.match(call.store, it, search.root)]


def _warned(search: Search, path: str) -> Node:
    warnings = [
        {
            "field": name,
            "message": "Invalid search field for this query.",
            "code": "invalid_field",
        }
        for name in search.warnings
    ]
    return {"path": [path], "query": search.written, "parsed": search.parsed, "warnings": warnings}
