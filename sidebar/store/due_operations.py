"""What the sweep takes up: a few of each shop, so that no shop's silence delays another's money."""

from __future__ import annotations

from sidebar.store.database import Connection
from sidebar.store.operations import COLUMNS, UNSETTLED, Operation, operation_in

A_SHOP = 5
"""Of one shop in one round: one that is away ends its lane at the first of them anyway."""


def due(store: Connection, *, now: int, most: int) -> list[Operation]:
    """Asked and unsure operations of connected shops whose time has come.

    Each shop's longest due first, then each shop's next, so that the shops that have the most to
    settle hide nobody else's.
    """
    placed = (
        f"SELECT {COLUMNS}, ROW_NUMBER() OVER (PARTITION BY shop_id ORDER BY due_at, id) AS place"
        f" FROM operations WHERE {UNSETTLED} AND due_at <= :now AND state <> 'sending'"
        " AND EXISTS (SELECT 1 FROM shops"
        " WHERE shops.id = operations.shop_id AND shops.removed_at IS NULL)"
    )
    rows = store.all(
        f"SELECT {COLUMNS} FROM ({placed}) AS placed WHERE place <= {A_SHOP}"
        " ORDER BY place, due_at, id LIMIT :most",
        now=now,
        most=most,
    )
    return [operation_in(row) for row in rows]


def lost(store: Connection, *, now: int) -> list[Operation]:
    """Those whose worker did not come back before its lease ended."""
    rows = store.all(
        f"SELECT {COLUMNS} FROM operations WHERE {UNSETTLED} AND due_at <= :now"
        " AND state = 'sending' AND lease_until < :now ORDER BY due_at, id",
        now=now,
    )
    return [operation_in(row) for row in rows]


def of_shop(store: Connection, shop_id: str) -> list[Operation]:
    """Everything of one shop that is not settled, oldest first."""
    rows = store.all(
        f"SELECT {COLUMNS} FROM operations WHERE shop_id = :shop_id AND {UNSETTLED} ORDER BY id",
        shop_id=shop_id,
    )
    return [operation_in(row) for row in rows]
