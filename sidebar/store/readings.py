"""The last reading of each order and list of orders, with the moment it was made."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sidebar.store.database import Connection


class ReadingKind(StrEnum):
    """What was read."""

    ORDER = "order"
    RELATED = "related"
    PROFILE = "profile"
    HAPPENINGS = "happenings"


@dataclass(frozen=True, slots=True)
class Reading:
    """Something read from the shop, as JSON, and when (UTC ms)."""

    body: str
    read_at: int


def keep(
    store: Connection, shop_id: str, kind: ReadingKind, subject: str, reading: Reading
) -> None:
    """Keeps the reading unless a newer one is there: a slow answer never hides a fresh one."""
    store.run(
        "INSERT INTO readings (shop_id, kind, subject, body, read_at)"
        " VALUES (:shop_id, :kind, :subject, :body, :read_at)"
        " ON CONFLICT (shop_id, kind, subject) DO UPDATE SET body = excluded.body,"
        " read_at = excluded.read_at WHERE readings.read_at <= excluded.read_at",
        shop_id=shop_id,
        kind=kind.value,
        subject=subject,
        body=reading.body,
        read_at=reading.read_at,
    )


def of_order(store: Connection, shop_id: str, order_id: str) -> dict[ReadingKind, Reading]:
    """What is known of an order and of the orders listed beside it."""
    rows = store.all(
        "SELECT kind, body, read_at FROM readings WHERE shop_id = :shop_id AND subject = :subject"
        " AND kind IN ('order', 'related')",
        shop_id=shop_id,
        subject=order_id,
    )
    return {ReadingKind(row["kind"]): Reading(row["body"], row["read_at"]) for row in rows}


def outdate(store: Connection, shop_id: str, order_id: str, *, before: int) -> None:
    """Makes the order's reading at least so old (UTC ms): something has changed since."""
    store.run(
        "UPDATE readings SET read_at = :before WHERE shop_id = :shop_id AND subject = :subject"
        " AND kind = 'order' AND read_at > :before",
        shop_id=shop_id,
        subject=order_id,
        before=before,
    )


def forget_lists(store: Connection, shop_id: str, *, unless: str = "") -> int:
    """Drops every list that may show this shop's orders: its own and its whole house's.

    ``unless`` is the house whose lists may stay.
    """
    return store.run(
        "DELETE FROM readings WHERE kind = 'related' AND shop_id IN (SELECT other.id"
        " FROM shops AS mine JOIN shops AS other ON other.family = mine.family"
        " WHERE mine.id = :shop_id AND mine.family <> '' AND mine.family <> :unless)",
        shop_id=shop_id,
        unless=unless,
    )


def forget_customer(store: Connection, shop_id: str, customer_id: str) -> None:
    """Drops what was read of a customer, by the shop's own id: it has changed, or is no more."""
    store.run(
        "DELETE FROM readings WHERE shop_id = :shop_id AND subject = :subject"
        " AND kind IN ('profile', 'happenings')",
        shop_id=shop_id,
        subject=customer_id,
    )
