"""Both engines for every test that touches the store, and a desk over a sandbox shop."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sidebar.clock import SetClock, SystemClock
from sidebar.store.database import Database, connect
from sidebar.store.migrate import pending
from tests.cast import PostBox, ShopStage, open_shop
from tests.kept_store import KeptPostgres, copied
from tests.postgres import Cluster
from tests.sidebar.stage import Panel, Stage, panel_over, stage_over


@pytest.fixture(scope="session")
def kept_postgres(postgres_server: Cluster) -> KeptPostgres:
    """One database for all tests of this worker."""
    return KeptPostgres(postgres_server.url(postgres_server.create()))


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the one SQLite store stands that those of the tests are copies of."""
    return tmp_path_factory.mktemp("migrated") / "comptoir.sqlite3"


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a store: SQLite first, then a real PostgreSQL.

    Empty, unless the test asks for ``database``, which is migrated already.
    """
    is_migrated = "database" in request.fixturenames
    if request.param == "sqlite":
        path = tmp_path / "comptoir.sqlite3"
        if is_migrated:
            copied(request.getfixturevalue("migrated_file"), path)
        return f"sqlite:///{path}"
    kept: KeptPostgres = request.getfixturevalue("kept_postgres")
    if is_migrated:
        kept.renew()
    else:
        kept.empty()
    return kept.url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A migrated store."""
    store = connect(database_url)
    assert pending(store) == []
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
