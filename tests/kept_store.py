"""Stores made once and found as new by each test: what a migration gives, and nothing of before."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from sidebar.clock import SystemClock
from sidebar.store.database import connect
from sidebar.store.migrate import migrate

END_OF_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
"""What a test that failed left open would hold its tables."""

SHAPE = """
SELECT md5(string_agg(line, ' ' ORDER BY line)) FROM (
  SELECT c.relkind::text || c.relname::text || coalesce(string_agg(
    a.attname::text || a.atttypid::text || a.attnotnull::text, ',' ORDER BY a.attnum), '') AS line
  FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
  WHERE c.relnamespace = 'public'::regnamespace GROUP BY c.relkind, c.relname
  UNION ALL SELECT conname::text || pg_get_constraintdef(oid) FROM pg_constraint
  WHERE connamespace = 'public'::regnamespace
) AS every
"""
"""Its tables, columns, indexes and constraints: a test that changed one leaves another value."""

TABLES = """
SELECT relname, pg_relation_size(oid) FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""

MANY = 200_000
"""Bytes of a table that is cut off at once; row by row is quicker for a smaller one."""


@dataclass
class KeptPostgres:
    """One database for all tests of a worker: emptying it is quicker than making another."""

    url: str
    shape: str = ""
    rows: dict[str, str] = field(default_factory=dict)
    """What a migration writes, by table, as JSON."""

    def empty(self) -> None:
        """Leaves no table."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(END_OF_OTHERS)
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")

    def renew(self) -> None:
        """Leaves what a migration leaves, whatever the last test did."""
        if not (self.shape and self._wiped()):
            self.empty()
            store = connect(self.url)
            migrate(store, SystemClock())
            store.close()
            self._remember()

    def _remember(self) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            self.shape = _text(connection, SHAPE)
            for table, size in connection.execute(TABLES).fetchall():
                if size:
                    found = _text(connection, f"SELECT json_agg(t)::text FROM {table} t")
                    self.rows[table] = found

    def _wiped(self) -> bool:
        with psycopg.connect(self.url) as connection:
            connection.execute(END_OF_OTHERS)
            if _text(connection, SHAPE) != self.shape:
                return False
            # No row may keep another from going, and none is to be checked while all go.
            connection.execute("SET session_replication_role = replica")
            known = connection.execute(TABLES).fetchall()
            large = [table for table, size in known if size > MANY]
            if large:
                statement = f"TRUNCATE {', '.join(large)} RESTART IDENTITY CASCADE"
                connection.execute(statement.encode())
            small = [table for table, size in known if 0 < size <= MANY]
            connection.execute("; ".join(f"DELETE FROM {table}" for table in small).encode())
            for (sequence,) in connection.execute(
                "SELECT relname FROM pg_class WHERE relkind = 'S'"
                " AND relnamespace = 'public'::regnamespace"
            ).fetchall():
                connection.execute(f"ALTER SEQUENCE {sequence} RESTART".encode())
            for table, rows in self.rows.items():
                back = (
                    f"INSERT INTO {table} SELECT * FROM json_populate_recordset(null::{table}, %s)"
                )
                connection.execute(back.encode(), [rows])
        return True


def copied(template: Path, path: Path) -> None:
    """Puts a migrated SQLite store there, made when it is first asked for."""
    if not template.exists():
        store = connect(f"sqlite:///{template}")
        migrate(store, SystemClock())
        store.close()
    shutil.copyfile(template, path)


def _text(connection: psycopg.Connection[tuple[object, ...]], statement: str) -> str:
    row = connection.execute(statement.encode()).fetchone()
    return str(row[0]) if row is not None else ""
