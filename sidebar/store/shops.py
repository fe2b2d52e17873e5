"""The connected shops, their roles and their sealed secrets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from sidebar.store.database import Connection, Row


@dataclass(frozen=True, slots=True)
class MailAddressing:
    """How this shop's letters leave; the SMTP password is among the sealed secrets."""

    sender_name: str = ""
    sender: str = ""
    reply_to: str = ""
    host: str = ""
    port: int = 587
    security: str = "starttls"
    user: str = ""


@dataclass(frozen=True, slots=True)
class Shop:
    """One connected shop. ``sealed`` opens only with the vault."""

    id: str
    kind: str
    name: str
    base_url: str
    timezone: str
    admin_origins: tuple[str, ...]
    roles: Mapping[str, str]
    mail: MailAddressing
    sealed: str
    added_at: int


_COLUMNS = "id, kind, name, base_url, timezone, admin_origins, roles, mail, sealed, added_at"


def add(store: Connection, shop: Shop) -> None:
    """Raises Conflict when the shop is connected already."""
    store.run(
        f"INSERT INTO shops ({_COLUMNS}) VALUES (:id, :kind, :name, :base_url, :timezone,"
        " :admin_origins, :roles, :mail, :sealed, :added_at)",
        id=shop.id,
        kind=shop.kind,
        name=shop.name,
        base_url=shop.base_url,
        added_at=shop.added_at,
        **_changeable(shop),
    )


def change(store: Connection, shop: Shop) -> bool:
    """Writes what may change of a shop; answers whether it is still connected."""
    changed = store.run(
        "UPDATE shops SET name = :name, timezone = :timezone, admin_origins = :admin_origins,"
        " roles = :roles, mail = :mail, sealed = :sealed WHERE id = :id AND removed_at IS NULL",
        id=shop.id,
        name=shop.name,
        **_changeable(shop),
    )
    return changed == 1


def find(store: Connection, shop_id: str) -> Shop | None:
    """The connected shop of that id."""
    row = store.one(
        f"SELECT {_COLUMNS} FROM shops WHERE id = :id AND removed_at IS NULL", id=shop_id
    )
    return None if row is None else _shop(row)


def of_ticket(store: Connection, ticket_id: str) -> Shop | None:
    """The connected shop that a ticket belongs to."""
    columns = ", ".join(f"s.{column}" for column in _COLUMNS.split(", "))
    row = store.one(
        f"SELECT {columns} FROM shops s JOIN tickets t ON t.shop_id = s.id"
        " WHERE t.id = :id AND s.removed_at IS NULL",
        id=ticket_id,
    )
    return None if row is None else _shop(row)


def every(store: Connection) -> list[Shop]:
    """The connected shops, oldest first."""
    rows = store.all(f"SELECT {_COLUMNS} FROM shops WHERE removed_at IS NULL ORDER BY id")
    return [_shop(row) for row in rows]


def remove(store: Connection, shop_id: str, now: int) -> bool:
    """Disconnects: secrets are erased at once, tickets stay. Answers whether it was there."""
    removed = store.run(
        "UPDATE shops SET removed_at = :now, sealed = '' WHERE id = :id AND removed_at IS NULL",
        id=shop_id,
        now=now,
    )
    return removed == 1


def _changeable(shop: Shop) -> dict[str, object]:
    return {
        "timezone": shop.timezone,
        "admin_origins": _text(shop.admin_origins),
        "roles": _text(dict(shop.roles)),
        "mail": _text(shop.mail),
        "sealed": shop.sealed,
    }


def _shop(row: Row) -> Shop:
    return Shop(
        id=row["id"],
        kind=row["kind"],
        name=row["name"],
        base_url=row["base_url"],
        timezone=row["timezone"],
        admin_origins=tuple(msgspec.json.decode(row["admin_origins"], type=list[str])),
        roles=msgspec.json.decode(row["roles"], type=dict[str, str]),
        mail=msgspec.json.decode(row["mail"], type=MailAddressing),
        sealed=row["sealed"],
        added_at=row["added_at"],
    )


def _text(value: Any) -> str:
    return msgspec.json.encode(value).decode()
