"""PostgreSQL through psycopg 3: the thin twin of the SQLite engine, over one pool."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, LiteralString, cast

import psycopg
from psycopg import IsolationLevel, errors
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool, PoolTimeout

from sidebar.errors import StoreUnreachable
from sidebar.store.database import Conflict, Row

POOL_SIZE = 16
"""Connections a process may hold: more than gunicorn's threads would ever use at once."""

PATIENCE_SECONDS = 3.0
"""A request waits this long for a connection; an agent would wait no longer for the page."""

MIGRATION_LOCK = 0x636F6D70746F6972
"""Any number that no other program in this database uses: the product's name in ASCII."""

_PARAMETER = re.compile(r"(?<![:\w]):([a-z_]\w*)")


class PostgresConnection:
    """Statements on one borrowed connection."""

    engine = "postgres"

    def __init__(
        self, raw: psycopg.Connection[dict[str, Any]], on_statement: Callable[[str], None] | None
    ) -> None:
        self._raw = raw
        self._on_statement = on_statement

    def one(self, sql: str, **values: object) -> Row | None:
        return self._execute(sql, values).fetchone()

    def written(self, sql: str, **values: object) -> Row:
        return cast(Row, self._execute(sql, values).fetchone())

    def all(self, sql: str, **values: object) -> list[Row]:
        return list(self._execute(sql, values).fetchall())

    def run(self, sql: str, **values: object) -> int:
        return self._execute(sql, values).rowcount

    def _execute(self, sql: str, values: dict[str, object]) -> psycopg.Cursor[dict[str, Any]]:
        if self._on_statement is not None:
            self._on_statement(sql)
        try:
            return self._raw.execute(_translated(sql), values)
        except errors.UniqueViolation as error:
            raise Conflict(str(error)) from error


class PostgresDatabase:
    """One PostgreSQL database, shared by as many processes as there are."""

    engine = "postgres"

    def __init__(self, url: str) -> None:
        self.on_statement: Callable[[str], None] | None = None
        self._pool: ConnectionPool[psycopg.Connection[dict[str, Any]]] = ConnectionPool(
            url,
            min_size=0,
            max_size=POOL_SIZE,
            open=True,
            timeout=PATIENCE_SECONDS,
            connection_class=psycopg.Connection[dict[str, Any]],
            kwargs={"row_factory": dict_row},
        )

    @contextmanager
    def reading(self) -> Iterator[PostgresConnection]:
        with self._borrowed() as raw:
            # Said before the transaction begins, so it costs no round trip of its own.
            raw.isolation_level, raw.read_only = IsolationLevel.REPEATABLE_READ, True
            yield PostgresConnection(raw, self.on_statement)

    @contextmanager
    def asking(self) -> Iterator[PostgresConnection]:
        with self._borrowed() as raw:
            # Neither BEGIN nor COMMIT: the statement is its own transaction.
            raw.autocommit = True
            try:
                yield PostgresConnection(raw, self.on_statement)
            finally:
                raw.autocommit = False

    @contextmanager
    def writing(self) -> Iterator[PostgresConnection]:
        # The pool commits when the block ends and rolls back when it raises.
        with self._borrowed() as raw:
            raw.isolation_level, raw.read_only = None, None
            yield PostgresConnection(raw, self.on_statement)

    @contextmanager
    def migrating(self) -> Iterator[PostgresConnection]:
        with self.writing() as connection:
            connection.one("SELECT pg_advisory_xact_lock(:key)", key=MIGRATION_LOCK)
            yield connection

    @contextmanager
    def _borrowed(self) -> Iterator[psycopg.Connection[dict[str, Any]]]:
        try:
            with self._pool.connection() as raw:
                yield raw
        except (PoolTimeout, psycopg.OperationalError) as error:
            raise StoreUnreachable from error

    def close(self) -> None:
        self._pool.close()


@lru_cache(maxsize=1024)
def _translated(sql: str) -> LiteralString:
    """Our ``:name`` parameters in psycopg's spelling; a literal per cent sign is doubled."""
    return _PARAMETER.sub(r"%(\1)s", sql.replace("%", "%%"))
