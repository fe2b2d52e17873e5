"""Processes really killed while money moves: nothing twice, nothing lost, nothing over."""

from __future__ import annotations

import multiprocessing
import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event

import pytest

from platforms.contract import Connection
from sidebar.actions.money import sweeping
from sidebar.clock import MINUTE, SetClock, SystemClock
from sidebar.rules.operation import OperationState
from sidebar.store import operations
from sidebar.store.database import Database, connect
from sidebar.store.migrate import migrate
from tests.cast import VAULT_KEY
from tests.crash_child import Task, serve, work
from tests.crash_stage import Ground, ground_over, wide_book
from tests.till import Mood, Till

ORDERS = 12
KILLS = 8
LIVES_SECONDS = (0.05, 0.4)
ACTS_FOR_SECONDS = 0.03
SEED = 20_261_122


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'comptoir.sqlite3'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def ground(database_url: str) -> Iterator[Ground]:
    with closing(connect(database_url)) as store:
        migrate(store, SystemClock())
        yield ground_over(store)


@dataclass
class SlowShop:
    """Takes its time over each write, and says when it began one: a good moment to kill."""

    has_begun: Event = field(default_factory=Event)

    def mood(self) -> Mood:
        self.has_begun.set()
        time.sleep(ACTS_FOR_SECONDS)
        return Mood()


def test_killed_processes_move_each_amount_once(
    ground: Ground, database_url: str, tmp_path: Path
) -> None:
    numbers = [str(90_000 + number) for number in range(ORDERS)]
    slow = SlowShop()
    till = Till({number: wide_book(number) for number in numbers}, is_strict=False, mood=slow.mood)
    listener = serve(till, str(tmp_path / "till"))
    pairs = [ground.open_tickets(number) for number in numbers]
    tasks = [
        Task(
            database_url,
            str(tmp_path / "till"),
            VAULT_KEY,
            viewer,
            tuple((f"ask_{side}_{n}", pair[side], 1) for n, pair in enumerate(pairs)),
        )
        for side, viewer in enumerate((ground.camille, ground.robin))
    ]

    _work_and_kill(tasks, slow)
    _recover(ground, till)
    listener.close()

    kept = {one.id: one for number in numbers for one in _operations(ground, number)}
    moved = Counter(key for _, key, _ in till.moved)
    assert [key for key, times in moved.items() if times > 1] == []
    assert till.resent == []
    done = {key for key, one in kept.items() if one.state is OperationState.DONE}
    assert done == moved.keys()
    assert {one.state for one in kept.values()} <= {OperationState.DONE, OperationState.REFUSED}
    assert sorted(_lettered(ground.database)) == sorted(done)
    assert all(book.given <= book.paid for book in till.books.values())
    assert len(done) > ORDERS
    assert any(one.checks for one in kept.values()), "no kill fell into a call"


def _work_and_kill(tasks: list[Task], slow: SlowShop) -> None:
    """Each process is killed again and again, and at last left to end its work.

    Every other time it dies as soon as the shop is at work for either of them.
    """
    chance = random.Random(SEED)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.crash_child"])
    for turn in range(KILLS + 1):
        running = [context.Process(target=work, args=(task,)) for task in tasks]
        for process in running:
            process.start()
        slow.has_begun.clear()
        for process in running:
            if turn == KILLS:
                process.join(30)
            elif turn % 2:
                slow.has_begun.wait(0.6)
            else:
                process.join(chance.uniform(*LIVES_SECONDS))
            process.kill()
            process.join()
            process.close()


def _recover(ground: Ground, till: Till) -> None:
    """Much later, with nobody killed any more."""
    till.heal()
    clock = SetClock(SystemClock().now())

    def adapter(_kind: str, _connection: Connection) -> Till:
        return till

    desk = replace(ground.desk, clock=clock, adapter=adapter)
    for _ in range(10):
        clock.advance(2 * MINUTE)
        sweeping.sweep(desk)


def _operations(ground: Ground, order_id: str) -> list[operations.Operation]:
    with ground.database.reading() as store:
        return operations.of_order(store, ground.shop.id, order_id)


def _lettered(database: Database) -> list[str]:
    """The operations whose letter was staged, as often as it was."""
    with database.reading() as store:
        rows = store.all("SELECT m.ask_id FROM letters l JOIN messages m ON m.id = l.message_id")
    return [row["ask_id"] for row in rows]
