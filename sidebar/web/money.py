"""Refunds and cancellations: filled in, reviewed, confirmed; what was typed is never lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Blueprint, Response, g, request

from platforms.contract import Barred, PlatformError
from platforms.moves import Refundable, RefundableLine
from platforms.shapes import Line, Money
from sidebar.actions.money import asking, drafting, meanwhile
from sidebar.actions.money.drafting import Preparing, Reviewed, Wanted
from sidebar.actions.money.meanwhile import Meanwhile
from sidebar.errors import AskReused, Busy, Refused, ReviewChanged
from sidebar.rules.limits import amount_of, currency_of
from sidebar.rules.operation import OperationKind
from sidebar.rules.reviewed import stored
from sidebar.rules.viewer import Viewer
from sidebar.web.desk import desk
from sidebar.web.forms import count, moment
from sidebar.web.fragments import MONEY, MONEY_FAULT, MONEY_OTHERS, NOTICE, REVIEW, parts
from sidebar.web.operations import operation_page, sees_all
from sidebar.web.session import prove, with_viewer
from sidebar.web.wanted import (
    BadForm,
    cancel_wanted,
    fault_of,
    fields_of,
    refund_wanted,
    typed_or,
)

blueprint = Blueprint("money", __name__)

_PANES = {
    OperationKind.REFUND: "money/_refund.html",
    OperationKind.CANCEL: "money/_cancel.html",
}
_WANTED: Mapping[OperationKind, Callable[[], Wanted]] = {
    OperationKind.REFUND: refund_wanted,
    OperationKind.CANCEL: cancel_wanted,
}


@blueprint.get("/tickets/<ticket_id>/refund")
@with_viewer
def refund(viewer: Viewer, ticket_id: str) -> Response:
    """The form of a refund, with what the shop can give back now."""
    return _form(viewer, ticket_id, OperationKind.REFUND)


@blueprint.get("/tickets/<ticket_id>/cancel")
@with_viewer
def cancel(viewer: Viewer, ticket_id: str) -> Response:
    """The form of a cancellation, or why the order cannot be cancelled."""
    return _form(viewer, ticket_id, OperationKind.CANCEL)


@blueprint.post("/tickets/<ticket_id>/refund/review")
@with_viewer
def review_refund(viewer: Viewer, ticket_id: str) -> Response:
    """What the shop would move for this choice; the form stays as it is."""
    return _review(viewer, ticket_id, OperationKind.REFUND)


@blueprint.post("/tickets/<ticket_id>/cancel/review")
@with_viewer
def review_cancel(viewer: Viewer, ticket_id: str) -> Response:
    """What cancelling would do; the form stays as it is."""
    return _review(viewer, ticket_id, OperationKind.CANCEL)


@blueprint.post("/tickets/<ticket_id>/refund")
@with_viewer
def confirm_refund(viewer: Viewer, ticket_id: str) -> Response:
    """Moves what was reviewed, once for each ask, and shows what the shop did."""
    return _confirm(viewer, ticket_id, OperationKind.REFUND)


@blueprint.post("/tickets/<ticket_id>/cancel")
@with_viewer
def confirm_cancel(viewer: Viewer, ticket_id: str) -> Response:
    """Cancels the order as reviewed, once for each ask, and shows what the shop did."""
    return _confirm(viewer, ticket_id, OperationKind.CANCEL)


@blueprint.post("/tickets/<ticket_id>/preparing")
@with_viewer
def stay(viewer: Viewer, ticket_id: str) -> Response:
    """Says that the form is still looked at; brings who else has one open on this order."""
    standing = drafting.stay(desk(), viewer, ticket_id)
    return parts(MONEY_OTHERS, preparing=standing, ticket_id=ticket_id)


@blueprint.delete("/tickets/<ticket_id>/preparing")
@with_viewer
def leave(viewer: Viewer, ticket_id: str) -> Response:
    """The form was closed."""
    drafting.leave(desk(), viewer, ticket_id)
    return Response(status=204)


def _review(viewer: Viewer, ticket_id: str, kind: OperationKind) -> Response:
    try:
        return _review_page(drafting.review(desk(), viewer, ticket_id, _WANTED[kind]()))
    except BadForm as bad:
        return _form(viewer, ticket_id, kind, bad.faults)
    except (Barred, Refused) as refusal:
        return _form(viewer, ticket_id, kind, fault_of(refusal))
    except PlatformError as fault:
        return _shop_fault(fault)


def _confirm(viewer: Viewer, ticket_id: str, kind: OperationKind) -> Response:
    has_seen_all = sees_all(viewer, ticket_id)
    seal = request.form.get("seal", "")
    try:
        wanted = _WANTED[kind]()
        prove()
        operation = asking.confirm(desk(), viewer, ticket_id, wanted, seal)
    except BadForm as bad:
        return _form(viewer, ticket_id, kind, bad.faults)
    except (Barred, Refused) as refusal:
        return _unconfirmed(viewer, ticket_id, kind, refusal)
    except PlatformError as fault:
        return _shop_fault(fault)
    return operation_page(viewer, ticket_id, operation, has_seen_all=has_seen_all)


def _unconfirmed(
    viewer: Viewer, ticket_id: str, kind: OperationKind, refusal: Barred | Refused
) -> Response:
    """Nothing was moved: the review as it is now, what stands in the way, or the form again."""
    if isinstance(refusal, ReviewChanged) and isinstance(refusal.reviewed, Reviewed):
        return _review_page(refusal.reviewed, changed=_meanwhile(viewer, ticket_id))
    if isinstance(refusal, Busy):
        return _form(viewer, ticket_id, kind, status=409)
    is_new_ask = isinstance(refusal, AskReused)
    changed = _meanwhile(viewer, ticket_id) if isinstance(refusal, Barred) else None
    faults = fault_of(refusal)
    return _form(viewer, ticket_id, kind, faults, is_new_ask=is_new_ask, changed=changed)


def _meanwhile(viewer: Viewer, ticket_id: str) -> Meanwhile:
    """What happened since the review that was confirmed, by the moment that its page carried."""
    left, currency = request.form.get("left", ""), request.form.get("left_currency", "")
    before = Money(count("left"), currency) if left and len(currency) == 3 else None
    return meanwhile.since(desk(), viewer, ticket_id, moment("reviewed_at"), before)


def _shop_fault(fault: PlatformError) -> Response:
    """The shop could not be read: nothing was asked of it, and the form stays as it is."""
    return parts(MONEY_FAULT, NOTICE, status=424, shop_fault=fault)


def _review_page(reviewed: Reviewed, *, changed: Meanwhile | None = None) -> Response:
    g.timezone = reviewed.shop.timezone
    kind = reviewed.wanted.kind
    return parts(
        REVIEW,
        MONEY_OTHERS,
        MONEY_FAULT,
        NOTICE,
        status=200 if changed is None else 409,
        shop=reviewed.shop,
        ticket=reviewed.ticket,
        ticket_id=reviewed.ticket.id,
        reviewed=reviewed,
        preparing=reviewed,
        kept=stored(reviewed.review),
        wanted=reviewed.wanted,
        wanted_fields=fields_of(reviewed.wanted),
        reasons=reviewed.shop.money.reasons(kind),
        kind=kind.value,
        changed=changed,
        left=reviewed.review.refundable.left,
        reviewed_at=desk().clock.now(),
    )


def _form(
    viewer: Viewer,
    ticket_id: str,
    kind: OperationKind,
    faults: Mapping[str, str] | None = None,
    *,
    status: int = 200,
    is_new_ask: bool = False,
    changed: Meanwhile | None = None,
) -> Response:
    preparing = drafting.prepare(desk(), viewer, ticket_id, kind)
    g.timezone = preparing.shop.timezone
    return parts(
        MONEY,
        NOTICE,
        status=422 if faults else status,
        pane=_PANES[kind],
        kind=kind.value,
        shop=preparing.shop,
        ticket=preparing.ticket,
        ticket_id=ticket_id,
        preparing=preparing,
        typed=typed_or(preparing, is_new_ask=is_new_ask),
        faults=faults or {},
        changed=changed,
        left=preparing.refundable.left if preparing.refundable else None,
        rows=_rows(preparing.refundable) if preparing.refundable else (),
        most_alone=_most_alone(preparing),
    )


def _rows(refundable: Refundable) -> tuple[tuple[Line, RefundableLine], ...]:
    """The order's lines with what is left of each, in the order's own order."""
    found = ((line, refundable.line(line.id)) for line in refundable.order.lines)
    return tuple((line, left) for line, left in found if left is not None)


def _most_alone(preparing: Preparing) -> object:
    """What this viewer may refund in one go without a manager; nothing where it is not limited."""
    if preparing.limit is None or preparing.refundable is None:
        return None
    return amount_of(preparing.limit.operation, currency_of(preparing.refundable.order))
