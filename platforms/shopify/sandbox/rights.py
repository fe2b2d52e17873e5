"""What a token opens: scopes of the app for each field, permissions of the person for each act."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from platforms.shopify.sandbox.store import Store
from platforms.shopify.sandbox.tokens import Access

_NEEDS: Mapping[tuple[str, str], str] = {
    ("QueryRoot", "order"): "read_orders",
    ("QueryRoot", "orders"): "read_orders",
    ("QueryRoot", "ordersCount"): "read_orders",
    ("QueryRoot", "refund"): "read_orders",
    ("QueryRoot", "customer"): "read_customers",
    ("QueryRoot", "customers"): "read_customers",
    ("QueryRoot", "customerByIdentifier"): "read_customers",
    ("QueryRoot", "location"): "read_locations",
    ("QueryRoot", "locations"): "read_locations",
    ("Order", "customer"): "read_customers",
    ("Customer", "lastOrder"): "read_orders",
    ("Customer", "orders"): "read_orders",
    ("LineItem", "variant"): "read_products",
    ("LineItem", "product"): "read_products",
    ("Fulfillment", "location"): "read_locations",
    ("RefundLineItem", "location"): "read_locations",
    ("Mutation", "refundCreate"): "write_orders",
    ("Mutation", "orderCancel"): "write_orders",
    ("Mutation", "tagsAdd"): "write_orders",
}
_PERMISSIONS = {
    ("Mutation", "refundCreate"): "refund_orders",
    ("Mutation", "orderCancel"): "cancel_orders",
}
"""Asked of people alone: the app's own token passes."""


def refusing(access: Access, store: Store) -> Callable[[str, str], str | None]:
    """For a field of a type: the access that it needs and this token lacks, else None."""
    staff = store.staff.get(access.staff_id)
    denied = frozenset() if staff is None else staff.refused
    scopes = access.scopes & store.scopes

    def refuses(type_name: str, field_name: str) -> str | None:
        asked = (type_name, field_name)
        scope, permission = _NEEDS.get(asked), _PERMISSIONS.get(asked)
        if scope is not None and not _has(scopes, scope):
            return f"`{scope}` access scope."
        if permission in denied:
            return f"`{scope}` access scope. Also: The user must have {permission} permission."
        return None

    return refuses


def _has(scopes: frozenset[str] | set[str], wanted: str) -> bool:
    return wanted in scopes or wanted.replace("read_", "write_", 1) in scopes
