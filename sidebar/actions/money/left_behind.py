"""A shop that has left can tell nothing any more: what it was asked to do says so on its ticket."""

from __future__ import annotations

from sidebar.actions.desk import Desk
from sidebar.actions.money import settling, telling
from sidebar.actions.money.settling import Doubt
from sidebar.rules.operation import OperationState
from sidebar.store import due_operations, steps
from sidebar.store.database import Connection
from sidebar.store.events import EventKind
from sidebar.store.operations import Operation

SHOP_LEFT = "shop_left"


def tell(store: Connection, desk: Desk, shop_id: str) -> None:
    """Within the transaction that puts the shop out.

    What was never sent is refused; what was stays unsure, for a manager to record by hand.
    """
    for operation in due_operations.of_shop(store, shop_id):
        _tell(store, desk, operation)


def _tell(store: Connection, desk: Desk, operation: Operation) -> None:
    if operation.state is OperationState.UNSURE:
        if operation.fault == SHOP_LEFT:
            return
        steps.note_doubt(store, operation.id, fault=SHOP_LEFT)
        now = desk.clock.now()
        more = {"fault": SHOP_LEFT}
        telling.tell(store, operation, EventKind.MONEY_UNSURE, now=now, more=more)
    elif operation.attempt == settling.NEVER_SENT:
        settling.refuse_in(store, desk, operation, SHOP_LEFT)
    else:
        answer = Doubt(SHOP_LEFT)
        settling.settle_in(store, desk, operation, answer, attempt=operation.attempt)
