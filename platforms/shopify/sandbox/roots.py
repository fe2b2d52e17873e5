"""The fields of QueryRoot: a row by its id, the lists, and what the app is to the shop."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from graphql import GraphQLError

from platforms.shopify.sandbox.ages import is_shown
from platforms.shopify.sandbox.calling import Call
from platforms.shopify.sandbox.finding import found_customers, found_orders
from platforms.shopify.sandbox.phones import same_phone
from platforms.shopify.sandbox.store import Node

_GID = re.compile(r"gid://shopify/(?P<type>\w+)/(?P<rest>[\w-]+)(\?.*)?", re.ASCII)


def _by_id(type_name: str) -> Callable[[Call, Mapping[str, Any]], Node | None]:
    """A row of one type; another type's id is refused, as a malformed one is."""

    def root(call: Call, args: Mapping[str, Any]) -> Node | None:
        met = _GID.fullmatch(args["id"])
        if met is None:
            raise _invalid_id(args["id"])
        if met["type"] != type_name:
            raise _invalid_id(args["id"])
        return _seen(call, args["id"])

    return root


def _seen(call: Call, gid: str) -> Node | None:
    found = call.store.node(gid)
    return found if found is not None and is_shown(call, found) else None


def _invalid_id(written: str) -> GraphQLError:
    return GraphQLError(f"Invalid id: {written}", extensions={"code": "RESOURCE_NOT_FOUND"})


def _node(call: Call, args: Mapping[str, Any]) -> Node | None:
    if _GID.fullmatch(args["id"]) is None:
        raise _invalid_id(args["id"])
    return _seen(call, args["id"])


def _customer(call: Call, args: Mapping[str, Any]) -> Node | None:
    """The one customer whose address, number or id is exactly this."""
    (kind, asked), *_ = args["identifier"].items()
    for customer in call.store.of_type("Customer"):
        if _is(customer, kind, asked):
            return customer
    return None


def _is(customer: Node, kind: str, asked: Any) -> bool:
    if kind == "id":
        return bool(customer["id"] == asked)
    if kind == "emailAddress":
        return str(customer["email"] or "").casefold() == str(asked).strip().casefold()
    if kind == "phoneNumber":
        return same_phone(customer["phone"], asked)
    return False


def _locations(call: Call, args: Mapping[str, Any]) -> list[Node]:
    every = call.store.of_type("Location")
    return [it for it in every if it["isActive"] or args.get("includeInactive")]


def _app_installation(call: Call, _args: Mapping[str, Any]) -> Node:
    counter = call.sandbox.counter
    app = {
        "__typename": "App",
        "id": "gid://shopify/App/4001",
        "handle": "comptoir",
        "title": "Comptoir",
        "apiKey": counter.client_id if counter else "",
    }
    scopes = sorted(getattr(call.access, "scopes", None) or call.store.scopes)
    return {
        "__typename": "AppInstallation",
        "id": "gid://shopify/AppInstallation/5001",
        "launchUrl": f"https://admin.shopify.com/store/{call.store.handle}/apps/comptoir",
        "accessScopes": [{"handle": it, "description": it} for it in scopes],
        "app": app,
    }


def _versions(call: Call, _args: Mapping[str, Any]) -> list[Node]:
    return [{"handle": it, "displayName": it, "supported": True} for it in call.sandbox.supported]


QUERIES: Mapping[str, Callable[[Call, Mapping[str, Any]], Any]] = {
    "order": _by_id("Order"),
    "customer": _by_id("Customer"),
    "refund": _by_id("Refund"),
    "job": _by_id("Job"),
    "location": _by_id("Location"),
    "node": _node,
    "nodes": lambda call, args: [_node(call, {"id": it}) for it in args["ids"]],
    "orders": found_orders,
    "ordersCount": lambda call, args: {
        "count": len(found_orders(call, args)),
        "precision": "EXACT",
    },
    "customers": found_customers,
    "customerByIdentifier": _customer,
    "locations": _locations,
    "shop": lambda call, _args: call.store.shop,
    "currentAppInstallation": _app_installation,
    "publicApiVersions": _versions,
}
