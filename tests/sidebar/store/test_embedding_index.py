"""What is looked at every second goes through an index, however much there is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sidebar.clock import SystemClock
from sidebar.store import agents, data_requests, deliveries, erasing, families, shops
from sidebar.store.database import Connection, connect
from sidebar.store.migrate import migrate
from sidebar.store.shops import MailAddressing, Shop

SHOP = Shop("s", "k", "", "u", "UTC", (), {}, MailAddressing(), "", 1, family="f")
LOOKS: dict[str, tuple[str, Callable[[Connection], object]]] = {
    "to renew": ("shops_to_renew", lambda store: shops.to_renew(store, now=1)),
    "to work": ("deliveries_to_work", lambda store: deliveries.due(store, now=1, most=1)),
    "old": ("deliveries_by_age", lambda store: deliveries.has_older(store, than=1)),
    "to forget": ("operations_to_forget", erasing.to_forget),
    "late": ("deliveries_owed", lambda store: deliveries.overdue(store, before=1)),
    "ended": ("data_requests_by_expiry", lambda store: data_requests.has_ended(store, now=1)),
    "of one house": ("shops_by_family", lambda store: families.relatives(store, SHOP)),
    "one of the house": (
        "sqlite_autoindex_shops",
        lambda store: families.relative(store, SHOP, "x"),
    ),
    "at the door": (
        "shops_connected_once",
        lambda store: agents.at_shop(store, "k", "u", "h"),
    ),
}
VALUES = {
    "before": 1,
    "family": "f",
    "own": "s",
    "id": "x",
    "now": 1,
    "most": 1,
    "than": 1,
    "kind": "k",
    "base_url": "u",
    "host_id": "h",
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

    read = " ".join(row["detail"] for row in plan)
    assert "SCAN shops" not in read
    assert index in read
