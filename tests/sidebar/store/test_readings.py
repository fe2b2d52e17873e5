"""What was read last stays: a slow answer never hides a fresher one."""

from __future__ import annotations

from sidebar.store import readings
from sidebar.store.readings import Reading, ReadingKind
from tests.sidebar.stage import Stage


def keep(stage: Stage, body: str, read_at: int, kind: ReadingKind = ReadingKind.ORDER) -> None:
    with stage.desk.database.writing() as store:
        readings.keep(store, stage.shop.id, kind, "7", Reading(body, read_at))


def known(stage: Stage, order: str = "7") -> dict[ReadingKind, Reading]:
    with stage.desk.database.reading() as store:
        return readings.of_order(store, stage.shop.id, order)


def test_the_newest_reading_is_kept_whatever_comes_last(stage: Stage) -> None:
    keep(stage, "second", 20)
    keep(stage, "first", 10)
    assert known(stage) == {ReadingKind.ORDER: Reading("second", 20)}

    keep(stage, "third", 30)
    assert known(stage) == {ReadingKind.ORDER: Reading("third", 30)}


def test_a_reading_of_the_same_moment_replaces(stage: Stage) -> None:
    keep(stage, "one", 10)
    keep(stage, "two", 10)

    assert known(stage)[ReadingKind.ORDER].body == "two"


def test_an_order_and_the_list_beside_it_are_kept_apart(stage: Stage) -> None:
    keep(stage, "order", 10)
    keep(stage, "list", 5, ReadingKind.RELATED)

    assert {kind.value: reading.body for kind, reading in known(stage).items()} == {
        "order": "order",
        "related": "list",
    }


def test_another_order_and_another_shop_know_nothing_of_it(stage: Stage, elsewhere: Stage) -> None:
    keep(stage, "order", 10)

    assert known(stage, "8") == {}
    assert known(elsewhere) == {}


def test_any_text_comes_back_as_it_was_read(stage: Stage) -> None:
    body = '{"name": "100 % :x \' \\u0000 é"}'
    keep(stage, body, 1)

    assert known(stage)[ReadingKind.ORDER].body == body
