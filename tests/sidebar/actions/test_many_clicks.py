"""Fifty clicks on one order, at the same moment, over four processes: one ticket."""

from __future__ import annotations

from pathlib import Path

from sidebar.store.database import Database
from tests.served import serving
from tests.sidebar.stage import Stage, together

CLICKS = 50
PROCESSES = 4


def test_fifty_clicks_at_once_over_four_processes_make_one_ticket(
    stage: Stage, database: Database, database_url: str, tmp_path: Path
) -> None:
    tokens = [stage.token() for _ in range(CLICKS)]
    with serving(database_url, tmp_path / "log", workers=PROCESSES) as service:
        clicks = [
            lambda token=token: service.post("/launch/prestashop", token=token) for token in tokens
        ]
        answers = together(*clicks)

    assert [answer.status for answer in answers] == [200] * CLICKS
    created = sum('data-arrival="created"' in answer.text for answer in answers)
    found = sum('data-arrival="found"' in answer.text for answer in answers)
    assert (created, found) == (1, CLICKS - 1)
    (ticket,) = stage.rows("tickets")
    (event,) = stage.rows("events")
    assert (event["kind"], event["ticket_id"]) == ("opened", ticket["id"])
    assert all(ticket["id"] in answer.text for answer in answers)
    assert ticket["number"] == 1001
    assert stage.rows("counters")[0]["value"] == 1001
    assert stage.count("launches") == CLICKS
    assert stage.count("agents") == stage.count("customers") == 1
    assert database.engine in ("sqlite", "postgres")
