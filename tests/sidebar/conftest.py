"""Both engines for every test that touches the store, and a desk over a sandbox shop."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sidebar.clock import SystemClock
from sidebar.store.database import Database, connect
from sidebar.store.migrate import migrate
from tests.cast import PostBox, ShopStage, open_shop


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty store: SQLite first, then a real PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'comptoir.sqlite3'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A migrated store."""
    store = connect(database_url)
    migrate(store, SystemClock())
    yield store
    store.close()


@pytest.fixture(scope="session")
def lively_shop() -> Iterator[ShopStage]:
    """One sandbox shop for all tests that only read it."""
    stage = open_shop()
    yield stage
    stage.running.stop()


@pytest.fixture
def post_box() -> PostBox:
    """Where letters arrive."""
    return PostBox()
