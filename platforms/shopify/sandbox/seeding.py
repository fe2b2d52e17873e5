"""Sows a store from its file: what the file leaves out is worked out as a shop would."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from platforms.shopify.sandbox.clocks import Clock
from platforms.shopify.sandbox.schemas import HERE
from platforms.shopify.sandbox.sowing_orders import sow_order
from platforms.shopify.sandbox.sowing_people import sow_customer, sow_staff
from platforms.shopify.sandbox.sowing_places import sow_location, sow_product, sow_shop
from platforms.shopify.sandbox.store import Store


def sown(name: str, clock: Clock) -> Store:
    """The store of ``seeds/<name>.json``, its days counted back from the clock's now.

    Raises FileNotFoundError for an unknown name.
    """
    return sown_as(_written(name), clock)


def staff_of(name: str) -> list[dict[str, Any]]:
    """Who works in that store, as its seed names them."""
    people: list[dict[str, Any]] = _written(name)["staff"]
    return people


def _written(name: str) -> dict[str, Any]:
    text = (HERE / "seeds" / f"{name}.json").read_text(encoding="utf-8")
    written: dict[str, Any] = json.loads(text)
    return written


def sown_as(written: Mapping[str, Any], clock: Clock) -> Store:
    """The store that a seed's words describe."""
    store = Store(
        host=written["host"], currency=written["currency"], clock=clock, _last=written["ids_from"]
    )
    sow_shop(store, written)
    for person in written["staff"]:
        sow_staff(store, person)
    for location in written["locations"]:
        sow_location(store, location)
    for product in written["products"]:
        sow_product(store, product)
    for customer in written["customers"]:
        sow_customer(store, customer)
    for order in written["orders"]:
        sow_order(store, order)
    return store
