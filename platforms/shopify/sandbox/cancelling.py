"""orderCancel: checked at once, done later by a job, never undone."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from platforms.shopify.sandbox.aftermath import author, mail, touched
from platforms.shopify.sandbox.calling import Call, Info
from platforms.shopify.sandbox.faults import Kind
from platforms.shopify.sandbox.order_rows import (
    net_payment,
    rows,
    shipping_left,
    transactions,
    zero,
)
from platforms.shopify.sandbox.paying import voided
from platforms.shopify.sandbox.refund_sums import everything, sums
from platforms.shopify.sandbox.refunding import written_refund
from platforms.shopify.sandbox.store import Node, Store

NOTE_LETTERS = 255
RUNNING = "Cancellation is already in progress"
BOTH = "Only one of the arguments `refund` or `refund_method` is allowed."
FULFILLED = "Cannot cancel an order that has outstanding fulfillments"
CANCELLED = "Cannot cancel an order that has already been canceled"
RETURNED = "Cannot cancel an order that has returns"
HELD = "Cannot cancel an order that has a pending payment"
LONG = "Staff note is too long. Maximum length is 255 characters."
NO_RIGHT = "You do not have permission to refund this order"
BROKE = "The order could not be cancelled"
_JOB = "_cancelling"
"""The order's key for the job that runs."""

Refusal = dict[str, Any]


def order_cancel(call: Call, args: Mapping[str, Any], _info: Info) -> Node:
    """The mutation's payload; the order is cancelled when its job ends."""
    order = call.store.node(args["orderId"])
    refused = list(_refusals(call, order, args))
    if refused or order is None:
        return _payload(None, None, refused)
    job, result = _started(call.store, order)
    jobs = call.sandbox.cancels
    wish = dict(args)
    if jobs.delay_ms:
        at = call.sandbox.clock.now() + jobs.delay_ms
        call.sandbox.due.add(job["id"], at, lambda: _end(call, order, wish, job, result))
    else:
        _end(call, order, wish, job, result)
    return _payload(job["id"], result["id"] if jobs.tells_result else None, [])


def _refusals(call: Call, order: Node | None, args: Mapping[str, Any]) -> Iterator[Refusal]:
    if "refund" in args and "refundMethod" in args:
        yield _error(None, BOTH, "INVALID")
        return
    if order is None:
        yield _error(["orderId"], "Order does not exist", "NOT_FOUND")
        return
    if order.get(_JOB):
        yield _error(None, RUNNING, None)
        return
    if len(args.get("staffNote") or "") > NOTE_LETTERS:
        yield _error(["staffNote"], LONG, "INVALID")
    told = _in_the_way(call.store, order)
    if told:
        yield _error(["orderId"], told, "INVALID")
    if _refunds(args) and "refund_orders" in _refused_rights(call):
        yield _error(["refundMethod"], NO_RIGHT, "NO_REFUND_PERMISSION")
    method = args.get("refundMethod") or {}
    if "storeCreditRefund" in method and not order.get("customer"):
        told = "Store credit needs a customer on the order"
        yield _error(["refundMethod"], told, "STORE_CREDIT_REFUND_MISSING_CUSTOMER")


def _in_the_way(store: Store, order: Node) -> str:
    if order["cancelledAt"]:
        return CANCELLED
    if any(it["status"] != "CANCELLED" for it in rows(store, order["fulfillments"])):
        return FULFILLED
    if order["returnStatus"] != "NO_RETURN":
        return RETURNED
    waits = (
        it["kind"] in {"AUTHORIZATION", "SALE"}
        and it["status"] == "PENDING"
        # What is to be paid by hand is with no provider: nothing of it is under way.
        and not it["manualPaymentGateway"]
        for it in transactions(store, order)
    )
    return HELD if any(waits) else ""


def _started(store: Store, order: Node) -> tuple[Node, Node]:
    name = uuid.uuid4()
    job = {"__typename": "Job", "id": f"gid://shopify/Job/{name}", "done": False}
    result = {
        "__typename": "OrderCancelJobResult",
        "id": f"gid://shopify/OrderCancelJobResult/{name}",
        "done": False,
        "status": "STARTED",
        "errors": [],
        "order": order["id"],
    }
    store.add(job)
    store.add(result)
    order[_JOB] = job["id"]
    return job, result


def _end(call: Call, order: Node, args: Mapping[str, Any], job: Node, result: Node) -> None:
    """The job is over: the order is cancelled, or something came in between."""
    met = call.sandbox.faults.strike(
        call.store.host, "orderCancel", call.operation, kinds=frozenset({Kind.JOB_FAILS})
    )
    with call.store.lock:
        told = BROKE if met else _in_the_way(call.store, order)
        if not told:
            _cancel(call, order, args)
        else:
            code = "INTERNAL_ERROR" if met else "INVALID"
            result["errors"] = [_error(None, told, code)]
        result |= {"done": True, "status": "FAILED" if told else "SUCCEEDED"}
        job["done"] = True
        order[_JOB] = None


def _cancel(call: Call, order: Node, args: Mapping[str, Any]) -> None:
    store, webhooks = call.store, call.sandbox.webhooks
    note = args.get("staffNote")
    for it in _open_authorisations(store, order):
        voided(call, order, it)
    if args["restock"] or _refunds(args):
        refund = _given_back(call, order, args)
        webhooks.tell(store, "refunds/create", refund)
    order |= {
        "cancelledAt": store.clock.iso(),
        "cancelReason": args["reason"],
        "cancellation": {"__typename": "OrderCancellation", "staffNote": note},
    }
    store.happened(order["id"], "cancelled", f"{order['name']} was cancelled.", **author(call))
    if args.get("notifyCustomer"):
        mail(call, order, "cancellation")
    touched(store, order)
    webhooks.tell(store, "orders/cancelled", order)
    webhooks.tell(store, "orders/updated", order)


def _given_back(call: Call, order: Node, args: Mapping[str, Any]) -> Node:
    """Every unit, and the money where it was asked for; what came before stays as it is."""
    store, refunds = call.store, _refunds(args)
    wanted = everything(store, order, restocks=bool(args["restock"]))
    shipping = shipping_left(store, order)[0] if refunds else zero(order)
    found = sums(store, order, wanted, shipping, amount=net_payment(store, order))
    parts = [(it.parent, it.amount) for it in found.parts] if refunds else []
    return written_refund(call, order, found, parts, None)


def _open_authorisations(store: Store, order: Node) -> list[Node]:
    every = transactions(store, order)
    over = {it.get("parentTransaction") for it in every if it["kind"] in {"CAPTURE", "VOID"}}
    return [
        it
        for it in every
        if it["kind"] == "AUTHORIZATION" and it["status"] == "SUCCESS" and it["id"] not in over
    ]


def _refunds(args: Mapping[str, Any]) -> bool:
    """Leaving out the method cancels without giving anything back."""
    method = args.get("refundMethod") or {}
    return bool(method.get("originalPaymentMethodsRefund") or args.get("refund"))


def _refused_rights(call: Call) -> frozenset[str]:
    staff = call.store.staff.get(getattr(call.access, "staff_id", ""))
    return frozenset() if staff is None else staff.refused


def _payload(job: str | None, result: str | None, refused: list[Refusal]) -> Node:
    plain = [{"field": it["field"], "message": it["message"]} for it in refused]
    return {
        "job": job,
        "jobResult": result,
        "orderCancelUserErrors": refused,
        "userErrors": plain,
    }


def _error(field: list[str] | None, message: str, code: str | None) -> Refusal:
    return {
        "__typename": "OrderCancelUserError",
        "field": field,
        "message": message,
        "code": code,
    }
