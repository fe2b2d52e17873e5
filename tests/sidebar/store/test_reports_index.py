"""A report reads its period alone, however many operations there ever were."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sidebar.clock import SystemClock
from sidebar.store import reports
from sidebar.store.database import Connection, connect
from sidebar.store.migrate import migrate
from sidebar.store.reports import Stretch

STRETCH = Stretch("s", 1, 2)
LOOKS: dict[str, Callable[[Connection], object]] = {
    "page": lambda store: reports.page(store, STRETCH, after=None),
    "replies": lambda store: reports.replies(store, STRETCH),
    "agents": lambda store: reports.agents(store, STRETCH),
}
VALUES = {
    "shop_id": "s",
    "begin": 1,
    "end": 2,
    "agent_id": "",
    "last_at": 2,
    "last_id": "",
    "most": 1,
}


@pytest.mark.parametrize("look", LOOKS)
def test_each_look_goes_through_the_index_of_moments(look: str, tmp_path: Path) -> None:
    database = connect(f"sqlite:///{tmp_path / 'comptoir.sqlite3'}")
    migrate(database, SystemClock())
    asked: list[str] = []
    database.on_statement = asked.append

    with database.reading() as store:
        LOOKS[look](store)
        plan = store.all(f"EXPLAIN QUERY PLAN {asked[0]}", **VALUES)
    database.close()

    told = [row["detail"] for row in plan]
    read = [detail for detail in told if detail.startswith(("SEARCH o ", "SCAN o "))]
    assert len(read) == 1
    assert "USING INDEX operations_by_moment (shop_id=? AND <expr>>?" in read[0]
    assert not [detail for detail in told if "SCAN" in detail]
    assert look != "page" or not [detail for detail in told if "TEMP B-TREE" in detail]
