"""Which launches were used: each is accepted once, whichever server it reaches."""

from __future__ import annotations

from sidebar.store.database import Connection


def use(store: Connection, shop_id: str, token_id: str, *, expires_at: int) -> bool:
    """Marks the launch as used; answers False when it was used before."""
    used = store.run(
        "INSERT INTO launches (shop_id, token_id, expires_at)"
        " VALUES (:shop_id, :token_id, :expires_at) ON CONFLICT (shop_id, token_id) DO NOTHING",
        shop_id=shop_id,
        token_id=token_id,
        expires_at=expires_at,
    )
    return used == 1


def forget_expired(store: Connection, *, before: int) -> int:
    """Drops rows that no token can match any more; ``before`` leaves room for clock leeway."""
    return store.run("DELETE FROM launches WHERE expires_at < :before", before=before)
