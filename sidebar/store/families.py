"""Shops of one house: those that an administrator gave the same name see each other's orders."""

from __future__ import annotations

from sidebar.store import shops
from sidebar.store.database import Connection
from sidebar.store.shops import Shop

_OTHERS = (
    f"SELECT {shops.columns('s')} FROM shops s"
    " WHERE s.family = :family AND s.id <> :own AND s.removed_at IS NULL"
)


def relatives(store: Connection, shop: Shop) -> list[Shop]:
    """The other connected shops of its house, oldest first; none where it has no house."""
    if not shop.family:
        return []
    rows = store.all(f"{_OTHERS} ORDER BY s.id", family=shop.family, own=shop.id)
    return [shops.of_row(row) for row in rows]


def relative(store: Connection, shop: Shop, other_id: str) -> Shop | None:
    """That other shop, if it is of the same house today."""
    if not shop.family:
        return None
    row = store.one(f"{_OTHERS} AND s.id = :id", family=shop.family, own=shop.id, id=other_id)
    return None if row is None else shops.of_row(row)
