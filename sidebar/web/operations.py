"""One operation as its ticket shows it: followed, checked, decided on, recorded by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, g, request

from platforms.moves import MoneyState, MovedLine
from platforms.shapes import Money
from sidebar.actions import showing
from sidebar.actions.money import approving, following, recording, sweeping, watching
from sidebar.errors import Forbidden, Refused
from sidebar.rules.following import Arrival, accepted, sum_in
from sidebar.rules.operation import OperationKind, OperationState
from sidebar.rules.reviewed import StoredLine, StoredReview
from sidebar.rules.viewer import Role, Viewer
from sidebar.store.operations import Operation
from sidebar.store.shops import Shop
from sidebar.web.amounts import BadAmount, amount_typed
from sidebar.web.desk import desk
from sidebar.web.forms import count
from sidebar.web.fragments import (
    MONEY,
    NOTICE,
    ORDERS,
    PROGRESS,
    SEEN,
    UNSETTLED,
    WAITING,
    parts,
)
from sidebar.web.host_news import news_parts
from sidebar.web.session import prove, with_viewer
from sidebar.web.tickets import changed

blueprint = Blueprint("operations", __name__)

LONGEST_WORD = 1000
LONGEST_REFERENCE = 64
PANE = "money/_operation.html"


@blueprint.get("/tickets/<ticket_id>/operations/<operation_id>")
@with_viewer
def show(viewer: Viewer, ticket_id: str, operation_id: str) -> Response:
    """The operation; whoever knows its state is only told how it goes on, until that changes."""
    shop, ticket, operation = watching.operation_on(desk(), viewer, ticket_id, operation_id)
    g.timezone = shop.timezone
    values = operation_values(shop, operation)
    known = request.args.get("known", "")
    if not known:
        return parts(MONEY, NOTICE, ticket=ticket, shop=shop, viewer=viewer, **values)
    if known == operation.state.value and operation.state is OperationState.AWAITING_APPROVAL:
        return Response(status=204)
    if known == operation.state.value:
        return parts(PROGRESS, ticket=ticket, shop=shop, viewer=viewer, **values)
    return operation_page(viewer, ticket_id, operation, has_seen_all=False, is_polled=True)


@blueprint.post("/tickets/<ticket_id>/operations/<operation_id>/check")
@with_viewer
def check(viewer: Viewer, ticket_id: str, operation_id: str) -> Response:
    """Asks the shop now what became of it; nothing is sent again."""
    has_seen_all = sees_all(viewer, ticket_id)
    watching.operation_on(desk(), viewer, ticket_id, operation_id)
    operation = sweeping.check_now(desk(), viewer, operation_id)
    return operation_page(viewer, ticket_id, operation, has_seen_all=has_seen_all)


@blueprint.post("/tickets/<ticket_id>/operations/<operation_id>/approval")
@with_viewer
def decide(viewer: Viewer, ticket_id: str, operation_id: str) -> Response:
    """A manager's word on it, from the ticket or from the list of tickets."""
    has_seen_all = sees_all(viewer, ticket_id)
    _, _, operation = watching.operation_on(desk(), viewer, ticket_id, operation_id)
    try:
        operation = _decided(viewer, operation_id)
    except Refused as refusal:
        if refusal.reason != "not_waiting":
            raise
        # Someone else decided first: what became of it is shown instead.
        _, _, operation = watching.operation_on(desk(), viewer, ticket_id, operation_id)
    if request.form.get("place") == "inbox":
        return _inbox(viewer, operation)
    return operation_page(viewer, ticket_id, operation, has_seen_all=has_seen_all)


def _decided(viewer: Viewer, operation_id: str) -> Operation:
    if request.form.get("verdict") == "approve":
        prove()
        return approving.approve(desk(), viewer, operation_id)
    why = request.form.get("why", "").strip()[:LONGEST_WORD]
    if not why:
        raise Refused("no_why")
    return approving.refuse(desk(), viewer, operation_id, why)


def _inbox(viewer: Viewer, operation: Operation) -> Response:
    """The list without it, and what became of it in a notice."""
    shop, ticket = showing.locate(desk(), viewer, operation.ticket_id)
    g.timezone = shop.timezone
    waiting = approving.waiting(desk(), viewer)
    return parts(
        WAITING,
        NOTICE,
        *news_parts(viewer),
        shop=shop,
        ticket=ticket,
        viewer=viewer,
        waiting=waiting,
        reason=f"operation_{operation.state.value}",
        tone=_TONES.get(operation.state.value, ""),
    )


_TONES = {"done": "done", "refused": "error", "unsure": "question"}


@blueprint.delete("/tickets/<ticket_id>/operations/<operation_id>/approval")
@with_viewer
def withdraw(viewer: Viewer, ticket_id: str, operation_id: str) -> Response:
    """Whoever asked for it takes it back while it waits."""
    has_seen_all = sees_all(viewer, ticket_id)
    watching.operation_on(desk(), viewer, ticket_id, operation_id)
    operation = approving.withdraw(desk(), viewer, operation_id)
    return operation_page(viewer, ticket_id, operation, has_seen_all=has_seen_all)


@blueprint.post("/tickets/<ticket_id>/operations/<operation_id>/record")
@with_viewer
def record(viewer: Viewer, ticket_id: str, operation_id: str) -> Response:
    """What a manager found in the shop, in their name; ends an operation that stays unsure."""
    if not viewer.may(Role.APPROVE):
        raise Forbidden("approve")
    has_seen_all = sees_all(viewer, ticket_id)
    shop, _, operation = watching.operation_on(desk(), viewer, ticket_id, operation_id)
    faults = _record_faults(operation)
    if faults:
        g.timezone = shop.timezone
        return _unrecorded(viewer, ticket_id, operation, faults)
    try:
        operation = _recorded(viewer, operation)
    except Refused as refusal:
        if refusal.reason != "bad_amount":
            raise
        g.timezone = shop.timezone
        return _unrecorded(viewer, ticket_id, operation, {"amount": "over_paid"})
    return operation_page(viewer, ticket_id, operation, has_seen_all=has_seen_all)


@blueprint.post("/tickets/<ticket_id>/operations/<operation_id>/seen-to")
@with_viewer
def see_to(viewer: Viewer, ticket_id: str, operation_id: str) -> Response:
    """What a payment provider did not carry was given back by another way."""
    has_seen_all = sees_all(viewer, ticket_id)
    watching.operation_on(desk(), viewer, ticket_id, operation_id)
    operation = following.see_to(desk(), viewer, operation_id)
    return operation_page(viewer, ticket_id, operation, has_seen_all=has_seen_all)


def _recorded(viewer: Viewer, operation: Operation) -> Operation:
    was_done = request.form.get("found") == "done"
    has_amount = was_done and operation.amount.minor > 0
    return recording.record(
        desk(),
        viewer,
        operation.id,
        was_done=was_done,
        amount=_amount(operation) if has_amount else None,
        reference=request.form.get("reference", "")[:LONGEST_REFERENCE],
        note=request.form.get("note", "")[:LONGEST_WORD],
    )


def _record_faults(operation: Operation) -> dict[str, str]:
    form, faults = request.form, dict[str, str]()
    if form.get("found") not in ("done", "not_done"):
        faults["found"] = "no_finding"
    if form.get("found") == "done" and operation.amount.minor:
        is_refund = operation.kind is OperationKind.REFUND
        try:
            if not _amount(operation).minor and (is_refund or not form.get("amount", "").strip()):
                faults["amount"] = "no_amount"
        except BadAmount as bad:
            faults["amount"] = bad.reason
    if not form.get("note", "").strip():
        faults["note"] = "no_note"
    return faults


def _amount(operation: Operation) -> Money:
    return amount_typed(request.form.get("amount", ""), operation.amount.currency)


def _unrecorded(
    viewer: Viewer, ticket_id: str, operation: Operation, faults: Mapping[str, str]
) -> Response:
    shop, ticket = showing.locate(desk(), viewer, ticket_id)
    values = operation_values(shop, operation, faults, request.form.to_dict())
    return parts(MONEY, status=422, ticket=ticket, shop=shop, viewer=viewer, **values)


def sees_all(viewer: Viewer, ticket_id: str) -> bool:
    """Whether the page that acts has seen everything on its ticket: its own act is then no news."""
    _, ticket = showing.locate(desk(), viewer, ticket_id)
    return ticket.version <= count("seen_version")


def operation_page(
    viewer: Viewer,
    ticket_id: str,
    operation: Operation,
    *,
    has_seen_all: bool,
    is_polled: bool = False,
) -> Response:
    """The operation, and every part of the ticket that it touches.

    What comes by itself takes the focus from nobody: someone may be writing a reply.
    """
    shop, _ = showing.locate(desk(), viewer, ticket_id)
    more = (SEEN,) if has_seen_all else ()
    wanted = (MONEY, UNSETTLED, ORDERS, *more)
    values = operation_values(shop, operation)
    return changed(viewer, ticket_id, *wanted, is_polled=is_polled, **values)


def _as_done(operation: Operation) -> StoredReview:
    """The review, with the shop's own figures in it once the shop has done it."""
    review, result = operation.review, operation.result
    if result is None:
        return review
    done = {line.line_id: line for line in result.lines}
    lines = tuple(
        _line_as_done(line, done[line.line_id]) if line.line_id in done else line
        for line in review.lines
    )
    return replace(
        review,
        lines=lines,
        shipping=result.shipping if review.choice is None else review.shipping,
        total=accepted(result),
        ways=result.paid_back or review.ways,
        total_in_shop=review.total_in_shop if accepted(result) == review.total else None,
    )


def _line_as_done(line: StoredLine, done: MovedLine) -> StoredLine:
    return replace(
        line,
        quantity=done.quantity,
        amount=done.amount,
        restock=done.restock,
        stock_before=done.stock_before,
        stock_after=done.stock_after,
    )


def _awaited(operation: Operation) -> Money:
    """What of it is not with the customer: still under way, or never to be."""
    result = operation.result
    if result is None:
        return Money(0, operation.amount.currency)
    is_under_way = operation.money_state in (Arrival.PENDING, Arrival.UNCONFIRMED)
    return sum_in(MoneyState.PENDING if is_under_way else MoneyState.FAILED, result)


def operation_values(
    shop: Shop,
    operation: Operation,
    faults: Mapping[str, str] | None = None,
    typed: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """What the templates of an operation are given."""
    return {
        "pane": PANE,
        "operation": operation,
        "shown": _as_done(operation),
        "reasons": shop.money.reasons(operation.kind),
        "names": {line.line_id: line.name for line in operation.review.lines},
        "faults": faults or {},
        "typed": typed or {},
        "awaited": _awaited(operation),
        "is_written": watching.is_written(desk(), operation),
        "now": desk().clock.now(),
    }
