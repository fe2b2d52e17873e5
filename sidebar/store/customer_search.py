"""Customers of a shop found by a piece of their name or address, the last heard of first."""

from __future__ import annotations

from sidebar.store.customers import KnownCustomer
from sidebar.store.database import Connection

_STRAIGHT, _CURLY, _LETTER = "'", "\u2019", "\u02bc"
"""Apostrophes: as people type it, as typographers write it, and as one that is a letter."""


def like(store: Connection, shop_id: str, text: str, *, most: int) -> list[KnownCustomer]:
    """Those whose name or e-mail holds the text, however it and its apostrophes are written."""
    straight = text.replace(_CURLY, _STRAIGHT).replace(_LETTER, _STRAIGHT)
    literal = straight.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    rows = store.all(
        "SELECT id, host_id, name, email, phone, language FROM customers"
        " WHERE shop_id = :shop_id AND (name <> '' OR email <> '')"
        " AND (lower(replace(replace(name, :curly, :straight), :letter, :straight))"
        " LIKE lower(:piece) ESCAPE '\\'"
        " OR lower(email) LIKE lower(:piece) ESCAPE '\\')"
        " ORDER BY updated_at DESC, id LIMIT :most",
        shop_id=shop_id,
        piece=f"%{literal}%",
        curly=_CURLY,
        letter=_LETTER,
        straight=_STRAIGHT,
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
