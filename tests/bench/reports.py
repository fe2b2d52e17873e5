"""The page of reports over a year of five thousand operations."""

from __future__ import annotations

import dataclasses
import statistics

from sidebar.actions import opening
from sidebar.store.database import connect
from tests import ledger_year
from tests.bench import counters, load
from tests.bench.counters import Counter
from tests.bench.figures import Figure
from tests.cast import MAUD, launch
from tests.ledger_year import FIRST, LAST, Till

ASKED = 20


def year(engine: str, counter: Counter) -> list[Figure]:
    """How long the whole page takes, as a manager's browser asks for it."""
    _fill(counter)
    path = f"/inbox/{counter.shop.id}/reports?period=own&from={FIRST}&to={LAST}"
    with counters.served(counter) as port:
        token = counter.token(MAUD)
        load.ask(port, [path] * 3, token=token)
        took = load.ask(port, [path] * ASKED, token=token)
    median = statistics.median(took.milliseconds)
    note = f"{ledger_year.COUNT:,} operations, slowest {max(took.milliseconds):.0f} ms"
    return [Figure(f"{engine}: report of a year", median, "ms", at_most=300, note=note)]


def _fill(counter: Counter) -> None:
    database = connect(counter.database_url)
    desk = dataclasses.replace(counter.desk, database=database)
    signed = launch(desk, counter.shop, counter.secret, MAUD)
    maud = opening.open_from_launch(desk, "prestashop", signed).viewer
    with database.writing() as store:
        ledger_year.fill(store, [Till(counter.shop, [maud.agent_id, counter.agent_id])])
    with database.writing() as store:
        store.run("ANALYZE")
    database.close()
