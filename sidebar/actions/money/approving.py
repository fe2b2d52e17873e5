"""A manager's word on what is over an agent's limit: given on the order as it is then, or not."""

from __future__ import annotations

from dataclasses import replace

from platforms.contract import Barred
from sidebar.actions.desk import Desk
from sidebar.actions.helping import naming
from sidebar.actions.money import access, asking, carrying, drafting, telling
from sidebar.actions.money.asking import HEAD_START, READINGS, Overtaken
from sidebar.actions.money.carrying import Review
from sidebar.clock import DAY
from sidebar.errors import Busy, Forbidden, Refused
from sidebar.rules.conversation import without_controls
from sidebar.rules.limits import Verdict, limit_of, verdict
from sidebar.rules.operation import TRIED_FOR, OperationState
from sidebar.rules.refundable import seal
from sidebar.rules.viewer import Role, Viewer
from sidebar.store import accounts, agents, helpdesk_agents, operations, spending, steps
from sidebar.store.database import Conflict, Connection
from sidebar.store.events import EventKind
from sidebar.store.operations import Operation
from sidebar.store.shops import Shop
from sidebar.store.steps import Approval, Ending

WAITING = (OperationState.AWAITING_APPROVAL,)


def waiting(desk: Desk, viewer: Viewer) -> list[Operation]:
    """What waits for a manager of this shop, oldest first. Raises Forbidden (``approve``)."""
    if not viewer.may(Role.APPROVE):
        raise Forbidden("approve")
    with desk.database.reading() as store:
        return operations.awaiting(store, viewer.shop_id)


def approve(desk: Desk, viewer: Viewer, operation_id: str) -> Operation:
    """Lets it go, and carries it out; what is no longer as it was reviewed is refused (``moved``).

    Raises Forbidden (``approve``), NotFound, Refused (``own_request``, ``over_limit``,
    ``not_waiting``, ``refunds_off``, ``cancellations_off``), Busy while another operation on the
    order is in flight, or PlatformError; it then still waits.
    """
    for _ in range(READINGS):
        shop, operation = _waiting_one(desk, viewer, operation_id)
        with desk.database.reading() as store:
            if _is_own(store, viewer, operation):
                raise Refused("own_request")
            access.allow(store, shop, viewer, operation.kind)
            seen = accounts.version(store, shop.id, operation.order_id)
            _hold_to_limit(store, desk, shop, viewer, operation)
        review = _unmoved(desk, shop, viewer, operation)
        if review is None:
            return access.reload(desk, operation_id)
        try:
            _release(desk, shop, viewer, operation, review=review, seen=seen)
        except Overtaken:
            continue
        return carrying.carry_out(desk, operation_id, fresh=review)
    raise Refused("busy")


def _is_own(store: Connection, viewer: Viewer, operation: Operation) -> bool:
    asker, approver = operation.agent_id, viewer.agent_id
    return asker == approver or helpdesk_agents.are_one(store, asker, approver)


def refuse(desk: Desk, viewer: Viewer, operation_id: str, why: str) -> Operation:
    """Refuses what waits (``not_approved``). Raises Forbidden, NotFound or Refused."""
    _, operation = _waiting_one(desk, viewer, operation_id)
    with desk.database.writing() as store:
        access.still(store, viewer, Role.APPROVE)
        told = EventKind.APPROVAL_REFUSED
        _end(store, desk, viewer, operation, fault="not_approved", kind=told, why=why)
    return access.reload(desk, operation_id)


def withdraw(desk: Desk, viewer: Viewer, operation_id: str) -> Operation:
    """Takes back one's own request while it waits (``withdrawn``).

    Raises Forbidden (``refund``, ``own_request_only``), NotFound or Refused (``not_waiting``).
    """
    if not viewer.may(Role.REFUND):
        raise Forbidden("refund")
    with desk.database.reading() as store:
        _, operation = access.operation_of(store, viewer, operation_id)
    if operation.agent_id != viewer.agent_id:
        raise Forbidden("own_request_only")
    if operation.state is not OperationState.AWAITING_APPROVAL:
        raise Refused("not_waiting")
    with desk.database.writing() as store:
        access.still(store, viewer, Role.REFUND)
        told = EventKind.MONEY_REFUSED
        _end(store, desk, viewer, operation, fault="withdrawn", kind=told)
    return access.reload(desk, operation_id)


def _waiting_one(desk: Desk, viewer: Viewer, operation_id: str) -> tuple[Shop, Operation]:
    if not viewer.may(Role.APPROVE):
        raise Forbidden("approve")
    with desk.database.reading() as store:
        shop, operation = access.operation_of(store, viewer, operation_id)
    if operation.state is not OperationState.AWAITING_APPROVAL:
        raise Refused("not_waiting")
    return shop, operation


def _hold_to_limit(
    store: Connection, desk: Desk, shop: Shop, viewer: Viewer, operation: Operation
) -> None:
    """The approver's own limit counts, with all that they moved or approved today."""
    amount = operation.in_shop
    since = desk.clock.now() - DAY
    spent = spending.spent(store, viewer.agent_id, currency=amount.currency, since=since)
    limit = limit_of(viewer.role, shop.money.limits)
    if verdict(limit, amount, spent) is Verdict.NEEDS_APPROVAL:
        raise Refused("over_limit")


def _unmoved(desk: Desk, shop: Shop, viewer: Viewer, operation: Operation) -> Review | None:
    """The review as it was seen; nothing, and the operation refused, when it is another one."""
    try:
        review = drafting.read_again(
            desk, shop, operation.order_id, operation.picked, operation.choice
        )
    except Barred:
        review = None
    if review is not None and seal(review) == operation.review.seal:
        return review
    with desk.database.writing() as store:
        access.still(store, viewer, Role.APPROVE)
        told = EventKind.MONEY_REFUSED
        _end(store, desk, viewer, operation, fault="moved", kind=told)
    return None


def _release(
    desk: Desk, shop: Shop, viewer: Viewer, operation: Operation, *, review: Review, seen: int
) -> None:
    """The ask's first transaction, made now. Raises Overtaken, Busy, Refused or Barred."""
    now = desk.clock.now()
    try:
        with desk.database.writing() as store:
            name = naming.recorded(store, viewer)
            approval = Approval(viewer.agent_id, name, now, now + HEAD_START, now + TRIED_FOR)
            agents.hold(store, viewer.agent_id)
            shop, today = access.still(store, viewer, Role.APPROVE)
            access.allow(store, shop, viewer, operation.kind)
            _hold_to_limit(store, desk, shop, today, operation)
            if not steps.release(store, operation.id, approval):
                raise Refused("not_waiting")
            asking.reserve(store, operation, review, seen=seen)
            approved = replace(operation, approver_name=name)
            telling.tell(store, approved, EventKind.APPROVED, now=now, author=viewer)
    except Conflict:
        with desk.database.reading() as store:
            busy = operations.in_flight(store, shop.id, operation.order_id)
        raise (Busy(busy) if busy is not None else Overtaken()) from None


def _end(
    store: Connection,
    desk: Desk,
    viewer: Viewer,
    operation: Operation,
    *,
    fault: str,
    kind: EventKind,
    why: str = "",
) -> None:
    """Refuses what reserved nothing. Raises Refused (``not_waiting``) when it no longer waits."""
    now = desk.clock.now()
    ending = Ending(OperationState.REFUSED, 0, None, fault)
    if not steps.finish(store, operation.id, attempt=0, places=WAITING, ending=ending, now=now):
        raise Refused("not_waiting")
    told = {
        "fault": fault,
        "approver": naming.recorded(store, viewer),
        "why": without_controls(why).strip(),
    }
    telling.tell(store, operation, kind, now=now, author=viewer, more=told)
