"""Asks: what was reviewed is read again, kept and reserved in one transaction, then carried out."""

from __future__ import annotations

from dataclasses import replace

from platforms.contract import Barred, PlatformError
from platforms.shapes import Money
from sidebar import ids
from sidebar.actions.desk import Desk
from sidebar.actions.helping import naming
from sidebar.actions.money import access, carrying, drafting, telling
from sidebar.actions.money.drafting import Reviewed, Wanted, cleaned
from sidebar.actions.money.stumbling import log_fault
from sidebar.clock import DAY, SECOND
from sidebar.errors import AskReused, Busy, Refused, ReviewChanged
from sidebar.rules.limits import Limit, Verdict, limit_of, verdict
from sidebar.rules.operation import TRIED_FOR, OperationState
from sidebar.rules.refundable import ceiling
from sidebar.rules.reviewed import stored
from sidebar.rules.viewer import Role, Viewer
from sidebar.store import accounts, agents, operations, order_presence, spending
from sidebar.store.database import Conflict, Connection
from sidebar.store.events import EventKind
from sidebar.store.operations import Operation, Parameters
from sidebar.store.tickets import Ticket

HEAD_START = 5 * SECOND
"""The request that asks also carries out; the sweep takes over only when it has died."""

READINGS = 3
"""How often an ask is read again because the order's account moved under it."""


class Overtaken(Exception):
    """The order's account is not as it was when the shop was read; nothing was kept."""


def confirm(desk: Desk, viewer: Viewer, ticket_id: str, wanted: Wanted, seal: str) -> Operation:
    """Does what was reviewed, exactly once; ``seal`` is that of the review the agent saw.

    The same ask again answers what became of it. An amount over the limit waits for approval.
    Raises what ``drafting.review`` raises, ReviewChanged when anything changed since (nothing
    moved), Busy while another operation on the order is in flight, and AskReused.
    """
    ticket, known = _asked_before(desk, viewer, ticket_id, wanted)
    if known is not None:
        return _resumed(desk, known)
    try:
        return _confirm(desk, viewer, ticket, wanted, seal=seal)
    except (Barred, PlatformError, Refused):
        # A twin of this very request may have come first, and be what stands in the way.
        _, known = _asked_before(desk, viewer, ticket_id, wanted)
        if known is None:
            raise
        return known
    except Exception as fault:
        # Whatever broke, what was kept goes on without this request: that is what it is shown.
        _, known = _asked_before(desk, viewer, ticket_id, wanted)
        if known is None:
            raise
        log_fault(known.id, fault)
        return known


def _confirm(desk: Desk, viewer: Viewer, ticket: Ticket, wanted: Wanted, *, seal: str) -> Operation:
    for _ in range(READINGS):
        # Read before the shop is: an operation that ends in between is then noticed.
        with desk.database.reading() as store:
            seen = accounts.version(store, ticket.shop_id, ticket.order_id)
        reviewed = drafting.review(desk, viewer, ticket.id, wanted)
        if reviewed.seal != seal:
            raise ReviewChanged(reviewed)
        try:
            operation = _ask(desk, viewer, reviewed, seen=seen)
        except Overtaken:
            continue
        if operation.state is OperationState.ASKED:
            return carrying.carry_out(desk, operation.id, fresh=reviewed.review)
        return operation
    raise ReviewChanged(drafting.review(desk, viewer, ticket.id, wanted))


def _asked_before(
    desk: Desk, viewer: Viewer, ticket_id: str, wanted: Wanted
) -> tuple[Ticket, Operation | None]:
    with desk.database.reading() as store:
        shop, ticket = access.ticket_of(store, viewer, ticket_id)
        known = operations.asked(store, shop.id, wanted.ask_id)
    if known is not None and known.asked != _parameters(viewer, ticket_id, wanted):
        raise AskReused
    return ticket, known


def _resumed(desk: Desk, operation: Operation) -> Operation:
    """The ask's operation; carried on when the request that made it died before its call."""
    if operation.state is OperationState.ASKED and operation.due_at <= desk.clock.now():
        return carrying.carry_out(desk, operation.id)
    return operation


def _parameters(viewer: Viewer, ticket_id: str, wanted: Wanted) -> Parameters:
    return Parameters(
        ticket_id=ticket_id,
        agent_id=viewer.agent_id,
        kind=wanted.kind,
        picked=wanted.picked,
        reason=wanted.reason,
        note=cleaned(wanted),
        mails=wanted.mails,
        choice=wanted.choice,
    )


def _ask(desk: Desk, viewer: Viewer, reviewed: Reviewed, *, seen: int) -> Operation:
    """Transaction 1. Raises Overtaken, Busy, AskReused, Forbidden, Refused or Barred."""
    fresh = _operation(desk, viewer, reviewed)
    try:
        with desk.database.writing() as store:
            shop, today = access.still(store, viewer, Role.REFUND)
            access.allow(store, shop, viewer, fresh.kind)
            limit = limit_of(today.role, shop.money.limits)
            fresh = replace(fresh, agent_name=naming.recorded(store, viewer))
            return _keep(store, fresh, reviewed, limit=limit, seen=seen)
    except Conflict:
        # Another ask on this order came first: it is named outside the broken transaction.
        _raise_busy(desk, fresh)
        raise Overtaken from None


def _keep(
    store: Connection, fresh: Operation, reviewed: Reviewed, *, limit: Limit | None, seen: int
) -> Operation:
    agents.hold(store, fresh.agent_id)
    known = operations.asked(store, fresh.shop_id, fresh.ask_id)
    if known is None:
        fresh = _held_to_limit(store, fresh, limit)
        if operations.ask(store, fresh):
            _reserve(store, fresh, reviewed, seen=seen)
            agent, order = fresh.agent_id, fresh.order_id
            order_presence.leave(store, fresh.shop_id, order, agent_id=agent)
            return fresh
        known = operations.asked(store, fresh.shop_id, fresh.ask_id)
    if known is None or known.asked != fresh.asked:
        raise AskReused
    return known


def _held_to_limit(store: Connection, fresh: Operation, limit: Limit | None) -> Operation:
    """Counted inside the transaction: of two tabs, the second counts what the first asked."""
    amount = fresh.in_shop
    since = fresh.asked_at - DAY
    spent = spending.spent(store, fresh.agent_id, currency=amount.currency, since=since)
    told = verdict(limit, amount, spent)
    if told is Verdict.NEEDS_APPROVAL:
        return replace(fresh, state=OperationState.AWAITING_APPROVAL)
    return fresh


def _reserve(store: Connection, fresh: Operation, reviewed: Reviewed, *, seen: int) -> None:
    if fresh.state is OperationState.AWAITING_APPROVAL:
        busy = operations.in_flight(store, fresh.shop_id, fresh.order_id)
        if busy is not None:
            raise Busy(busy)
        telling.tell(store, fresh, EventKind.APPROVAL_ASKED, now=fresh.asked_at)
        return
    reserve(store, fresh, reviewed.review, seen=seen)


def reserve(store: Connection, operation: Operation, review: carrying.Review, *, seen: int) -> None:
    """Holds the amount on the order's account. Raises Overtaken or Barred (``over_paid``)."""
    shop_id, order_id, amount = operation.shop_id, operation.order_id, operation.amount
    # What gives nothing back is held to no ceiling: an order may have cost nothing.
    most = ceiling(review.refundable).minor if amount.minor else 2**62
    accounts.open_once(store, shop_id, order_id, currency=amount.currency)
    if accounts.reserve(store, shop_id, order_id, seen=seen, amount=amount.minor, ceiling=most):
        return
    if accounts.moved(store, shop_id, order_id) + amount.minor > most:
        raise Barred("over_paid")
    raise Overtaken


def _raise_busy(desk: Desk, fresh: Operation) -> None:
    with desk.database.reading() as store:
        busy = operations.in_flight(store, fresh.shop_id, fresh.order_id)
    if busy is not None and busy.ask_id != fresh.ask_id:
        raise Busy(busy)


def _operation(desk: Desk, viewer: Viewer, reviewed: Reviewed) -> Operation:
    now = desk.clock.now()
    ticket, amount = reviewed.ticket, reviewed.amount
    return Operation(
        id=ids.new_id("op", now),
        shop_id=ticket.shop_id,
        order_id=ticket.order_id,
        order_reference=ticket.order_reference,
        state=OperationState.ASKED,
        attempt=0,
        checks=0,
        ask_id=reviewed.wanted.ask_id,
        asked=_parameters(viewer, ticket.id, reviewed.wanted),
        review=stored(reviewed.review),
        amount=amount,
        moved=Money(0, amount.currency),
        agent_name=viewer.name,
        approver_id=None,
        approver_name="",
        result=None,
        fault="",
        due_at=now + HEAD_START,
        lease_until=0,
        give_up_at=now + TRIED_FOR,
        asked_at=now,
        settled_at=None,
    )
