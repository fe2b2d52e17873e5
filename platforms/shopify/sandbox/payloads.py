"""The bodies of webhooks: rows in the shape of REST, with bare numbers for ids."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from platforms.shopify.sandbox.order_rows import rows
from platforms.shopify.sandbox.store import Node, Store

Payload = dict[str, Any]


def payload(store: Store, topic: str, about: Node) -> Payload:
    """What a message of this topic says of a row."""
    return _SHAPES[topic.partition("/")[0]](store, about)


def number(gid: str | None) -> int | None:
    """The bare id."""
    return None if gid is None else int(gid.rpartition("/")[2])


def order(store: Store, node: Node) -> Payload:
    """An order."""
    shown = node["totalPriceSet"]["shopMoney"]
    customer = node.get("customer")
    return {
        "id": number(node["id"]),
        "admin_graphql_api_id": node["id"],
        "name": node["name"],
        "email": node.get("email"),
        "phone": node.get("phone"),
        "created_at": node["createdAt"],
        "updated_at": node["updatedAt"],
        "cancelled_at": node.get("cancelledAt"),
        "cancel_reason": (node.get("cancelReason") or "").lower() or None,
        "currency": shown["currencyCode"],
        "presentment_currency": node["presentmentCurrencyCode"],
        "total_price": shown["amount"],
        "tags": ", ".join(node.get("tags") or ()),
        "customer": customer and {"id": number(customer), "admin_graphql_api_id": customer},
        "refunds": [refund(store, it) for it in rows(store, node["refunds"])],
    }


def refund(store: Store, node: Node) -> Payload:
    """A refund."""
    return {
        "id": number(node["id"]),
        "admin_graphql_api_id": node["id"],
        "order_id": number(node["order"]),
        "created_at": node["createdAt"],
        "processed_at": node["processedAt"],
        "note": node["note"],
        "refund_line_items": [
            {
                "line_item_id": number(it["lineItem"]),
                "quantity": it["quantity"],
                "restock_type": it["restockType"].lower(),
                "location_id": number(it["location"]),
                "subtotal": it["subtotalSet"]["shopMoney"]["amount"],
                "total_tax": it["totalTaxSet"]["shopMoney"]["amount"],
            }
            for it in rows(store, node["refundLineItems"])
        ],
        "transactions": [_transaction(it) for it in rows(store, node["transactions"])],
    }


def fulfillment(store: Store, node: Node) -> Payload:
    """A parcel."""
    tracking: list[Mapping[str, Any]] = node.get("trackingInfo") or []
    return {
        "id": number(node["id"]),
        "admin_graphql_api_id": node["id"],
        "order_id": number(node["order"]),
        "name": node.get("name"),
        "status": node["status"].lower(),
        "created_at": node["createdAt"],
        "updated_at": store.clock.iso(),
        "tracking_numbers": [it["number"] for it in tracking],
        "tracking_urls": [it["url"] for it in tracking],
    }


def customer(_store: Store, node: Node) -> Payload:
    """A customer."""
    return {
        "id": number(node["id"]),
        "admin_graphql_api_id": node["id"],
        "email": node.get("email"),
        "phone": node.get("phone"),
        "first_name": node.get("firstName"),
        "last_name": node.get("lastName"),
        "updated_at": node.get("updatedAt"),
        "tags": ", ".join(node.get("tags") or ()),
    }


def edited(store: Store, node: Node, edit: int) -> Payload:
    """orders/edited tells of the edit, and of the order only its id."""
    return {
        "order_edit": {
            "id": edit,
            "order_id": number(node["id"]),
            "committed_at": store.clock.iso(),
            "created_at": store.clock.iso(),
            "notify_customer": False,
            "line_items": {"additions": [], "removals": []},
        }
    }


def merged(kept: Node, gone: Node) -> Payload:
    """customers/merge."""
    return {
        "admin_graphql_api_customer_kept_id": kept["id"],
        "admin_graphql_api_customer_deleted_id": gone["id"],
        "admin_graphql_api_job_id": None,
        "status": "completed",
        "errors": [],
    }


def shop(store: Store) -> Payload:
    """The shop, as app/uninstalled tells of it."""
    node = store.shop
    return {
        "id": number(node["id"]),
        "name": node["name"],
        "email": node.get("email"),
        "domain": store.host,
        "myshopify_domain": store.host,
        "currency": store.currency,
        "updated_at": store.clock.iso(),
    }


def compliance(store: Store, topic: str, about: Node | None, request: int) -> Payload:
    """customers/data_request and customers/redact about a customer, shop/redact about nobody."""
    told: Payload = {"shop_id": number(store.shop["id"]), "shop_domain": store.host}
    if about is None:
        return told
    orders = [number(it["id"]) for it in store.of_type("Order") if it["customer"] == about["id"]]
    told["customer"] = {
        "id": number(about["id"]),
        "email": about.get("email"),
        "phone": about.get("phone"),
    }
    if topic == "customers/redact":
        return told | {"orders_to_redact": orders}
    return told | {"orders_requested": orders, "data_request": {"id": request}}


def _transaction(node: Node) -> Payload:
    return {
        "id": number(node["id"]),
        "kind": node["kind"].lower(),
        "status": node["status"].lower(),
        "gateway": node["gateway"],
        "amount": node["amountSet"]["presentmentMoney"]["amount"],
        "currency": node["amountSet"]["presentmentMoney"]["currencyCode"],
        "parent_id": number(node.get("parentTransaction")),
    }


_SHAPES: Mapping[str, Callable[[Store, Node], Payload]] = {
    "orders": order,
    "refunds": refund,
    "fulfillments": fulfillment,
    "customers": customer,
}
