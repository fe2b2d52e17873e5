"""The people who are answered, as their shop last described them."""

from __future__ import annotations

from dataclasses import dataclass

from sidebar.store.database import Connection


@dataclass(frozen=True, slots=True)
class KnownCustomer:
    """What the counter keeps of a customer; empty text where the shop did not say."""

    id: str
    host_id: str
    name: str
    email: str
    phone: str
    language: str


def introduce(store: Connection, customer: KnownCustomer, *, shop_id: str, now: int) -> str:
    """Writes the shop's description and answers our id of the customer.

    An empty field never erases a known one: a launch knows less than a reading of the order.
    """
    row = store.written(
        "INSERT INTO customers (id, shop_id, host_id, name, email, phone, language, updated_at)"
        " VALUES (:id, :shop_id, :host_id, :name, :email, :phone, :language, :now)"
        " ON CONFLICT (shop_id, host_id) DO UPDATE SET"
        " name = coalesce(nullif(excluded.name, ''), customers.name),"
        " email = coalesce(nullif(excluded.email, ''), customers.email),"
        " phone = coalesce(nullif(excluded.phone, ''), customers.phone),"
        " language = coalesce(nullif(excluded.language, ''), customers.language),"
        " updated_at = excluded.updated_at"
        " RETURNING id",
        id=customer.id,
        shop_id=shop_id,
        host_id=customer.host_id,
        name=customer.name,
        email=customer.email,
        phone=customer.phone,
        language=customer.language,
        now=now,
    )
    return str(row["id"])
