"""A scene on both engines."""

from __future__ import annotations

import pytest

from sidebar.clock import SetClock
from sidebar.store.database import Database
from tests.sidebar.actions.money.scene import Scene, scene_over


@pytest.fixture
def scene(database: Database, clock: SetClock) -> Scene:
    """Alix's order, all paid, in a till that keeps the contract."""
    return scene_over(database, clock)
