"""What changes a store through GraphQL, and the fields that are worked out for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from platforms.shopify.sandbox.calling import Call, Info
from platforms.shopify.sandbox.cancelling import order_cancel
from platforms.shopify.sandbox.refund_sums import suggested_refund
from platforms.shopify.sandbox.refunding import refund_create
from platforms.shopify.sandbox.store import Node
from platforms.shopify.sandbox.tagging import tags_add

MUTATIONS: dict[str, Callable[[Call, Mapping[str, Any], Info], Node | None]] = {
    "refundCreate": refund_create,
    "orderCancel": order_cancel,
    "tagsAdd": tags_add,
}

FIELDS: dict[tuple[str, str], Callable[[Call, Node, Mapping[str, Any]], Any]] = {
    ("Order", "suggestedRefund"): suggested_refund,
}
