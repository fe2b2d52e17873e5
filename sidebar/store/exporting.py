"""Writes rows into a SQLite file of their own, for people who want to ask their own questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path

import sqlite_utils


def to_sqlite(
    file: Path,
    table: str,
    rows: Iterable[Mapping[str, str | int | None]],
    *,
    columns: tuple[str, ...],
) -> None:
    """A new file with one table, which is there even without rows; the first column is its key."""
    with closing(sqlite_utils.Database(file, execute_plugins=False)) as database:
        made = database.create_table(table, dict.fromkeys(columns, str), pk=columns[0])
        made.insert_all(dict(row) for row in rows)
