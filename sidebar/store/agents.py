"""The people who answer, as their shop last introduced them."""

from __future__ import annotations

from sidebar.store.database import Connection


def introduce(
    store: Connection,
    *,
    fresh_id: str,
    shop_id: str,
    host_id: str,
    name: str,
    email: str,
    language: str,
    now: int,
) -> str:
    """Writes what the launch says of the employee and answers our id of them."""
    row = store.written(
        "INSERT INTO agents (id, shop_id, host_id, name, email, language, seen_at)"
        " VALUES (:id, :shop_id, :host_id, :name, :email, :language, :now)"
        " ON CONFLICT (shop_id, host_id) DO UPDATE SET name = excluded.name,"
        " email = excluded.email, language = excluded.language, seen_at = excluded.seen_at"
        " RETURNING id",
        id=fresh_id,
        shop_id=shop_id,
        host_id=host_id,
        name=name,
        email=email,
        language=language,
        now=now,
    )
    return str(row["id"])
