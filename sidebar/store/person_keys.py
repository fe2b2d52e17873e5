"""The sealed key of each person in each shop, until it ends."""

from __future__ import annotations

from sidebar.store.database import Connection


def keep(store: Connection, shop_id: str, agent_id: str, *, sealed: str, expires_at: int) -> None:
    """Keeps the person's newest key (``expires_at`` in UTC ms) in place of the one before."""
    store.run(
        "INSERT INTO person_keys (shop_id, agent_id, sealed, expires_at)"
        " VALUES (:shop_id, :agent_id, :sealed, :expires_at)"
        " ON CONFLICT (shop_id, agent_id) DO UPDATE SET sealed = excluded.sealed,"
        " expires_at = excluded.expires_at",
        shop_id=shop_id,
        agent_id=agent_id,
        sealed=sealed,
        expires_at=expires_at,
    )


def find(store: Connection, shop_id: str, agent_id: str) -> str:
    """The sealed key; empty where there is none, or the shop is not connected."""
    row = store.one(
        "SELECT k.sealed FROM person_keys k JOIN shops s ON s.id = k.shop_id"
        " WHERE k.shop_id = :shop_id AND k.agent_id = :agent_id AND s.removed_at IS NULL",
        shop_id=shop_id,
        agent_id=agent_id,
    )
    return "" if row is None else str(row["sealed"])


def ends_at(store: Connection, shop_id: str, agent_id: str) -> int:
    """When the person's key ends (UTC ms); 0 where there is none."""
    row = store.one(
        "SELECT expires_at FROM person_keys WHERE shop_id = :shop_id AND agent_id = :agent_id",
        shop_id=shop_id,
        agent_id=agent_id,
    )
    return 0 if row is None else int(row["expires_at"])


def forget(store: Connection, shop_id: str, agent_id: str, *, sealed: str) -> None:
    """Drops a key that the shop has refused, unless a newer one is there already."""
    store.run(
        "DELETE FROM person_keys WHERE shop_id = :shop_id AND agent_id = :agent_id"
        " AND sealed = :sealed",
        shop_id=shop_id,
        agent_id=agent_id,
        sealed=sealed,
    )


def forget_expired(store: Connection, *, before: int) -> int:
    """Drops keys that ended before a moment (UTC ms)."""
    return store.run("DELETE FROM person_keys WHERE expires_at < :before", before=before)
