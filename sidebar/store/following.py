"""Money under way after its operation is done: asked about by one worker at a time, then known."""

from __future__ import annotations

import msgspec

from platforms.moves import Done
from sidebar.store.database import Connection
from sidebar.store.operations import COLUMNS, Operation, operation_in


def due(store: Connection, *, now: int, most: int) -> list[Operation]:
    """Those of connected shops whose money is to be asked about, the longest due first."""
    rows = store.all(
        f"SELECT {COLUMNS} FROM operations WHERE follow_at IS NOT NULL AND follow_at <= :now"
        " AND EXISTS (SELECT 1 FROM shops"
        " WHERE shops.id = operations.shop_id AND shops.removed_at IS NULL)"
        " ORDER BY follow_at, id LIMIT :most",
        now=now,
        most=most,
    )
    return [operation_in(row) for row in rows]


def take(store: Connection, operation: Operation, *, follow_at: int) -> bool:
    """One of several workers asks; ``follow_at`` (UTC ms) is the next time."""
    taken = store.run(
        "UPDATE operations SET follow_at = :follow_at WHERE id = :id AND follow_at = :seen",
        id=operation.id,
        seen=operation.follow_at,
        follow_at=follow_at,
    )
    return taken == 1


def learn(
    store: Connection,
    operation: Operation,
    *,
    result: Done,
    moved: int,
    money_state: str,
    is_over: bool,
) -> bool:
    """Keeps what is known now, if nothing else was learnt since ``operation`` was read."""
    learnt = store.run(
        "UPDATE operations SET result = :result, moved = :moved, money_state = :money_state,"
        " follow_at = CASE WHEN :is_over = 1 THEN NULL ELSE follow_at END"
        " WHERE id = :id AND state = 'done' AND moved = :before AND money_state = 'pending'",
        id=operation.id,
        result=msgspec.json.encode(result).decode(),
        moved=moved,
        before=operation.moved.minor,
        money_state=money_state,
        is_over=int(is_over),
    )
    return learnt == 1


def is_awaited(store: Connection, operation: Operation) -> bool:
    """Whether money of any refund asked from the same ticket is still to be confirmed."""
    row = store.one(
        "SELECT 1 AS found FROM operations WHERE shop_id = :shop_id AND order_id = :order_id"
        " AND ticket_id = :ticket_id AND kind = 'refund'"
        " AND money_state IN ('pending', 'unconfirmed') LIMIT 1",
        shop_id=operation.shop_id,
        order_id=operation.order_id,
        ticket_id=operation.ticket_id,
    )
    return row is not None


def see_to(store: Connection, operation_id: str) -> bool:
    """Somebody has seen to what had failed: it is shown on its order no more."""
    seen = store.run(
        "UPDATE operations SET money_state = 'settled_by_hand'"
        " WHERE id = :id AND money_state = 'failed'",
        id=operation_id,
    )
    return seen == 1


def hasten(store: Connection, shop_id: str, order_id: str, *, now: int) -> bool:
    """The shop told of this order's money: it is asked about at once, where any is under way."""
    hastened = store.run(
        "UPDATE operations SET follow_at = :now WHERE shop_id = :shop_id AND order_id = :order_id"
        " AND follow_at IS NOT NULL",
        shop_id=shop_id,
        order_id=order_id,
        now=now,
    )
    return hastened > 0


def ended_since(store: Connection, shop_id: str, order_id: str, *, since: int) -> bool:
    """Whether an operation of ours on this order was done since then (UTC ms)."""
    row = store.one(
        "SELECT 1 AS found FROM operations WHERE shop_id = :shop_id AND order_id = :order_id"
        " AND state = 'done' AND settled_at >= :since LIMIT 1",
        shop_id=shop_id,
        order_id=order_id,
        since=since,
    )
    return row is not None
