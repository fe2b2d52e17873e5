"""Everything sealed beside the shops' own secrets, for a vault that changes its key."""

from __future__ import annotations

from collections.abc import Callable

from sidebar.store.database import Connection

_ROWS = {
    "person_keys": ("shop_id", "agent_id"),
    "deliveries": ("id",),
    "data_requests": ("id",),
    "mailboxes": ("shop_id",),
}


def reseal(store: Connection, sealed_anew: Callable[[str], str]) -> None:
    """Writes each sealed text as it is sealed anew, those of removed shops included."""
    for table, key in _ROWS.items():
        row_is_it = " AND ".join(f"{name} = :{name}" for name in key)
        names = ", ".join(key)
        for row in store.all(f"SELECT {names}, sealed FROM {table} WHERE sealed <> ''"):
            fresh = {**row, "sealed": sealed_anew(row["sealed"])}
            store.run(f"UPDATE {table} SET sealed = :sealed WHERE {row_is_it}", **fresh)
    for row in store.all(
        "SELECT id, sealed FROM shops WHERE removed_at IS NOT NULL AND sealed <> ''"
    ):
        fresh = {**row, "sealed": sealed_anew(row["sealed"])}
        store.run("UPDATE shops SET sealed = :sealed WHERE id = :id", **fresh)
