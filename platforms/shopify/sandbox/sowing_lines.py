"""Sows what an order is of: lines, what was taken off them, and how they travel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from platforms.shopify.sandbox.bags import Bag, total
from platforms.shopify.sandbox.making import Making
from platforms.shopify.sandbox.sowing_places import variant_of
from platforms.shopify.sandbox.store import Node

_KINDS: Mapping[str, str] = {
    "code": "DiscountCodeApplication",
    "manual": "ManualDiscountApplication",
    "automatic": "AutomaticDiscountApplication",
}


def discounts(making: Making) -> list[Node]:
    """Each takes from all lines: a percentage, or an amount spread over them."""
    return [
        _discount(making, place, it) for place, it in enumerate(making.written.get("discounts", ()))
    ]


def lines(making: Making, applied: Sequence[Node]) -> list[Node]:
    """The lines as they were bought; ``["SKU", 2]`` or an object with the words of one line."""
    made = [_line(making, place, it) for place, it in enumerate(_written(making), start=1)]
    for discount in applied:
        _take_off(making, made, discount)
    for line in made:
        taken = _taken(making, line)
        whole = line.pop("_whole")
        line["totalDiscountSet"] = taken.node()
        line["taxLines"] = making.tax_within(whole - taken) if line["taxable"] else []
    return made


def shipping(making: Making) -> list[Node]:
    """At most one way of shipping; null where nothing is sent."""
    written = making.written.get("shipping")
    if not written:
        return []
    price = making.bag(written["price"])
    return [
        {
            "__typename": "ShippingLine",
            "id": making.gid_of("ShippingLine", 1),
            "title": written["title"],
            "code": written["title"],
            "source": "shopify",
            "custom": False,
            "isRemoved": False,
            "originalPriceSet": price.node(),
            "discountedPriceSet": price.node(),
            "currentDiscountedPriceSet": price.node(),
            "taxLines": making.tax_within(price),
            "discountAllocations": [],
        }
    ]


def _discount(making: Making, place: int, written: Mapping[str, Any]) -> Node:
    if "percent" in written:
        value: Node = {
            "__typename": "PricingPercentageValue",
            "percentage": float(written["percent"]),
        }
    else:
        bag = making.bag(written["amount"]).node()
        value = {**bag["presentmentMoney"], "_bag": bag}
    named: Node = {"code": written["name"]} if written["kind"] == "code" else {}
    if written["kind"] != "code":
        named = {"title": written["name"], "description": written.get("description")}
    return {
        "__typename": _KINDS[written["kind"]],
        "index": place,
        "allocationMethod": "ACROSS",
        "targetSelection": "ALL",
        "targetType": "LINE_ITEM",
        "value": value,
        **named,
    }


def _written(making: Making) -> list[Mapping[str, Any]]:
    short = [
        {"sku": it[0], "quantity": it[1]} if isinstance(it, list) else it
        for it in making.written["lines"]
    ]
    return [line for line in short for _ in range(line.get("repeated", 1))]


def _line(making: Making, place: int, written: Mapping[str, Any]) -> Node:
    variant = variant_of(making.store, written["sku"])
    product = making.store.nodes[variant["product"]]
    unit = making.bag(written.get("price", variant["price"]))
    title = variant["title"] if variant["title"] != "Default Title" else None
    named = written.get("title", product["title"])
    return {
        "__typename": "LineItem",
        "id": making.gid_of("LineItem", place),
        "name": f"{named} - {title}" if title else named,
        "title": named,
        "variantTitle": title,
        "sku": variant["sku"],
        "vendor": product["vendor"],
        "quantity": written["quantity"],
        "nonFulfillableQuantity": 0,
        "requiresShipping": variant["inventoryItem"]["requiresShipping"],
        "restockable": variant["inventoryItem"]["tracked"],
        "isGiftCard": variant["_gift_card"],
        "taxable": not variant["_gift_card"],
        "merchantEditable": True,
        "customAttributes": written.get("attributes", []),
        "image": product["_image"],
        "variant": variant["id"],
        "product": product["id"],
        "originalUnitPriceSet": unit.node(),
        "originalTotalSet": unit.times(written["quantity"]).node(),
        "discountAllocations": [],
        "_order": making.gid,
        "_whole": unit.times(written["quantity"]),
    }


def _take_off(making: Making, made: Sequence[Node], discount: Node) -> None:
    """Shares of a running total, so that their sum is the discount to the cent."""
    value = discount["value"]
    whole = total((it["_whole"] for it in made), making.bag("0"))
    if value["__typename"] == "MoneyV2":
        taken = making.bag(value["_bag"]["shopMoney"]["amount"])
    else:
        taken = whole.share(Decimal(str(value["percentage"])), 100)
    before = Decimal(0)
    for line in made:
        after = before + line["_whole"].shown
        part = taken.share(after, whole.shown) - taken.share(before, whole.shown)
        before = after
        line["discountAllocations"].append(
            {"allocatedAmountSet": part.node(), "discountApplication": discount, "_part": part}
        )


def _taken(making: Making, line: Node) -> Bag:
    return total((it.pop("_part") for it in line["discountAllocations"]), making.bag("0"))
