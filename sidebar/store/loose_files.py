"""Bytes that may belong to nothing: each key is written down before anything is kept under it."""

from __future__ import annotations

from collections.abc import Iterable

from sidebar.store.database import Connection


def note(store: Connection, keys: Iterable[str], *, due_at: int) -> None:
    """To be looked at from that moment on (UTC ms); one that ends in / is all that is below it."""
    for key in sorted(set(keys)):
        store.run(
            "INSERT INTO loose_files (key, due_at) VALUES (:key, :due_at)"
            " ON CONFLICT (key) DO UPDATE SET due_at = excluded.due_at",
            key=key,
            due_at=due_at,
        )


def is_noted(store: Connection, key: str) -> bool:
    """Whether it will be looked at: whoever keeps something there may not have named it yet."""
    found = store.one("SELECT key FROM loose_files WHERE key = :key", key=key)
    return found is not None


def due(store: Connection, *, now: int, most: int) -> list[str]:
    """What is to be looked at now, longest due first."""
    rows = store.all(
        "SELECT key FROM loose_files WHERE due_at <= :now ORDER BY due_at, key LIMIT :most",
        now=now,
        most=most,
    )
    return [row["key"] for row in rows]


def overdue(store: Connection, *, before: int) -> int:
    """How many should have been looked at before a moment (UTC ms)."""
    row = store.one(
        "SELECT count(*) AS many FROM loose_files WHERE due_at < :before", before=before
    )
    return int(row["many"]) if row else 0


def take(store: Connection, key: str, *, now: int) -> bool:
    """Takes it off the list; answers False where it is not due any more, or was taken before.

    Whoever keeps the same bytes at this moment waits until this transaction ends.
    """
    taken = store.run(
        "DELETE FROM loose_files WHERE key = :key AND due_at <= :now", key=key, now=now
    )
    return taken == 1
