"""What every test may ask for; nothing here speaks to another machine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import guard, postgres


def pytest_configure() -> None:
    guard.stand_guard()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Cluster]:
    """One cluster for each worker: started in a second, and no lock to share it by."""
    cluster = postgres.start()
    yield cluster
    cluster.stop()


@pytest.fixture
def postgres_url(postgres_server: postgres.Cluster) -> Iterator[str]:
    """The address of an empty database that is this test's own."""
    name = postgres_server.create()
    yield postgres_server.url(name)
    postgres_server.drop(name)
