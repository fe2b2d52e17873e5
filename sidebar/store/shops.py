"""The connected shops, their roles and their sealed secrets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from sidebar.rules.limits import Limit
from sidebar.rules.operation import OperationKind
from sidebar.rules.reasons import Reason, offered
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
class ModuleState:
    """What is known of our module in the shop; ``paired_at`` is 0 for a shop without it."""

    paired_at: int = 0
    ps_version: str = ""
    module_version: str = ""
    shop_number: str = ""
    polled_notice: str = ""
    """The last of its notices that was asked for."""
    polled_at: int = 0

    @property
    def is_paired(self) -> bool:
        return self.paired_at > 0


@dataclass(frozen=True, slots=True)
class MoneyRules:
    """What the shop lets its agents move: limits by role, its own reasons, two switches."""

    limits: Mapping[str, Limit] = field(default_factory=dict)
    refund_reasons: tuple[Reason, ...] = ()
    cancel_reasons: tuple[Reason, ...] = ()
    refunds_on: bool = True
    cancellations_on: bool = True

    def reasons(self, kind: OperationKind) -> tuple[Reason, ...]:
        """The list to choose from."""
        is_refund = kind is OperationKind.REFUND
        return offered(kind, self.refund_reasons if is_refund else self.cancel_reasons)

    def barred(self, kind: OperationKind) -> str:
        """The stable name of the switch that is off; empty when this kind is allowed."""
        if kind is OperationKind.REFUND:
            return "" if self.refunds_on else "refunds_off"
        return "" if self.cancellations_on else "cancellations_off"


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
    module: ModuleState = field(default_factory=ModuleState)
    money: MoneyRules = field(default_factory=MoneyRules)


_COLUMNS = (
    "id, kind, name, base_url, timezone, admin_origins, roles, mail, sealed, added_at, module,"
    " money"
)


def add(store: Connection, shop: Shop) -> None:
    """Raises Conflict when the shop is connected already."""
    store.run(
        f"INSERT INTO shops ({_COLUMNS}) VALUES (:id, :kind, :name, :base_url, :timezone,"
        " :admin_origins, :roles, :mail, :sealed, :added_at, :module, :money)",
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
        " roles = :roles, mail = :mail, sealed = :sealed, module = :module, money = :money"
        " WHERE id = :id AND removed_at IS NULL",
        id=shop.id,
        name=shop.name,
        **_changeable(shop),
    )
    return changed == 1


def hold(store: Connection, shop_id: str) -> None:
    """Lets one transaction at a time change this shop, until it ends: none undoes another."""
    store.run("UPDATE shops SET name = name WHERE id = :id", id=shop_id)


def keep_module(store: Connection, shop_id: str, module: ModuleState) -> bool:
    """Writes what is known of the module alone; answers whether the shop is still connected."""
    kept = store.run(
        "UPDATE shops SET module = :module WHERE id = :id AND removed_at IS NULL",
        id=shop_id,
        module=_text(module),
    )
    return kept == 1


def find(store: Connection, shop_id: str) -> Shop | None:
    """The connected shop of that id."""
    row = store.one(
        f"SELECT {_COLUMNS} FROM shops WHERE id = :id AND removed_at IS NULL", id=shop_id
    )
    return None if row is None else of_row(row)


def of_ticket(store: Connection, ticket_id: str) -> Shop | None:
    """The connected shop that a ticket belongs to."""
    row = store.one(
        f"SELECT {columns('s')} FROM shops s JOIN tickets t ON t.shop_id = s.id"
        " WHERE t.id = :id AND s.removed_at IS NULL",
        id=ticket_id,
    )
    return None if row is None else of_row(row)


def every(store: Connection) -> list[Shop]:
    """The connected shops, oldest first."""
    rows = store.all(f"SELECT {_COLUMNS} FROM shops WHERE removed_at IS NULL ORDER BY id")
    return [of_row(row) for row in rows]


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
        "module": _text(shop.module),
        "money": _text(shop.money),
    }


def columns(table: str, *, named: str = "") -> str:
    """The columns of a shop in a statement of another noun, each renamed by a prefix."""
    return ", ".join(f"{table}.{name} AS {named}{name}" for name in _COLUMNS.split(", "))


def of_row(row: Row, *, named: str = "") -> Shop:
    """The shop in a row that holds its columns under a prefix."""
    told = {name: row[f"{named}{name}"] for name in _COLUMNS.split(", ")}
    kinds: dict[str, Any] = {
        "admin_origins": tuple[str, ...],
        "roles": dict[str, str],
        "mail": MailAddressing,
        "module": ModuleState,
        "money": MoneyRules,
    }
    read = {name: msgspec.json.decode(told[name], type=kind) for name, kind in kinds.items()}
    return Shop(**{**told, **read})


def _text(value: Any) -> str:
    return msgspec.json.encode(value).decode()
