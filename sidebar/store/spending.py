"""What each agent moved lately, in their shop's currency: a day's limit is held against it."""

from __future__ import annotations

from platforms.shapes import Money
from sidebar.rules.operation import OperationState
from sidebar.store.database import Connection
from sidebar.store.operations import COLUMNS, Operation, operation_in


def spent(store: Connection, agent_id: str, *, currency: str, since: int) -> Money:
    """What an agent has asked for or approved since then (UTC ms), in a shop's own currency.

    What awaits approval counts, or many small asks would pass where one large one may not; what
    was refused does not. What was approved counts from its approval, however old the ask.
    """
    total = 0
    for column, moment in (("agent_id", "asked_at"), ("approver_id", "approved_at")):
        rows = store.all(
            f"SELECT {COLUMNS} FROM operations WHERE {column} = :agent_id AND {moment} >= :since"
            " AND state <> 'refused'",
            agent_id=agent_id,
            since=since,
        )
        known = map(operation_in, rows)
        total += sum(_counted(one) for one in known if one.in_shop.currency == currency)
    return Money(total, currency)


def _counted(operation: Operation) -> int:
    """Minor units of the shop's currency: as asked, and once it is done as it was moved.

    Where another amount moved than was asked, its part of the shop's amount is rounded up.
    """
    asked, moved, in_shop = operation.amount.minor, operation.moved.minor, operation.in_shop.minor
    if operation.state is not OperationState.DONE or moved == asked:
        return in_shop
    return -(-in_shop * moved // asked) if asked else moved
