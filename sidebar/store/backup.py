"""A consistent copy of the store while it is being used, and the way back from one."""

from __future__ import annotations

import fcntl
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sidebar.errors import Refused, StoreUnreachable
from sidebar.store import migrate
from sidebar.store.database import Database
from sidebar.store.sqlite import SqliteDatabase

BESIDE = ("", "-wal", "-shm")
"""What a SQLite store is made of: its file, and what is written ahead of it."""

SHARED_LOCK = (510, 0x40000002)
"""Length and start of the bytes that every open connection holds (SQLite's os.h, SHARED_FIRST)."""


def back_up(database: Database, target: Path) -> None:
    """Writes a SQLite store to a new file, whole or not at all.

    Raises Refused (``use_pg_dump`` on PostgreSQL, which has its own tool; ``no_store``;
    ``file_exists``; ``no_such_folder``; ``not_migrated``) or StoreUnreachable.
    """
    if not isinstance(database, SqliteDatabase):
        raise Refused("use_pg_dump")
    present = Path(database.path)
    if not present.is_file():
        raise Refused("no_store")
    if target.exists():
        raise Refused("file_exists")
    if not target.absolute().parent.is_dir():
        raise Refused("no_such_folder")
    unfinished = _unfinished(target)
    try:
        _copy(f"{present.absolute().as_uri()}?mode=ro", unfinished, refusal="not_migrated")
    except sqlite3.DatabaseError as error:
        raise StoreUnreachable from error
    unfinished.rename(target)


def restore(database: Database, file: Path, now: int) -> Path | None:
    """Puts a copy of ``file`` in the place of a SQLite store; answers where that one is kept.

    What stood there goes aside with its write-ahead files: SQLite would read a log that was left
    behind into the copy. Raises Refused (``use_pg_restore``; ``no_such_file``; ``not_a_store``;
    ``store_in_use``) or StoreUnreachable; the store is then as it was.
    """
    if not isinstance(database, SqliteDatabase):
        raise Refused("use_pg_restore")
    if not file.is_file():
        raise Refused("no_such_file")
    present = Path(database.path).resolve()
    fresh = _unfinished(present)
    try:
        _take(file, fresh)
        with _alone(present):
            if present.exists():
                shutil.copymode(present, fresh)
            aside = _set_aside(present, now)
            fresh.rename(present)
    except OSError as error:
        raise StoreUnreachable from error
    finally:
        fresh.unlink(missing_ok=True)
    return aside


def _take(file: Path, fresh: Path) -> None:
    """A copy of the file, proven whole. One that has no log may also lie where none can be made."""
    has_log = file.with_name(f"{file.name}-wal").exists()
    address = f"{file.absolute().as_uri()}?{'mode=ro' if has_log else 'immutable=1'}"
    try:
        _copy(address, fresh, refusal="not_a_store")
        with closing(sqlite3.connect(fresh)) as copy:
            if copy.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise Refused("not_a_store")
    except sqlite3.DatabaseError as error:
        raise Refused("not_a_store") from error


def _copy(address: str, target: Path, *, refusal: str) -> None:
    with closing(sqlite3.connect(address, uri=True)) as source:
        if not _is_ours(source):
            raise Refused(refusal)
        with closing(sqlite3.connect(target)) as copy:
            source.backup(copy)


def _is_ours(source: sqlite3.Connection) -> bool:
    """Whether our first migration ran there; later ones may lack, as before a new version."""
    ledger = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'migrations'"
    if source.execute(ledger).fetchone() is None:
        return False
    found = source.execute("SELECT 1 FROM migrations WHERE name = ?", migrate.names("sqlite")[:1])
    return found.fetchone() is not None


def _unfinished(target: Path) -> Path:
    """The name under which a copy grows; what an interrupted one left there is removed."""
    unfinished = target.with_name(f"{target.name}.unfinished")
    for ending in BESIDE:
        unfinished.with_name(unfinished.name + ending).unlink(missing_ok=True)
    return unfinished


@contextmanager
def _alone(present: Path) -> Iterator[None]:
    """Refuses while another process has the store open: it would go on writing the old file."""
    if not present.exists():
        yield
        return
    with present.open("rb+") as held:
        try:
            fcntl.lockf(held, fcntl.LOCK_EX | fcntl.LOCK_NB, *SHARED_LOCK)
        except OSError as error:
            raise Refused("store_in_use") from error
        yield


def _set_aside(present: Path, now: int) -> Path | None:
    moment = datetime.fromtimestamp(now / 1000, UTC).strftime("%Y%m%dT%H%M%S%f")
    aside = present.with_name(f"{present.name}.replaced-{moment}")
    for ending in BESIDE:
        part = present.with_name(present.name + ending)
        if part.exists():
            # Named alike, so that the old store can still be opened with all it holds.
            part.rename(aside.with_name(aside.name + ending))
    return aside if aside.exists() else None
