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


_UPDATES = ", ".join(
    f"{column} = CASE WHEN excluded.{column} <> '' AND (customers.{column} = ''"
    f" OR excluded.updated_at >= customers.updated_at)"
    f" THEN excluded.{column} ELSE customers.{column} END"
    for column in ("name", "email", "phone", "language")
) + (
    ", updated_at = CASE WHEN excluded.updated_at > customers.updated_at"
    " THEN excluded.updated_at ELSE customers.updated_at END"
)


def introduce(store: Connection, customer: KnownCustomer, *, shop_id: str, now: int) -> str:
    """Writes the shop's description and answers our id of the customer.

    An empty field never erases a known one: a launch knows less than a reading of the order. A
    description older than the one kept changes nothing: a slow answer never hides a fresh one.
    """
    row = store.written(
        "INSERT INTO customers (id, shop_id, host_id, name, email, phone, language, updated_at)"
        " VALUES (:id, :shop_id, :host_id, :name, :email, :phone, :language, :now)"
        f" ON CONFLICT (shop_id, host_id) DO UPDATE SET {_UPDATES}"
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
