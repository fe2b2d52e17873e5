"""One small face for both engines: named parameters, rows as dictionaries, short transactions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any, Protocol

Row = Mapping[str, Any]


class Connection(Protocol):
    """One open transaction. SQL is the portable subset, with ``:name`` parameters."""

    @property
    def engine(self) -> str:
        """``sqlite`` or ``postgres``, for the little that is not portable: full text."""
        ...

    def one(self, sql: str, **values: object) -> Row | None:
        """The first row, or nothing."""
        ...

    def written(self, sql: str, **values: object) -> Row:
        """The row of a write that always returns one (``RETURNING``)."""
        ...

    def all(self, sql: str, **values: object) -> list[Row]:
        """Every row."""
        ...

    def run(self, sql: str, **values: object) -> int:
        """Executes a write and answers how many rows it touched (compare-and-set reads this)."""
        ...


class Database(Protocol):
    """A store that can be read and written from any thread."""

    engine: str
    """``sqlite`` or ``postgres``."""
    on_statement: Callable[[str], None] | None
    """Told every statement that is executed, for counting; nobody by default."""

    def reading(self) -> AbstractContextManager[Connection]:
        """A consistent view; writing inside it is a mistake."""
        ...

    def asking(self) -> AbstractContextManager[Connection]:
        """For one reading statement alone, which needs no view beside its own: no round more."""
        ...

    def writing(self) -> AbstractContextManager[Connection]:
        """A transaction, committed when the block ends and rolled back when it raises."""
        ...

    def migrating(self) -> AbstractContextManager[Connection]:
        """A transaction that no other process' migration can run beside."""
        ...

    def close(self) -> None:
        """Gives every connection back."""
        ...


class Conflict(Exception):
    """A uniqueness rule of the store was met by a write (both engines, one name)."""


def connect(url: str) -> Database:
    """Opens ``sqlite:///path`` or ``postgresql://…``. Raises ValueError for anything else."""
    if url.startswith("sqlite:///"):
        from sidebar.store.sqlite import SqliteDatabase

        return SqliteDatabase(url.removeprefix("sqlite:///"))
    if url.startswith(("postgresql://", "postgres://")):
        from sidebar.store.postgres import PostgresDatabase

        return PostgresDatabase(url)
    raise ValueError("DATABASE_URL must begin with sqlite:/// or postgresql://")
