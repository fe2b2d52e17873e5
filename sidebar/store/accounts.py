"""The account of each order on which money moved: a version to match, and one reservation."""

from __future__ import annotations

from sidebar.store.database import Connection


def version(store: Connection, shop_id: str, order_id: str) -> int:
    """The account's version, to be read before the shop is; 0 for an order without an account."""
    row = store.one(
        "SELECT version FROM accounts WHERE shop_id = :shop_id AND order_id = :order_id",
        shop_id=shop_id,
        order_id=order_id,
    )
    return 0 if row is None else int(row["version"])


def open_once(store: Connection, shop_id: str, order_id: str, *, currency: str) -> None:
    """Makes the order's account unless there is one."""
    store.run(
        "INSERT INTO accounts (shop_id, order_id, currency, version, reserved, moved)"
        " VALUES (:shop_id, :order_id, :currency, 0, 0, 0)"
        " ON CONFLICT (shop_id, order_id) DO NOTHING",
        shop_id=shop_id,
        order_id=order_id,
        currency=currency,
    )


def reserve(
    store: Connection, shop_id: str, order_id: str, *, seen: int, amount: int, ceiling: int
) -> bool:
    """Holds ``amount`` (minor units) if the account still stands as it was seen.

    Answers False, having changed nothing, when an operation came between, when one is in flight,
    or when all that was ever moved would then exceed ``ceiling``. One statement: reading first and
    writing after lets several pass at once.
    """
    reserved = store.run(
        "UPDATE accounts SET reserved = :amount, version = version + 1"
        " WHERE shop_id = :shop_id AND order_id = :order_id AND version = :seen AND reserved = 0"
        " AND moved + :amount <= :ceiling",
        shop_id=shop_id,
        order_id=order_id,
        seen=seen,
        amount=amount,
        ceiling=ceiling,
    )
    return reserved == 1


def release(store: Connection, shop_id: str, order_id: str, *, moved: int) -> None:
    """Ends the reservation and adds what really moved (minor units)."""
    store.run(
        "UPDATE accounts SET reserved = 0, moved = moved + :moved, version = version + 1"
        " WHERE shop_id = :shop_id AND order_id = :order_id",
        shop_id=shop_id,
        order_id=order_id,
        moved=moved,
    )


def moved(store: Connection, shop_id: str, order_id: str) -> int:
    """What we have moved on this order so far, in minor units of its currency."""
    row = store.one(
        "SELECT moved FROM accounts WHERE shop_id = :shop_id AND order_id = :order_id",
        shop_id=shop_id,
        order_id=order_id,
    )
    return 0 if row is None else int(row["moved"])


def correct(store: Connection, shop_id: str, order_id: str, *, by: int) -> None:
    """Adds to what was moved (minor units), or takes off what turned out never to have left."""
    store.run(
        "UPDATE accounts SET moved = moved + :by, version = version + 1"
        " WHERE shop_id = :shop_id AND order_id = :order_id",
        shop_id=shop_id,
        order_id=order_id,
        by=by,
    )
