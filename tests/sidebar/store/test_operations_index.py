"""The sweep reads what is not settled, however many operations there ever were."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sidebar.clock import SystemClock
from sidebar.store import due_operations, operations, spending
from sidebar.store.database import Connection, connect
from sidebar.store.migrate import migrate

LOOKS: dict[str, tuple[str, Callable[[Connection], object]]] = {
    "due": ("operations_to_do", lambda store: due_operations.due(store, now=1, most=1)),
    "lost": ("operations_to_do", lambda store: due_operations.lost(store, now=1)),
    "in_flight": ("operations_one_in_flight", lambda store: operations.in_flight(store, "s", "o")),
    "awaiting": ("operations_to_approve", lambda store: operations.awaiting(store, "s")),
    "spent": (
        "operations_of_agent",
        lambda store: spending.spent(store, "a", currency="EUR", since=1),
    ),
    "of_order": ("operations_of_order", lambda store: operations.of_order(store, "s", "o")),
}
VALUES = {
    "now": 1,
    "most": 1,
    "shop_id": "s",
    "order_id": "",
    "agent_id": "a",
    "currency": "EUR",
    "since": 1,
}


@pytest.mark.parametrize("look", LOOKS)
def test_each_look_goes_through_its_own_index(look: str, tmp_path: Path) -> None:
    database = connect(f"sqlite:///{tmp_path / 'comptoir.sqlite3'}")
    migrate(database, SystemClock())
    asked: list[str] = []
    database.on_statement = asked.append
    index, run = LOOKS[look]

    with database.reading() as store:
        run(store)
        plan = store.all(f"EXPLAIN QUERY PLAN {asked[0]}", **VALUES)
    database.close()

    read = [row["detail"] for row in plan if " operations" in row["detail"]]
    assert len(read) == 1
    assert f"USING INDEX {index}" in read[0]
