"""A bounded part of the crash matrix for every run of the tests, and proof that it can turn red."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from sidebar.clock import SystemClock
from sidebar.store.database import Database, connect
from sidebar.store.migrate import migrate
from tests.crash_matrix import FLAWS, run

SEEDS = 150
"""About fifteen seconds on both engines; ``python -m tests.crash_matrix`` plays a thousand."""

SEEDS_OF_A_FLAW = 300
"""Each is found within a hundred; then the story ends."""


def test_no_crash_doubles_loses_or_overpays(database: Database) -> None:
    tally = run(database, seeds=range(SEEDS), flaw=FLAWS["none"])

    assert dict(tally.findings) == {}, tally.examples
    assert tally.kills > SEEDS / 2
    assert tally.unsure_settled > 0
    assert tally.done > SEEDS / 2


@pytest.mark.parametrize("flaw", sorted(FLAWS.keys() - {"none"}))
def test_a_guard_that_is_taken_away_is_missed(tmp_path: Path, flaw: str) -> None:
    with closing(connect(f"sqlite:///{tmp_path / 'comptoir.sqlite3'}")) as database:
        migrate(database, SystemClock())
        tally = run(database, seeds=range(SEEDS_OF_A_FLAW), flaw=FLAWS[flaw], most=1)

    assert tally.findings.total() > 0
