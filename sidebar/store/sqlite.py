"""SQLite through sqlite-utils: WAL, one connection a thread, every write begun IMMEDIATE."""

from __future__ import annotations

import sqlite3
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any, cast

import sqlite_utils

from sidebar.errors import StoreUnreachable
from sidebar.store.database import Conflict, Row

BUSY_SECONDS = 10.0
"""A writer waits this long for the one write lock; our transactions last milliseconds."""

RETRY_SECONDS = 0.01


class SqliteConnection:
    """Statements on one thread's connection."""

    engine = "sqlite"

    def __init__(self, database: sqlite_utils.Database) -> None:
        self._database = database

    def one(self, sql: str, **values: object) -> Row | None:
        cursor = self._execute(sql, values)
        row = cursor.fetchone()
        return None if row is None else _as_row(cursor, row)

    def written(self, sql: str, **values: object) -> Row:
        cursor = self._execute(sql, values)
        return _as_row(cursor, cursor.fetchone())

    def all(self, sql: str, **values: object) -> list[Row]:
        cursor = self._execute(sql, values)
        return [_as_row(cursor, row) for row in cursor.fetchall()]

    def run(self, sql: str, **values: object) -> int:
        return self._execute(sql, values).rowcount

    def _execute(self, sql: str, values: dict[str, object]) -> sqlite3.Cursor:
        try:
            return self._database.execute(sql, values)
        except sqlite3.IntegrityError as error:
            if "UNIQUE" in str(error):
                raise Conflict(str(error)) from error
            raise


class _Held:
    """One thread's connection, closed with its thread: a server may start one for each request.

    SQLite gives way to nobody: a connection closed under a statement of its thread ends the whole
    program, so whoever uses it has it in hand, and it is closed by whoever has it in hand.
    """

    def __init__(self, connection: sqlite3.Connection, database: sqlite_utils.Database) -> None:
        self.database = database
        self.in_hand = threading.RLock()
        self._close = weakref.finalize(self, connection.close)

    def close(self) -> None:
        with self.in_hand:
            self._close()


class SqliteDatabase:
    """One database file; readers never wait for the writer."""

    engine = "sqlite"

    def __init__(self, path: str) -> None:
        self.path = path
        self.on_statement: Callable[[str], None] | None = None
        self._here = threading.local()
        self._open: weakref.WeakSet[_Held] = weakref.WeakSet()
        self._lock = threading.Lock()
        try:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreUnreachable from error

    @contextmanager
    def reading(self) -> Iterator[SqliteConnection]:
        with self._transaction("BEGIN") as connection:
            yield connection

    @contextmanager
    def asking(self) -> Iterator[SqliteConnection]:
        try:
            held = self._mine()
            with held.in_hand:
                yield SqliteConnection(held.database)
        except sqlite3.DatabaseError as error:
            raise StoreUnreachable from error

    @contextmanager
    def writing(self) -> Iterator[SqliteConnection]:
        # A plain BEGIN that reads and then writes fails at once under concurrency.
        with self._transaction("BEGIN IMMEDIATE") as connection:
            yield connection

    def migrating(self) -> AbstractContextManager[SqliteConnection]:
        return self.writing()

    def close(self) -> None:
        """Waits for each thread's transaction, then closes its connection."""
        with self._lock:
            opened = list(self._open)
            self._open.clear()
        self._here = threading.local()
        for held in opened:
            held.close()

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[SqliteConnection]:
        try:
            held = self._mine()
        except sqlite3.DatabaseError as error:
            raise StoreUnreachable from error
        with held.in_hand:
            yield from self._begun(begin, held.database)

    @staticmethod
    def _begun(begin: str, database: sqlite_utils.Database) -> Iterator[SqliteConnection]:
        try:
            database.conn.execute(begin)
        except sqlite3.DatabaseError as error:
            raise StoreUnreachable from error
        try:
            yield SqliteConnection(database)
        except BaseException:
            database.conn.execute("ROLLBACK")
            raise
        database.conn.execute("COMMIT")

    def _mine(self) -> _Held:
        held: _Held | None = getattr(self._here, "held", None)
        if held is None:
            held = self._here.held = self._connect()
        return held

    def _connect(self) -> _Held:
        connection = sqlite3.connect(
            self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        _write_ahead(connection)
        # FULL: what was answered as kept must outlive a power cut, or a letter could leave twice.
        for pragma in ("synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")
        # PostgreSQL's name; SQLite knows it by itself from 3.44 on.
        connection.create_aggregate("string_agg", 2, cast(Any, _Joined))
        database = sqlite_utils.Database(connection, tracer=self._trace, execute_plugins=False)
        held = _Held(connection, database)
        with self._lock:
            self._open.add(held)
        return held

    def _trace(self, sql: str, _values: object) -> None:
        if self.on_statement is not None:
            self.on_statement(sql)


class _Joined:
    """``string_agg(text, separator)``: NULL where there was no row, as on PostgreSQL."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._separator = ""

    def step(self, text: str | None, separator: str) -> None:
        if text is not None:
            self._texts.append(text)
            self._separator = separator

    def finalize(self) -> str | None:
        return self._separator.join(self._texts) if self._texts else None


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Turns WAL on; of several processes that open a new file at once, one does and all wait.

    SQLite answers this one statement "database is locked" at once, whatever the timeout.
    """
    for _ in range(int(BUSY_SECONDS / RETRY_SECONDS)):
        with suppress(sqlite3.OperationalError):
            connection.execute("PRAGMA journal_mode = WAL")
            return
        threading.Event().wait(RETRY_SECONDS)
    connection.execute("PRAGMA journal_mode = WAL")


def _as_row(cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> Row:
    return dict(zip((column[0] for column in cursor.description), row, strict=True))
