"""What a kept webhook says, in our words: ids and moments, and of a person only what is asked for.

The topic is not signed, the body is. So a body is read as its topic only where it has what that
topic promises and nothing of a graver one; where it names its shop, that is the one it came for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from platforms.hooks import HookRefused
from platforms.notices import Notice
from platforms.shopify.believed import Believed
from platforms.shopify.moments import moment
from platforms.shopify.scopes import scopes_written
from platforms.webhooks import (
    CustomerChanged,
    CustomersMerged,
    DataAsked,
    Delivery,
    EraseCustomer,
    EraseShop,
    Meaning,
    ScopesChanged,
    Told,
    Uninstalled,
)

_OPERATION = re.compile(r"(?<![0-9a-z_])op_[0-9a-z]{1,60}(?![0-9a-z_])")
"""Our mark in the note of a refund."""
_CUSTOMER = re.compile(r"gid://shopify/Customer/([1-9][0-9]{0,19})")
_STATUS = re.compile(r"[a-z_]{1,40}")
# A note of Shopify is under 5,000 letters; a customer with more orders than this is no customer.
_LONGEST_NOTE = 20_000
_MOST_ORDERS = 100_000
_MOST_SCOPES = 400

_KINDS = {
    "orders/create": "order",
    "orders/updated": "order",
    "orders/edited": "order",
    "orders/cancelled": "state",
    "orders/fulfilled": "state",
    "orders/paid": "state",
    "refunds/create": "slip",
    "fulfillments/create": "tracking",
    "fulfillments/update": "tracking",
}
"""What each topic is to whoever works at the order's ticket."""


def meaning(delivery: Delivery) -> tuple[Meaning, ...]:
    """What it says; nothing for a topic that we have no use for. Raises HookRefused."""
    read = _READERS.get(delivery.topic)
    if read is None:
        return ()
    body = Believed.of(delivery.body, wrong=lambda name: HookRefused("bad_request", field=name))
    return read(delivery, body)


def _order(delivery: Delivery, body: Believed) -> tuple[Meaning, ...]:
    at = _at(body, "updated_at", delivery)
    return (_told(delivery, record=body.identity("id"), order_id=body.identity("id"), at=at),)


def _edited(delivery: Delivery, body: Believed) -> tuple[Meaning, ...]:
    edit = body.within("order_edit")
    at = _at(edit, "committed_at", delivery)
    return (_told(delivery, record=edit.identity("id"), order_id=edit.identity("order_id"), at=at),)


def _refund(delivery: Delivery, body: Believed) -> tuple[Meaning, ...]:
    refund_id, note = body.identity("id"), body.untouched("note", longest=_LONGEST_NOTE)
    mark = _OPERATION.search(note)
    notice = _told(
        delivery,
        record=refund_id,
        order_id=body.identity("order_id"),
        at=_at(body, "created_at", delivery),
        key=mark[0] if mark else "",
        facts={"slip": refund_id},
    )
    return (notice,)


def _fulfillment(delivery: Delivery, body: Believed) -> tuple[Meaning, ...]:
    notice = _told(
        delivery,
        record=body.identity("id"),
        order_id=body.identity("order_id"),
        at=_at(body, "updated_at", delivery),
        facts={"status": body.matching("status", _STATUS)} if body.has("status") else {},
    )
    return (notice,)


def _told(
    delivery: Delivery,
    *,
    record: str,
    order_id: str,
    at: int,
    key: str = "",
    facts: Mapping[str, str | int | bool] = MappingProxyType({}),
) -> Told:
    """Named after what was signed, so that the same news under other headers is no other news."""
    kind = _KINDS[delivery.topic]
    return Told(Notice(f"{delivery.topic}/{record}", kind, order_id, key, at, dict(facts)))


def _at(body: Believed, name: str, delivery: Delivery) -> int:
    if not body.has(name):
        return delivery.triggered_at
    at = moment(body.untouched(name, longest=64))
    return body.refuse(name) if at is None else at


def _uninstalled(delivery: Delivery, body: Believed) -> tuple[Meaning, ...]:
    _same_shop(delivery, body, "myshopify_domain")
    return (Uninstalled(),)


def _scopes_changed(_: Delivery, body: Believed) -> tuple[Meaning, ...]:
    if not body.has("current"):
        body.refuse("current")
    written = ",".join(body.texts("current", most=_MOST_SCOPES, longest=64))
    scopes = scopes_written(written)
    return (ScopesChanged(body.refuse("current") if scopes is None else scopes),)


def _customer(delivery: Delivery, body: Believed) -> tuple[Meaning, ...]:
    first, last = (body.text(name, longest=255) for name in ("first_name", "last_name"))
    changed = CustomerChanged(
        body.identity("id"),
        name=f"{first} {last}".strip(),
        email=body.text("email", longest=320),
        phone=body.text("phone", longest=64),
        at=_at(body, "updated_at", delivery),
    )
    return (changed,)


def _customer_gone(_: Delivery, body: Believed) -> tuple[Meaning, ...]:
    return (CustomerChanged(body.identity("id"), is_gone=True),)


def _merged(_: Delivery, body: Believed) -> tuple[Meaning, ...]:
    """Only once it is done: a merge that failed has changed nobody."""
    if body.has("status") and body.matching("status", _STATUS) != "completed":
        return ()
    kept = body.named("admin_graphql_api_customer_kept_id", _CUSTOMER)
    gone = body.named("admin_graphql_api_customer_deleted_id", _CUSTOMER)
    return (CustomersMerged(gone=gone, kept=kept),)


def _data_asked(delivery: Delivery, body: Believed) -> tuple[Meaning, ...]:
    _same_shop(delivery, body, "shop_domain")
    customer = body.within("customer")
    asked = DataAsked(
        request_id=body.within("data_request").identity("id"),
        customer_id=customer.identity_if_any("id"),
        email=customer.text("email", longest=320),
        phone=customer.text("phone", longest=64),
        order_ids=body.identities("orders_requested", most=_MOST_ORDERS),
    )
    return (asked,)


def _erase_customer(delivery: Delivery, body: Believed) -> tuple[Meaning, ...]:
    _same_shop(delivery, body, "shop_domain")
    if not body.has("orders_to_redact") or body.has("data_request"):
        body.refuse("orders_to_redact")
    customer = body.within("customer")
    erased = EraseCustomer(
        customer_id=customer.identity_if_any("id"),
        email=customer.text("email", longest=320),
        phone=customer.text("phone", longest=64),
        order_ids=body.identities("orders_to_redact", most=_MOST_ORDERS),
    )
    return (erased,)


def _erase_shop(delivery: Delivery, body: Believed) -> tuple[Meaning, ...]:
    """What asks about one customer names its shop too: that must never erase all of it."""
    _same_shop(delivery, body, "shop_domain")
    body.identity("shop_id")
    if set(body.names()) != {"shop_id", "shop_domain"}:
        body.refuse("body")
    return (EraseShop(),)


def _same_shop(delivery: Delivery, body: Believed, name: str) -> None:
    if body.untouched(name, longest=128) != delivery.host:
        body.refuse(name)


_READERS: Mapping[str, Callable[[Delivery, Believed], tuple[Meaning, ...]]] = {
    "app/uninstalled": _uninstalled,
    "app/scopes_update": _scopes_changed,
    "orders/create": _order,
    "orders/updated": _order,
    "orders/cancelled": _order,
    "orders/fulfilled": _order,
    "orders/paid": _order,
    "orders/edited": _edited,
    "refunds/create": _refund,
    "fulfillments/create": _fulfillment,
    "fulfillments/update": _fulfillment,
    "customers/update": _customer,
    "customers/delete": _customer_gone,
    "customers/merge": _merged,
    "customers/data_request": _data_asked,
    "customers/redact": _erase_customer,
    "shop/redact": _erase_shop,
}

COMPLIANCE = frozenset({"customers/data_request", "customers/redact", "shop/redact"})
"""What every listed app must answer to."""

GRAVE = frozenset({"app/uninstalled"})
"""What says that the shop has left. The body of shop/redact is the same each time it is said."""

TOPICS = frozenset(_READERS)
"""Everything that the app's file subscribes to; nothing else is let in."""
