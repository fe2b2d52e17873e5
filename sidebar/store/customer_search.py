"""Customers of a shop found by a piece of their name or address, the last heard of first."""

from __future__ import annotations

from sidebar.store.customers import KnownCustomer
from sidebar.store.database import Connection


def like(store: Connection, shop_id: str, text: str, *, most: int) -> list[KnownCustomer]:
    """Those whose name or e-mail holds the text, however it is capitalised."""
    literal = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    rows = store.all(
        "SELECT id, host_id, name, email, phone, language FROM customers"
        " WHERE shop_id = :shop_id AND (lower(name) LIKE lower(:piece) ESCAPE '\\'"
        " OR lower(email) LIKE lower(:piece) ESCAPE '\\') AND (name <> '' OR email <> '')"
        " ORDER BY updated_at DESC, id LIMIT :most",
        shop_id=shop_id,
        piece=f"%{literal}%",
        most=most,
    )
    return [KnownCustomer(**row) for row in rows]


def find(store: Connection, customer_id: str, *, shop_id: str) -> KnownCustomer | None:
    """The customer, if they are of this shop."""
    row = store.one(
        "SELECT id, host_id, name, email, phone, language FROM customers"
        " WHERE id = :id AND shop_id = :shop_id",
        id=customer_id,
        shop_id=shop_id,
    )
    return None if row is None else KnownCustomer(**row)
