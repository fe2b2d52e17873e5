"""What an outsider can make happen to a store: leave, change scopes, merge, ask to be forgotten."""

from __future__ import annotations

from collections.abc import Iterable

from platforms.shopify.sandbox.payloads import compliance, edited, merged, number, shop
from platforms.shopify.sandbox.standin import Sandbox
from platforms.shopify.sandbox.store import Node, Store
from platforms.shopify.sandbox.webhooks import Message

COMPLIANCE = ("customers/data_request", "customers/redact", "shop/redact")
NEWS = (
    "orders/create",
    "orders/updated",
    "orders/cancelled",
    "orders/edited",
    "orders/fulfilled",
    "orders/paid",
    "refunds/create",
    "fulfillments/create",
    "fulfillments/update",
    "customers/update",
    "customers/delete",
)
"""Topics that can be told of any row, whether something happened to it or not."""


def uninstall(sandbox: Sandbox, store: Store) -> None:
    """The app is put out: its keys are dead at once."""
    with store.lock:
        store.installed = False
        sandbox.tokens.revoke(store.host)
    sandbox.webhooks.send(store, "app/uninstalled", shop(store))


def install(store: Store) -> None:
    """The app is there (again); its keys come with the first page that is opened."""
    store.installed = True


def grant(sandbox: Sandbox, store: Store, scopes: Iterable[str]) -> None:
    """From now on the app may do this and nothing else."""
    before = sorted(store.scopes)
    with store.lock:
        store.scopes = set(scopes)
    told = {
        "id": number(store.shop["id"]),
        "previous": before,
        "current": sorted(store.scopes),
        "updated_at": store.clock.iso(),
    }
    sandbox.webhooks.send(store, "app/scopes_update", told)


def merge(sandbox: Sandbox, store: Store, *, kept: str, gone: str) -> None:
    """Two customers become one, who has the orders of both. Raises KeyError for unknown ids."""
    with store.lock:
        keeper, leaver = store.nodes[kept], store.nodes[gone]
        for order in store.of_type("Order"):
            if order["customer"] == gone:
                order["customer"] = kept
        del store.nodes[gone]
    sandbox.webhooks.send(store, "customers/merge", merged(keeper, leaver))


def demand(
    sandbox: Sandbox, store: Store, topic: str, customer: str | None = None
) -> Message | None:
    """A compliance webhook. Raises KeyError for an unknown customer, ValueError for the topic."""
    if topic not in COMPLIANCE:
        raise ValueError(topic)
    about = None if topic == "shop/redact" else store.nodes[customer or ""]
    request = int(store.new_gid("DataRequest").rpartition("/")[2])
    return sandbox.webhooks.send(store, topic, compliance(store, topic, about, request))


def announce(sandbox: Sandbox, store: Store, topic: str, gid: str) -> Message | None:
    """News of a row as it stands. Raises KeyError for an unknown row, ValueError for the topic."""
    if topic not in NEWS:
        raise ValueError(topic)
    about: Node = store.nodes[gid]
    if topic == "orders/edited":
        edit = int(store.new_gid("OrderEdit").rpartition("/")[2])
        return sandbox.webhooks.send(store, topic, edited(store, about, edit))
    return sandbox.webhooks.tell(store, topic, about)
