"""A bounded part of the crash matrix on Shopify for every run, and proof that it can turn red."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from sidebar.clock import SystemClock
from sidebar.store.database import Database, connect
from sidebar.store.migrate import migrate
from tests.crash_matrix import SHOPIFY_FLAWS, over_shopify, run

SEEDS = 25
"""``python -m tests.crash_matrix --shop shopify --seeds 500`` plays more of them."""

SEEDS_OF_A_FLAW = 120
"""Each is found within thirty; then the story ends."""


def test_no_crash_on_shopify_doubles_loses_or_overpays(database: Database) -> None:
    tally = run(database, seeds=range(SEEDS), flaw=SHOPIFY_FLAWS["none"], over=over_shopify)

    assert dict(tally.findings) == {}, tally.examples
    assert tally.kills > SEEDS / 2
    assert tally.unsure_settled > 0
    assert tally.done > SEEDS / 3


@pytest.mark.parametrize("flaw", sorted(SHOPIFY_FLAWS.keys() - {"none"}))
def test_a_guard_of_shopifys_that_is_taken_away_is_missed(tmp_path: Path, flaw: str) -> None:
    with closing(connect(f"sqlite:///{tmp_path / 'comptoir.sqlite3'}")) as database:
        migrate(database, SystemClock())
        tally = run(
            database,
            seeds=range(SEEDS_OF_A_FLAW),
            flaw=SHOPIFY_FLAWS[flaw],
            most=1,
            over=over_shopify,
        )

    assert tally.findings.total() > 0
