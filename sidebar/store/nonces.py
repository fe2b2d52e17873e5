"""Signed calls: each is taken once, whichever server it meets."""

from __future__ import annotations

from sidebar.store.database import Connection


def use(store: Connection, shop_id: str, nonce: str, *, expires_at: int) -> bool:
    """Marks the nonce as used; answers False when it was used before."""
    used = store.run(
        "INSERT INTO nonces (shop_id, nonce, expires_at) VALUES (:shop_id, :nonce, :expires_at)"
        " ON CONFLICT (shop_id, nonce) DO NOTHING",
        shop_id=shop_id,
        nonce=nonce,
        expires_at=expires_at,
    )
    return used == 1


def forget_expired(store: Connection, *, before: int) -> int:
    """Drops rows that no call can match any more."""
    return store.run("DELETE FROM nonces WHERE expires_at < :before", before=before)
