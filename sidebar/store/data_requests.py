"""Files of what is kept of customers who asked: sealed, for the shop's manager, for a while."""

from __future__ import annotations

from dataclasses import dataclass

from sidebar.store.database import Connection


@dataclass(frozen=True, slots=True)
class DataRequest:
    """One of them. ``request_id`` is the shop's own number of it; times are UTC ms."""

    id: str
    request_id: str
    asked_at: int
    expires_at: int


def keep(
    store: Connection, shop_id: str, request: DataRequest, *, host_customer_id: str, sealed: str
) -> bool:
    """Keeps the file; answers False where this request has one already."""
    kept = store.run(
        "INSERT INTO data_requests (id, shop_id, request_id, host_customer_id, sealed, asked_at,"
        " expires_at) VALUES (:id, :shop_id, :request_id, :host_customer_id, :sealed, :asked_at,"
        " :expires_at) ON CONFLICT (shop_id, request_id) DO NOTHING",
        id=request.id,
        shop_id=shop_id,
        request_id=request.request_id,
        host_customer_id=host_customer_id,
        sealed=sealed,
        asked_at=request.asked_at,
        expires_at=request.expires_at,
    )
    return kept == 1


def of_shop(store: Connection, shop_id: str, *, now: int) -> list[DataRequest]:
    """Those that can still be fetched, newest first."""
    rows = store.all(
        "SELECT id, request_id, asked_at, expires_at FROM data_requests"
        " WHERE shop_id = :shop_id AND expires_at > :now ORDER BY id DESC",
        shop_id=shop_id,
        now=now,
    )
    return [DataRequest(**row) for row in rows]


def count_of_shop(store: Connection, shop_id: str, *, now: int) -> int:
    """How many of a shop's can still be fetched."""
    row = store.one(
        "SELECT count(*) AS many FROM data_requests WHERE shop_id = :shop_id AND expires_at > :now",
        shop_id=shop_id,
        now=now,
    )
    return int(row["many"]) if row else 0


def sealed_file(store: Connection, shop_id: str, request_id: str, *, now: int) -> str:
    """The sealed file of a request of this shop, by our own id of it; empty where there is none."""
    row = store.one(
        "SELECT sealed FROM data_requests WHERE id = :id AND shop_id = :shop_id"
        " AND expires_at > :now",
        id=request_id,
        shop_id=shop_id,
        now=now,
    )
    return "" if row is None else str(row["sealed"])


def has_ended(store: Connection, *, now: int) -> bool:
    """Whether any is to be forgotten by now."""
    row = store.one("SELECT id FROM data_requests WHERE expires_at <= :now LIMIT 1", now=now)
    return row is not None


def forget_ended(store: Connection, *, now: int) -> int:
    """Drops those whose time is over."""
    return store.run("DELETE FROM data_requests WHERE expires_at <= :now", now=now)
