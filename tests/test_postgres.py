"""Each test gets an empty database of its own, and nothing of it is left."""

from __future__ import annotations

import psycopg
import pytest

from tests.postgres import Cluster


@pytest.mark.parametrize("_turn", [1, 2])
def test_a_database_starts_empty(postgres_url: str, _turn: int) -> None:
    with psycopg.connect(postgres_url) as connection:
        connection.execute("CREATE TABLE once (id integer)")


def test_a_dropped_database_is_gone_even_while_in_use(postgres_server: Cluster) -> None:
    name = postgres_server.create()
    with psycopg.connect(postgres_server.url(name), autocommit=True) as connection:
        postgres_server.drop(name)
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")


def test_texts_are_unicode(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)
