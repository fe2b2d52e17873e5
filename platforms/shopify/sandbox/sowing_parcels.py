"""Sows the parcels in which an order left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from platforms.shopify.sandbox.making import Making
from platforms.shopify.sandbox.store import Node


def sow_parcels(making: Making) -> None:
    """``lines`` are places and units, or left out where everything went at once."""
    for place, written in enumerate(making.written.get("parcels", ()), start=1):
        parcel = _parcel(making, place, written)
        making.order["fulfillments"].append(making.store.add(parcel))


def _parcel(making: Making, place: int, written: Mapping[str, Any]) -> Node:
    units = _units(making, written)
    at = making.at(written["days"])
    arrived = making.at(written["arrived"]) if "arrived" in written else None
    locations = making.store.of_type("Location")
    return {
        "__typename": "Fulfillment",
        "id": making.gid_of("Fulfillment", place),
        "legacyResourceId": making.gid_of("Fulfillment", place).rpartition("/")[2],
        "name": f"#{making.written['number']}-F{place}",
        "status": written.get("status", "SUCCESS"),
        "displayStatus": "DELIVERED" if arrived else written.get("shown", "IN_TRANSIT"),
        "createdAt": at,
        "updatedAt": at,
        "deliveredAt": arrived,
        "estimatedDeliveryAt": None,
        "inTransitAt": at,
        "requiresShipping": True,
        "totalQuantity": sum(units.values()),
        "trackingInfo": [written["tracking"]] if "tracking" in written else [],
        "location": locations[written.get("location", 1) - 1]["id"],
        "order": making.gid,
        "fulfillmentLineItems": [
            _content(making, place * 100 + line, line, count) for line, count in units.items()
        ],
    }


def _units(making: Making, written: Mapping[str, Any]) -> dict[int, int]:
    if "lines" in written:
        return {int(line): int(count) for line, count in written["lines"]}
    gids = making.order["lineItems"]
    return {place: making.store.nodes[gid]["quantity"] for place, gid in enumerate(gids, start=1)}


def _content(making: Making, number: int, line: int, count: int) -> Node:
    return {
        "__typename": "FulfillmentLineItem",
        "id": making.gid_of("FulfillmentLineItem", number),
        "quantity": count,
        "lineItem": making.order["lineItems"][line - 1],
    }
