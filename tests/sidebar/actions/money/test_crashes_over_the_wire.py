"""The crash matrix once more, over the real adapter: what we keep is what the shop's slips say."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sidebar.store.database import Database
from tests.cast import ShopStage, open_shop
from tests.crash_shop import paired_ground, play

SEEDS = 25


@pytest.fixture(scope="module")
def shop() -> Iterator[ShopStage]:
    stage = open_shop()
    yield stage
    stage.running.stop()


def test_the_shops_slips_and_our_operations_agree_after_every_crash(
    database: Database, shop: ShopStage
) -> None:
    outcomes = []
    for seed in range(SEEDS):
        with paired_ground(database, shop) as ground:
            outcomes.append(play(ground, shop, seed))

    assert sum(one.kills for one in outcomes) > 0
    assert sum(one.done for one in outcomes) > SEEDS / 2
    assert sum(one.unsure_settled for one in outcomes) > 0
