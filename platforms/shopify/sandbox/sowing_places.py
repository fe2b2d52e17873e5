"""Sows the shop itself, the places it sends from, and what it sells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from platforms.shopify.sandbox.store import Node, Store

DAY = 86_400_000
"""Milliseconds."""


def sow_shop(store: Store, written: Mapping[str, Any]) -> None:
    """The one row of type Shop."""
    domain = written["domain"]
    address = {"city": written.get("city", ""), "countryCodeV2": written.get("country", "FR")}
    store.add(
        {
            "__typename": "Shop",
            "id": f"gid://shopify/Shop/{written['id']}",
            "name": written["name"],
            "myshopifyDomain": store.host,
            "email": written["email"],
            "contactEmail": written["email"],
            "shopOwnerName": written["owner"],
            "currencyCode": store.currency,
            "enabledPresentmentCurrencies": written["presentment"],
            "ianaTimezone": written["timezone"],
            "taxesIncluded": True,
            "orderNumberFormatPrefix": "#",
            "orderNumberFormatSuffix": "",
            "shopAddress": address,
            "billingAddress": address,
            "url": f"https://{domain}",
            "primaryDomain": {"__typename": "Domain", "host": domain, "url": f"https://{domain}"},
            "plan": {
                "publicDisplayName": "Basic",
                "partnerDevelopment": False,
                "shopifyPlus": False,
            },
            "_locale": written["locale"],
            "_tax": written["tax"],
        }
    )


def sow_location(store: Store, written: Mapping[str, Any]) -> None:
    """A place that goods leave from and come back to."""
    store.add(
        {
            "__typename": "Location",
            "id": f"gid://shopify/Location/{written['id']}",
            "legacyResourceId": str(written["id"]),
            "name": written["name"],
            "isActive": written.get("active", True),
            "fulfillsOnlineOrders": True,
            "shipsInventory": True,
            "address": {
                "city": written["city"],
                "countryCode": written["country"],
                "formatted": [written["street"], written["city"]],
            },
        }
    )


def sow_product(store: Store, written: Mapping[str, Any]) -> None:
    """A product with its variants; ``number`` is the end of its id and the tint of its picture."""
    number = written["number"]
    product = f"gid://shopify/Product/{number}"
    address = f"/cdn/{store.host}/{written['picture']}-{number}.png?v=1"
    image = {"__typename": "Image", "url": address, "altText": written["title"]}
    store.add(
        {
            "__typename": "Product",
            "id": product,
            "title": written["title"],
            "vendor": written["vendor"],
            "_image": image if written.get("pictured", True) else None,
        }
    )
    for place, variant in enumerate(written["variants"], start=1):
        store.add(_variant(f"gid://shopify/ProductVariant/{number}{place}", product, variant))


def variant_of(store: Store, sku: str) -> Node:
    """Raises StopIteration where nothing has the number."""
    return next(it for it in store.of_type("ProductVariant") if it["sku"] == sku)


def _variant(gid: str, product: str, written: Mapping[str, Any]) -> Node:
    return {
        "__typename": "ProductVariant",
        "id": gid,
        "title": written.get("title") or "Default Title",
        "displayName": written.get("title") or "",
        "sku": written["sku"],
        "price": written["price"],
        "inventoryQuantity": written.get("stock", 20),
        "inventoryItem": {
            "__typename": "InventoryItem",
            "id": gid.replace("ProductVariant", "InventoryItem"),
            "sku": written["sku"],
            "tracked": written.get("tracked", True),
            "requiresShipping": written.get("shipped", True),
        },
        "product": product,
        "_gift_card": written.get("gift_card", False),
    }
