"""A reading that asks for money alone is read like a whole one: what was not asked is nothing.

Such an order says what may move and of what; who bought it and where it goes is not in it, so it
is never what a card is shown from.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_NONE: Mapping[str, Any] = {"nodes": [], "pageInfo": {"hasNextPage": False, "endCursor": None}}
_ORDER: Mapping[str, Any] = {
    "processedAt": None,
    "test": False,
    "email": None,
    "phone": None,
    "note": None,
    "tags": [],
    "customerLocale": None,
    "paymentGatewayNames": [],
    "totalDiscountsSet": None,
    "totalTaxSet": None,
    "shippingAddress": None,
    "billingAddress": None,
    "customer": None,
    "shippingLines": _NONE,
    "discountApplications": _NONE,
    "risk": None,
}
_LINE: Mapping[str, Any] = {
    "customAttributes": [],
    "image": None,
    "product": None,
    "discountAllocations": [],
}
_PARCEL: Mapping[str, Any] = {"trackingInfo": []}
_REFUND: Mapping[str, Any] = {"refundLineItems": _NONE, "refundShippingLines": _NONE}


def filled(order: Mapping[str, Any]) -> dict[str, Any]:
    """What ``order_review`` told of an order, as ``order_money`` would."""
    found = {**_ORDER, **order}
    lines = found.get("lineItems") or _NONE
    found["lineItems"] = {**lines, "nodes": _each(_LINE, lines["nodes"])}
    found["fulfillments"] = _each(_PARCEL, found.get("fulfillments"))
    found["refunds"] = _each(_REFUND, found.get("refunds"))
    return found


def _each(lacking: Mapping[str, Any], told: list[Any] | None) -> list[Any]:
    return [{**lacking, **one} if isinstance(one, dict) else one for one in told or ()]
