"""The sweep takes up a little of every shop: none waits for another that does not answer."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from sidebar.actions.money import sweeping
from sidebar.clock import SetClock
from sidebar.store import due_operations, operations
from sidebar.store.database import Database
from sidebar.store.due_operations import A_SHOP
from tests.sidebar.actions.money.scene import Scene, moods, scene_over
from tests.till import Mood


def with_many_unsettled(scene: Scene, count: int) -> None:
    """One unsure operation, and others like it on other orders, due long before."""
    scene.till.mood = moods(Mood(loses_answer=True))
    unsure = scene.confirm(scene.enter(), scene.wanted(mails=False))
    with scene.desk.database.writing() as store:
        for turn in range(count):
            other = replace(
                unsure,
                id=f"{unsure.id}_{turn:03}",
                ask_id=f"old_{turn}",
                order_id=f"old_{turn}",
                due_at=turn,
            )
            operations.ask(store, other)


def test_a_shop_with_much_to_settle_hides_no_other_shops(
    database: Database, clock: SetClock
) -> None:
    crowded = scene_over(database, clock)
    quiet = scene_over(database, clock, "http://127.0.0.1:10")
    with_many_unsettled(crowded, 2 * sweeping.BATCH)
    with_many_unsettled(quiet, 0)
    clock.advance(5000)

    with database.reading() as store:
        taken = due_operations.due(store, now=clock.now(), most=sweeping.BATCH)
        first = due_operations.due(store, now=clock.now(), most=2)

    assert Counter(one.shop_id for one in taken) == {
        crowded.stage.shop.id: A_SHOP,
        quiet.stage.shop.id: 1,
    }
    assert [one.order_id for one in taken if one.shop_id == crowded.stage.shop.id] == [
        f"old_{turn}" for turn in range(A_SHOP)
    ]
    assert {one.shop_id for one in first} == {crowded.stage.shop.id, quiet.stage.shop.id}
