"""The connected shops, their roles and their sealed secrets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from sidebar.rules.limits import Limit
from sidebar.rules.operation import OperationKind
from sidebar.rules.reasons import Reason, offered
from sidebar.store import readings
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
    most_an_hour: int = 0
    """Letters that may leave in an hour; zero for as many as there are."""


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
    family: str = ""
    """Shops with the same one see each other's orders; empty for none."""
    needs_opening: bool = False
    """Its key can be renewed no more: someone must open the app in the shop again."""
    renew_at: int | None = None
    """When an unused key is renewed for its own sake (UTC ms); none where keys do not end."""
    key_had_at: int = 0
    """When the key of now was had (UTC ms)."""
    left_at: int | None = None
    """Since when it is certain that the shop has left (UTC ms): its host said so, or we did it."""

    @property
    def tells(self) -> bool:
        """Whether it says what happened in it: by its module, or by a key of its own host's."""
        has_key = self.renew_at is not None and not self.needs_opening
        return self.module.is_paired or has_key


_COLUMNS = (
    "id, kind, name, base_url, timezone, admin_origins, roles, mail, sealed, added_at, module,"
    " money, family, needs_opening, renew_at, key_had_at, left_at"
)


def add(store: Connection, shop: Shop) -> None:
    """Raises Conflict when the shop is connected already."""
    store.run(
        f"INSERT INTO shops ({_COLUMNS}) VALUES (:id, :kind, :name, :base_url, :timezone,"
        " :admin_origins, :roles, :mail, :sealed, :added_at, :module, :money, :family,"
        " :needs_opening, :renew_at, :key_had_at, :left_at)",
        id=shop.id,
        kind=shop.kind,
        name=shop.name,
        base_url=shop.base_url,
        added_at=shop.added_at,
        left_at=shop.left_at,
        **_changeable(shop),
    )


def change(store: Connection, shop: Shop) -> bool:
    """Writes what may change of a shop; answers whether it is still connected.

    One that leaves its house is on none of the others' lists any more.
    """
    readings.forget_lists(store, shop.id, unless=shop.family)
    changed = store.run(
        "UPDATE shops SET name = :name, timezone = :timezone, admin_origins = :admin_origins,"
        " roles = :roles, mail = :mail, sealed = :sealed, module = :module, money = :money,"
        " family = :family, needs_opening = :needs_opening, renew_at = :renew_at,"
        " key_had_at = :key_had_at"
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


def at_address(store: Connection, kind: str, base_url: str) -> tuple[Shop, bool] | None:
    """The shop there and whether it is connected; of several that were, the last."""
    row = store.one(
        f"SELECT {_COLUMNS}, removed_at FROM shops WHERE kind = :kind AND base_url = :base_url"
        " ORDER BY (removed_at IS NOT NULL), id DESC LIMIT 1",
        kind=kind,
        base_url=base_url,
    )
    return None if row is None else (of_row(row), row["removed_at"] is None)


def known(store: Connection, shop_id: str) -> tuple[Shop, bool] | None:
    """The shop of that id and whether it is connected."""
    row = store.one(f"SELECT {_COLUMNS}, removed_at FROM shops WHERE id = :id", id=shop_id)
    return None if row is None else (of_row(row), row["removed_at"] is None)


def to_renew(store: Connection, *, now: int) -> list[Shop]:
    """Connected shops whose unused key is to be renewed by now (UTC ms)."""
    rows = store.all(
        f"SELECT {_COLUMNS} FROM shops WHERE renew_at IS NOT NULL AND renew_at <= :now"
        " AND removed_at IS NULL ORDER BY renew_at",
        now=now,
    )
    return [of_row(row) for row in rows]


def every(store: Connection) -> list[Shop]:
    """The connected shops, oldest first."""
    rows = store.all(f"SELECT {_COLUMNS} FROM shops WHERE removed_at IS NULL ORDER BY id")
    return [of_row(row) for row in rows]


def remove(store: Connection, shop_id: str, now: int, *, sealed: str = "") -> bool:
    """Disconnects: keys are erased at once, tickets stay. Answers whether it was there.

    Only for a shop that has left by its host's word, or that an administrator puts out.

    ``sealed`` is what may be kept of its secrets, for the day it comes back.
    """
    removed = store.run(
        "UPDATE shops SET removed_at = :now, left_at = :now, sealed = :sealed, renew_at = NULL"
        " WHERE id = :id AND removed_at IS NULL",
        id=shop_id,
        sealed=sealed,
        now=now,
    )
    store.run("DELETE FROM person_keys WHERE shop_id = :id", id=shop_id)
    readings.forget_lists(store, shop_id)
    return removed == 1


def bring_back(store: Connection, shop_id: str) -> None:
    """A shop that was removed is connected again, with its tickets. Raises Conflict."""
    store.run("UPDATE shops SET removed_at = NULL, left_at = NULL WHERE id = :id", id=shop_id)


def _changeable(shop: Shop) -> dict[str, object]:
    return {
        "timezone": shop.timezone,
        "admin_origins": _text(shop.admin_origins),
        "roles": _text(dict(shop.roles)),
        "mail": _text(shop.mail),
        "sealed": shop.sealed,
        "module": _text(shop.module),
        "money": _text(shop.money),
        "family": shop.family,
        "needs_opening": int(shop.needs_opening),
        "renew_at": shop.renew_at,
        "key_had_at": shop.key_had_at,
    }


def columns(table: str, *, named: str = "") -> str:
    """The columns of a shop in a statement of another noun, each renamed by a prefix."""
    return ", ".join(f"{table}.{name} AS {named}{name}" for name in _NAMES)


_NAMES = tuple(_COLUMNS.split(", "))
_DECODERS: Mapping[str, msgspec.json.Decoder[Any]] = {
    "admin_origins": msgspec.json.Decoder(tuple[str, ...]),
    "roles": msgspec.json.Decoder(dict[str, str]),
    "mail": msgspec.json.Decoder(MailAddressing),
    "module": msgspec.json.Decoder(ModuleState),
    "money": msgspec.json.Decoder(MoneyRules),
}
"""Made once: a shop is read on every request."""


def of_row(row: Row, *, named: str = "") -> Shop:
    """The shop in a row that holds its columns under a prefix."""
    told = {name: row[f"{named}{name}"] for name in _NAMES}
    read = {name: decoder.decode(told[name]) for name, decoder in _DECODERS.items()}
    return Shop(**{**told, **read, "needs_opening": bool(told["needs_opening"])})


def roles_in(written: str) -> Mapping[str, str]:
    """The roles alone, out of their column."""
    roles: Mapping[str, str] = _DECODERS["roles"].decode(written)
    return roles


def _text(value: Any) -> str:
    return msgspec.json.encode(value).decode()
