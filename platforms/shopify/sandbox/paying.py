"""Money on its way back: each transaction's status, by its gateway, and how pending ones end."""

from __future__ import annotations

from platforms.shopify.sandbox.aftermath import said, touched
from platforms.shopify.sandbox.bags import Bag, bag_of
from platforms.shopify.sandbox.calling import Call
from platforms.shopify.sandbox.gateways import PENDING, SUCCESS
from platforms.shopify.sandbox.standin import Sandbox
from platforms.shopify.sandbox.store import Node, Store

_ACTIONS = {SUCCESS: "refund_success", PENDING: "refund_pending"}


def paid_back(call: Call, order: Node, refund: Node, parent: Node, amount: Bag) -> Node:
    """The transaction that gives back part of a payment, as its gateway takes it."""
    store = call.store
    mood = call.sandbox.gateways.mood(store.host, parent["gateway"])
    transaction = _following(store, parent, "REFUND", amount)
    transaction |= {
        "status": mood.status,
        "errorCode": None if mood.status in _ACTIONS else mood.error_code or "GENERIC_ERROR",
    }
    _keep(store, order, transaction)
    refund["transactions"].append(transaction["id"])
    _told(store, order, transaction)
    if mood.status == PENDING and mood.then:
        sandbox, gid, then = call.sandbox, transaction["id"], mood.then
        call.sandbox.due.add(
            gid,
            call.sandbox.clock.now() + mood.after_ms,
            lambda: settle(sandbox, store.host, gid, status=then, error_code=mood.error_code),
        )
    return transaction


def voided(call: Call, order: Node, authorisation: Node) -> None:
    """An authorisation that will never be captured."""
    amount = bag_of(authorisation["amountSet"])
    void = _following(call.store, authorisation, "VOID", amount)
    _keep(call.store, order, void | {"status": SUCCESS})
    call.store.happened(order["id"], "void_success", "The authorization was voided.")


def settle(
    sandbox: Sandbox, host: str, gid: str, *, status: str = SUCCESS, error_code: str | None = None
) -> bool:
    """End a pending refund; whether it was still pending."""
    store = sandbox.stores[host]
    with store.lock:
        transaction = store.node(gid)
        if transaction is None or transaction["status"] != PENDING:
            return False
        transaction["status"] = status
        transaction["processedAt"] = store.clock.iso()
        if status != SUCCESS:
            transaction["errorCode"] = error_code or "GENERIC_ERROR"
        order = store.nodes[transaction["order"]]
        _told(store, order, transaction)
        touched(store, order)
        sandbox.webhooks.tell(store, "orders/updated", order)
    return True


def pending(sandbox: Sandbox) -> list[tuple[str, Node]]:
    """Every refund that has not ended, with its store's host."""
    return [
        (store.host, it)
        for store in sandbox.stores.values()
        for it in store.of_type("OrderTransaction")
        if it["kind"] == "REFUND" and it["status"] == PENDING
    ]


def _following(store: Store, parent: Node, kind: str, amount: Bag) -> Node:
    """Whatever gateway a request names, the payment's own is used."""
    now = store.clock.iso()
    return {
        **parent,
        "id": store.new_gid("OrderTransaction"),
        "kind": kind,
        "createdAt": now,
        "processedAt": now,
        "errorCode": None,
        "amountSet": amount.node(),
        "parentTransaction": parent["id"],
    }


def _keep(store: Store, order: Node, transaction: Node) -> None:
    store.add(transaction)
    order["transactions"].append(transaction["id"])


def _told(store: Store, order: Node, transaction: Node) -> None:
    amount = bag_of(transaction["amountSet"])
    action = _ACTIONS.get(transaction["status"], "refund_failure")
    ends = {"refund_success": "was refunded", "refund_pending": "is being refunded"}
    message = (
        f"{said(amount.shown, amount.shown_currency)} {ends.get(action, 'could not be refunded')}"
        f" through {transaction['formattedGateway']}."
    )
    store.happened(order["id"], action, message, criticalAlert=action == "refund_failure")
