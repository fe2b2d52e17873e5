"""tagsAdd: tags are a set that keeps its order, read without regard to case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from platforms.shopify.sandbox.aftermath import touched
from platforms.shopify.sandbox.calling import Call, Info
from platforms.shopify.sandbox.refund_checks import user_error
from platforms.shopify.sandbox.store import Node

LETTERS = 40


def tags_add(call: Call, args: Mapping[str, Any], _info: Info) -> Node:
    """The mutation's payload."""
    node, added = call.store.node(args["id"]), [it.strip() for it in args["tags"]]
    if node is None or "tags" not in node:
        return {"node": None, "userErrors": [user_error(["id"], "Resource does not exist")]}
    if any(not 0 < len(it) <= LETTERS for it in added):
        told = f"Tag must be between 1 and {LETTERS} characters"
        return {"node": None, "userErrors": [user_error(["tags"], told)]}
    known = {it.casefold() for it in node["tags"]}
    node["tags"] = [*node["tags"], *(it for it in added if it.casefold() not in known)]
    touched(call.store, node)
    if node["__typename"] == "Order":
        call.sandbox.webhooks.tell(call.store, "orders/updated", node)
    return {"node": node["id"], "userErrors": []}
