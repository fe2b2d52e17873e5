"""Cuts pages out of lists as Shopify's connections do: one of first and last, cursors, 250."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from typing import Any

from graphql import GraphQLError

from platforms.shopify.sandbox.store import Node

MOST = 250


def page(nodes: Sequence[Node], args: Mapping[str, Any]) -> Node:
    """``nodes`` are in their final order; ``args`` are the field's own."""
    first, last = args.get("first"), args.get("last")
    _check(first, last)
    begin, end = _between(nodes, args.get("after"), args.get("before"))
    if first is not None:
        end = min(end, begin + first)
    elif last is not None:
        begin = max(begin, end - last)
    shown = nodes[begin:end]
    marks = [_cursor(node, begin + place) for place, node in enumerate(shown)]
    return {
        "nodes": shown,
        "edges": [{"node": it, "cursor": mark} for it, mark in zip(shown, marks, strict=True)],
        "pageInfo": {
            "hasNextPage": end < len(nodes),
            "hasPreviousPage": begin > 0,
            "startCursor": marks[0] if marks else None,
            "endCursor": marks[-1] if marks else None,
        },
    }


def bad_request(message: str) -> GraphQLError:
    """A refusal of what was asked, at the field that asked it."""
    return GraphQLError(message, extensions={"code": "BAD_REQUEST"})


def _check(first: int | None, last: int | None) -> None:
    if first is None and last is None:
        raise bad_request("you must provide one of first or last")
    if first is not None and last is not None:
        raise bad_request("providing both first and last is not supported")
    name, size = ("first", first) if first is not None else ("last", last)
    if size is not None and size < 0:
        raise bad_request(f"{name} cannot be negative")
    if size is not None and size > MOST:
        raise GraphQLError(
            f"{name} cannot exceed {MOST}",
            extensions={"code": "MAX_INPUT_SIZE_EXCEEDED"},
        )


def _between(nodes: Sequence[Node], after: str | None, before: str | None) -> tuple[int, int]:
    begin = 0 if after is None else _place(nodes, after) + 1
    end = len(nodes) if before is None else _place(nodes, before)
    return begin, max(begin, end)


def _place(nodes: Sequence[Node], cursor: str) -> int:
    asked = _read(cursor)
    for place, node in enumerate(nodes):
        if _mark(node, place) == asked:
            return place
    raise bad_request("Invalid cursor for current pagination sort.")


def _mark(node: Node, place: int) -> str:
    """Rows without an id are known by their place: they never move."""
    return str(node.get("id") or place)


def _cursor(node: Node, place: int) -> str:
    written = json.dumps({"last_id": _mark(node, place)})
    return base64.urlsafe_b64encode(written.encode()).decode()


def _read(cursor: str) -> str:
    try:
        return str(json.loads(base64.urlsafe_b64decode(cursor.encode()))["last_id"])
    except (binascii.Error, ValueError, KeyError, TypeError) as failure:
        raise bad_request("Malformed cursor") from failure
