"""Whoever writes is the customer that their address names: the shop's own before one of ours."""

from __future__ import annotations

from sidebar.store import customers
from sidebar.store.customers import KnownCustomer
from sidebar.store.database import Connection, Row

BY_MAIL = "mail:"
"""Begins the host id of whoever is known by an address alone; the shop knows no such customer."""


def by_email(store: Connection, shop_id: str, email: str) -> KnownCustomer | None:
    """The shop's customer with this address, however it is capitalised.

    One with an account comes before one of a single order, and that before one of an address.
    """
    if not email.strip():
        return None
    row = store.one(
        "SELECT id, host_id, name, email, phone, language FROM customers"
        " WHERE shop_id = :shop_id AND lower(email) = lower(:email)"
        " ORDER BY (host_id LIKE 'mail:%'), (host_id LIKE 'order:%'), updated_at DESC, id LIMIT 1",
        shop_id=shop_id,
        email=email.strip(),
    )
    return None if row is None else _customer(row)


def introduce_by_email(
    store: Connection, shop_id: str, email: str, *, name: str, fresh_id: str, now: int
) -> str:
    """Our id of the customer with this address; one is made where the shop has named none.

    ``fresh_id`` becomes the id of a new one, ``name`` may be empty. Of a known one nothing changes
    but a name that was missing.
    """
    address = email.strip()
    known = by_email(store, shop_id, address)
    if known is not None and (known.name or not name):
        return known.id
    host_id = known.host_id if known is not None else f"{BY_MAIL}{address.lower()}"
    fresh = KnownCustomer(fresh_id, host_id, name, address, "", "")
    return customers.introduce(store, fresh, shop_id=shop_id, now=now)


def _customer(row: Row) -> KnownCustomer:
    return KnownCustomer(
        id=row["id"],
        host_id=row["host_id"],
        name=row["name"],
        email=row["email"],
        phone=row["phone"],
        language=row["language"],
    )
