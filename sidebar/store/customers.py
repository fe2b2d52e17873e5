"""The people who are answered, as their shop last described them."""

from __future__ import annotations

from dataclasses import dataclass

from sidebar.store import readings, search
from sidebar.store.database import Connection, Row


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
    Under a new name or address their tickets are found by it.
    """
    known = _called(store, shop_id, customer.host_id)
    row = store.written(
        "INSERT INTO customers (id, shop_id, host_id, name, email, phone, language, updated_at)"
        " VALUES (:id, :shop_id, :host_id, :name, :email, :phone, :language, :now)"
        f" ON CONFLICT (shop_id, host_id) DO UPDATE SET {_UPDATES}"
        " RETURNING id, name, email",
        id=customer.id,
        shop_id=shop_id,
        host_id=customer.host_id,
        name=customer.name,
        email=customer.email,
        phone=customer.phone,
        language=customer.language,
        now=now,
    )
    if known is not None and known != row:
        search.index_customer(store, row["id"])
    return str(row["id"])


def _called(store: Connection, shop_id: str, host_id: str) -> Row | None:
    return store.one(
        "SELECT id, name, email FROM customers WHERE shop_id = :shop_id AND host_id = :host_id",
        shop_id=shop_id,
        host_id=host_id,
    )


def refresh(
    store: Connection, shop_id: str, host_id: str, *, name: str, email: str, phone: str, at: int
) -> bool:
    """What a known customer is called now; answers whether anything older was known of them.

    A text that is empty now says nothing of the one that is kept. ``at`` in UTC ms.
    """
    known = _called(store, shop_id, host_id)
    changed = store.run(
        "UPDATE customers SET name = CASE WHEN :name = '' THEN name ELSE :name END,"
        " email = CASE WHEN :email = '' THEN email ELSE :email END,"
        " phone = CASE WHEN :phone = '' THEN phone ELSE :phone END, updated_at = :at"
        " WHERE shop_id = :shop_id AND host_id = :host_id AND updated_at < :at",
        shop_id=shop_id,
        host_id=host_id,
        name=name,
        email=email,
        phone=phone,
        at=at,
    )
    if known is not None and known != _called(store, shop_id, host_id):
        search.index_customer(store, known["id"])
    return changed == 1


def merge(store: Connection, shop_id: str, *, gone: str, kept: str) -> bool:
    """Two accounts of a shop became one, by the shop's own ids; answers whether one was known.

    The tickets of the one that is gone are the other's from now on, and so is what they asked for.
    """
    store.run(
        "UPDATE data_requests SET host_customer_id = :kept"
        " WHERE shop_id = :shop_id AND host_customer_id = :gone",
        shop_id=shop_id,
        gone=gone,
        kept=kept,
    )
    readings.forget_customer(store, shop_id, gone)
    known = {
        row["host_id"]: row["id"]
        for row in store.all(
            "SELECT id, host_id FROM customers WHERE shop_id = :shop_id"
            " AND host_id IN (:gone, :kept)",
            shop_id=shop_id,
            gone=gone,
            kept=kept,
        )
    }
    if gone not in known or gone == kept:
        return False
    if kept not in known:
        store.run("UPDATE customers SET host_id = :kept WHERE id = :id", id=known[gone], kept=kept)
        return True
    store.run(
        "UPDATE tickets SET customer_id = :kept WHERE customer_id = :gone",
        gone=known[gone],
        kept=known[kept],
    )
    store.run("DELETE FROM customers WHERE id = :gone", gone=known[gone])
    search.index_customer(store, known[kept])
    return True


def forget_guest(store: Connection, customer_id: str) -> None:
    """Deletes a guest whom no ticket names any more: somebody else was behind that order."""
    store.run(
        "DELETE FROM customers WHERE id = :id"
        " AND NOT EXISTS (SELECT 1 FROM tickets WHERE customer_id = :id)",
        id=customer_id,
    )
