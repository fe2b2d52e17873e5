"""A scene on both engines."""

from __future__ import annotations

from dataclasses import replace

import pytest

from platforms.contract import Connection
from sidebar.clock import SetClock
from sidebar.store.database import Database
from tests.sidebar.actions.money.scene import Scene, scene_over
from tests.wire import CHOOSES, Wire


@pytest.fixture
def scene(database: Database, clock: SetClock) -> Scene:
    """Alix's order, all paid, in a till that keeps the contract."""
    return scene_over(database, clock)


@pytest.fixture
def wire(scene: Scene) -> Wire:
    """The same order in a shop that is told word for word, and lets its agents choose."""
    scene.book.told = CHOOSES
    wire = Wire(scene.till.books, now=scene.clock.now)

    def adapter(_kind: str, _connection: Connection) -> Wire:
        return wire

    scene.stage = replace(scene.stage, desk=replace(scene.desk, adapter=adapter))
    scene.till = wire
    return wire
