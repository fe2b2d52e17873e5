"""Brings a store to this version's shape: numbered files, each recorded in its own transaction."""

from __future__ import annotations

import re
from importlib.resources import files

from sidebar.clock import Clock
from sidebar.store.database import Connection, Database


def migrate(database: Database, clock: Clock) -> list[str]:
    """Runs what has not run yet and answers the names; safe when two processes start at once."""
    with database.migrating() as store:
        store.run(_spoken(database, _LEDGER))
    return [name for name in names(database.engine) if _ran(database, name, clock)]


def pending(database: Database) -> list[str]:
    """The migrations that this store still lacks (all of them when it was never migrated)."""
    with database.reading() as store:
        if store.one(_HAS_LEDGER[database.engine]) is None:
            return names(database.engine)
        done = {row["name"] for row in store.all("SELECT name FROM migrations")}
    return [name for name in names(database.engine) if name not in done]


def names(engine: str) -> list[str]:
    """Every migration of this version for this engine, in the order in which they run.

    One is for both engines unless its name ends in the one it is for: ``0006_search.sqlite.sql``.
    """
    folder = files("sidebar.store") / "migrations"
    found = (entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return sorted(name for name in found if name.split(".")[1] in ("sql", engine))


def _ran(database: Database, name: str, clock: Clock) -> bool:
    with database.migrating() as store:
        if store.one("SELECT name FROM migrations WHERE name = :name", name=name):
            return False
        for statement in _statements(name):
            store.run(_spoken(database, statement))
        _record(store, name, clock)
    return True


def _record(store: Connection, name: str, clock: Clock) -> None:
    store.run(
        "INSERT INTO migrations (name, ran_at) VALUES (:name, :now)", name=name, now=clock.now()
    )


def _statements(name: str) -> list[str]:
    text = (files("sidebar.store") / "migrations" / name).read_text("utf-8")
    plain = re.sub(r"^\s*--.*$", "", text, flags=re.MULTILINE)
    return [part.strip() for part in plain.split(";") if part.strip()]


def _spoken(database: Database, statement: str) -> str:
    """The statement in the engine's dialect: STRICT is SQLite's, 64-bit integers have two names."""
    if database.engine == "sqlite":
        return statement
    return re.sub(r"\bINTEGER\b", "BIGINT", re.sub(r"\)\s*STRICT\s*$", ")", statement))


_LEDGER = """
CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, ran_at INTEGER NOT NULL) STRICT
""".strip()

_HAS_LEDGER = {
    "sqlite": "SELECT 1 AS yes FROM sqlite_master WHERE name = 'migrations'",
    "postgres": "SELECT 1 AS yes WHERE to_regclass('migrations') IS NOT NULL",
}
