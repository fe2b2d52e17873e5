"""What anyone at a ticket may know of its order's money: read through their shop, nothing moved."""

from __future__ import annotations

from collections.abc import Iterable

from sidebar.actions.desk import Desk
from sidebar.actions.money import access
from sidebar.errors import NotFound
from sidebar.rules.operation import OperationState
from sidebar.rules.viewer import Viewer
from sidebar.store import messages, operations, tickets
from sidebar.store.operations import Operation
from sidebar.store.shops import Shop
from sidebar.store.tickets import Ticket


def operation_on(
    desk: Desk, viewer: Viewer, ticket_id: str, operation_id: str
) -> tuple[Shop, Ticket, Operation]:
    """An operation on this ticket's order, from whichever ticket it was asked. Raises NotFound."""
    with desk.database.reading() as store:
        shop, operation = access.operation_of(store, viewer, operation_id)
        ticket = tickets.find(store, ticket_id, shop_id=shop.id)
    if ticket is None or ticket.order_id != operation.order_id:
        raise NotFound
    return shop, ticket, operation


def lost(desk: Desk, viewer: Viewer, order_id: str) -> frozenset[str]:
    """The shop's numbers of the refunds on this order of which nothing arrived."""
    with desk.database.reading() as store:
        known = operations.of_order(store, viewer.shop_id, order_id)
    return lost_of(known)


def lost_of(known: Iterable[Operation]) -> frozenset[str]:
    """The same of operations at hand."""
    failed = ("failed", "settled_by_hand")
    return frozenset(
        one.result.reference
        for one in known
        if one.result is not None and one.money_state in failed and not one.moved.minor
    )


def is_written(desk: Desk, operation: Operation) -> bool:
    """Whether the customer's letter about it stands on its ticket."""
    if operation.state is not OperationState.DONE or not operation.mails:
        return False
    with desk.database.reading() as store:
        return messages.asked(store, operation.ticket_id, operation.id) is not None
