"""What changed under a review: nobody pays again for what a colleague has just given back."""

from __future__ import annotations

from dataclasses import dataclass

from platforms.shapes import Money
from sidebar.actions.desk import Desk
from sidebar.actions.money import access
from sidebar.rules.operation import OperationState
from sidebar.rules.viewer import Viewer
from sidebar.store import operations
from sidebar.store.operations import Operation

MOVING = frozenset(OperationState) - {OperationState.REFUSED, OperationState.AWAITING_APPROVAL}


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """Between a review and its confirmation. ``before`` is none where the page did not say it."""

    operations: tuple[Operation, ...]
    """Of ours on the order, newest first; from any ticket, by anybody."""
    before: Money | None
    """Could still be given back when it was reviewed."""


def since(
    desk: Desk, viewer: Viewer, ticket_id: str, reviewed_at: int, before: Money | None
) -> Meanwhile:
    """What we did on the ticket's order since that moment (UTC ms). Raises Forbidden, NotFound."""
    with desk.database.reading() as store:
        shop, ticket = access.ticket_of(store, viewer, ticket_id)
        known = operations.of_order(store, shop.id, ticket.order_id)
    moved = (one for one in known if one.state in MOVING and _ended(one) >= reviewed_at)
    return Meanwhile(tuple(moved), before)


def _ended(operation: Operation) -> int:
    """What is still under way ends later than anything that was reviewed."""
    return 2**62 if operation.settled_at is None else operation.settled_at
