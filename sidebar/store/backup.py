"""A consistent copy of the store while it is being used."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sidebar.errors import Refused, StoreUnreachable
from sidebar.store.database import Database
from sidebar.store.sqlite import SqliteDatabase


def back_up(database: Database, target: Path) -> None:
    """Writes a SQLite store to a new file, whole or not at all.

    Raises Refused (``use_pg_dump`` on PostgreSQL, which has its own tool; ``file_exists``;
    ``no_such_folder``) or StoreUnreachable.
    """
    if not isinstance(database, SqliteDatabase):
        raise Refused("use_pg_dump")
    if target.exists():
        raise Refused("file_exists")
    if not target.absolute().parent.is_dir():
        raise Refused("no_such_folder")
    unfinished = target.with_name(f"{target.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    address = f"{Path(database.path).absolute().as_uri()}?mode=ro"
    try:
        source = sqlite3.connect(address, uri=True)
        with closing(source), closing(sqlite3.connect(unfinished)) as copy:
            source.backup(copy)
    except sqlite3.DatabaseError as error:
        raise StoreUnreachable from error
    unfinished.rename(target)
