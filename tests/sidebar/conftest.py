"""Both engines for every test that touches the store, and a desk over a sandbox shop."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from sidebar.clock import SetClock, SystemClock
from sidebar.store.database import Database, connect
from sidebar.store.migrate import migrate
from tests.cast import PostBox, ShopStage, open_shop
from tests.postgres import Cluster
from tests.sidebar.stage import Panel, Stage, panel_over, stage_over

END_OF_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
"""What a test that failed left open would hold its tables."""


@pytest.fixture(scope="session")
def kept_postgres_url(postgres_server: Cluster) -> str:
    """One database for all tests of this worker: emptying it is quicker than making another."""
    return postgres_server.url(postgres_server.create())


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty store: SQLite first, then a real PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'comptoir.sqlite3'}"
    url = str(request.getfixturevalue("kept_postgres_url"))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(END_OF_OTHERS)
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    return url


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


@pytest.fixture
def clock() -> SetClock:
    """Begins now, because sandboxes live in real time, on a whole second."""
    return SetClock(SystemClock().now() // 1000 * 1000)


@pytest.fixture
def stage(database: Database, lively_shop: ShopStage, clock: SetClock) -> Stage:
    """Alix's shop, connected."""
    return stage_over(database, lively_shop.url, clock, admin_origins=("https://admin.example",))


@pytest.fixture
def elsewhere(database: Database, lively_shop: ShopStage, clock: SetClock, stage: Stage) -> Stage:
    """Noor's shop, in the same store: it has the same orders and must not see the first one's."""
    url = lively_shop.url.replace("127.0.0.1", "localhost")
    assert stage.shop.base_url != url
    return stage_over(database, url, clock, name="Ailleurs")


@pytest.fixture
def panel(stage: Stage) -> Panel:
    """The web application over Alix's shop."""
    return panel_over(stage)
