"""The worker looks every second: it reads what is still to do, and never what was ever sent."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sidebar.clock import SystemClock
from sidebar.store import letters
from sidebar.store.database import Connection, connect
from sidebar.store.migrate import migrate

LOOKS: dict[str, Callable[[Connection], object]] = {
    "due": lambda store: letters.due(store, now=1, most=1),
    "lost": lambda store: letters.lost(store, now=1),
}


@pytest.mark.parametrize("look", LOOKS)
def test_each_look_at_the_outbox_goes_through_its_own_index(look: str, tmp_path: Path) -> None:
    database = connect(f"sqlite:///{tmp_path / 'comptoir.sqlite3'}")
    migrate(database, SystemClock())
    asked: list[str] = []
    database.on_statement = asked.append

    with database.reading() as store:
        LOOKS[look](store)
        plan = store.all(f"EXPLAIN QUERY PLAN {asked[0]}", now=1, most=1)
    database.close()

    letters_read = [row["detail"] for row in plan if " letters" in row["detail"]]
    assert len(letters_read) == 1
    assert "USING INDEX letters_to_do" in letters_read[0]
