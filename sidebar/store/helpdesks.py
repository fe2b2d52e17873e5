"""The connected helpdesks: where each stands, who signs for it, what it shows and lets be done."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from sidebar.rules.operation import OperationKind
from sidebar.store import shops
from sidebar.store.database import Connection, Row
from sidebar.store.shops import Shop


@dataclass(frozen=True, slots=True)
class Helpdesk:
    """One installation of our app in an account of a helpdesk."""

    id: str
    kind: str
    origin: str
    """"https://atelier.zendesk.com"."""
    installation: str
    name: str
    public_key: str = field(repr=False)
    more_origins: tuple[str, ...]
    """Other origins of the same account that may frame our pages."""
    roles: Mapping[str, str]
    """By the host's id of a person, or ``*``: what they may do in every shop of it."""
    refunds_on: bool
    cancellations_on: bool
    connected_at: int

    @property
    def origins(self) -> tuple[str, ...]:
        """Whoever may frame its pages."""
        return (self.origin, *self.more_origins)

    def barred(self, kind: OperationKind) -> str:
        """The stable name of the switch that is off here; empty when this kind is allowed."""
        if kind is OperationKind.REFUND:
            return "" if self.refunds_on else "helpdesk_refunds_off"
        return "" if self.cancellations_on else "helpdesk_cancellations_off"


_COLUMNS = (
    "id, kind, origin, installation, name, public_key, more_origins, roles, refunds_on,"
    " cancellations_on, connected_at"
)


def add(store: Connection, helpdesk: Helpdesk) -> None:
    """Raises Conflict when the installation is connected already."""
    store.run(
        f"INSERT INTO helpdesks ({_COLUMNS}) VALUES (:id, :kind, :origin, :installation, :name,"
        " :public_key, :more_origins, :roles, :refunds_on, :cancellations_on, :connected_at)",
        id=helpdesk.id,
        kind=helpdesk.kind,
        origin=helpdesk.origin,
        installation=helpdesk.installation,
        connected_at=helpdesk.connected_at,
        **_changeable(helpdesk),
    )


def change(store: Connection, helpdesk: Helpdesk) -> bool:
    """Writes what may change of it; answers whether it is still connected."""
    changed = store.run(
        "UPDATE helpdesks SET name = :name, public_key = :public_key,"
        " more_origins = :more_origins, roles = :roles, refunds_on = :refunds_on,"
        " cancellations_on = :cancellations_on WHERE id = :id AND removed_at IS NULL",
        id=helpdesk.id,
        **_changeable(helpdesk),
    )
    return changed == 1


def remove(store: Connection, helpdesk_id: str, now: int) -> bool:
    """Disconnects it; answers whether it was there."""
    removed = store.run(
        "UPDATE helpdesks SET removed_at = :now, public_key = ''"
        " WHERE id = :id AND removed_at IS NULL",
        id=helpdesk_id,
        now=now,
    )
    return removed == 1


def find(store: Connection, helpdesk_id: str) -> Helpdesk | None:
    """The connected helpdesk of that id."""
    row = store.one(
        f"SELECT {_COLUMNS} FROM helpdesks WHERE id = :id AND removed_at IS NULL", id=helpdesk_id
    )
    return None if row is None else _helpdesk(row)


def at(store: Connection, kind: str, origin: str, installation: str) -> Helpdesk | None:
    """The connected installation in that account."""
    row = store.one(
        f"SELECT {_COLUMNS} FROM helpdesks WHERE kind = :kind AND origin = :origin"
        " AND installation = :installation AND removed_at IS NULL",
        kind=kind,
        origin=origin,
        installation=installation,
    )
    return None if row is None else _helpdesk(row)


def every(store: Connection) -> list[Helpdesk]:
    """The connected helpdesks, oldest first."""
    rows = store.all(f"SELECT {_COLUMNS} FROM helpdesks WHERE removed_at IS NULL ORDER BY id")
    return [_helpdesk(row) for row in rows]


def show_shop(store: Connection, helpdesk_id: str, shop_id: str, *, is_shown: bool) -> None:
    """Connects the shop with the helpdesk, or says whether it is shown there."""
    store.run(
        "INSERT INTO helpdesk_shops (helpdesk_id, shop_id, is_shown)"
        " VALUES (:helpdesk_id, :shop_id, :is_shown)"
        " ON CONFLICT (helpdesk_id, shop_id) DO UPDATE SET is_shown = excluded.is_shown",
        helpdesk_id=helpdesk_id,
        shop_id=shop_id,
        is_shown=int(is_shown),
    )


def is_beside_another(store: Connection, helpdesk: Helpdesk, shop_id: str) -> bool:
    """Whether the shop is connected with another installation of the same account."""
    row = store.one(
        "SELECT 1 AS one FROM helpdesk_shops s JOIN helpdesks h ON h.id = s.helpdesk_id"
        " WHERE s.shop_id = :shop_id AND h.kind = :kind AND h.origin = :origin AND h.id <> :id"
        " AND h.removed_at IS NULL LIMIT 1",
        shop_id=shop_id,
        kind=helpdesk.kind,
        origin=helpdesk.origin,
        id=helpdesk.id,
    )
    return row is not None


def shops_of(store: Connection, helpdesk_id: str, *, even_hidden: bool = False) -> list[Shop]:
    """Its connected shops, by name; those that are put away only where they are wanted too."""
    rows = store.all(
        f"SELECT {shops.columns('s')} FROM helpdesk_shops h JOIN shops s ON s.id = h.shop_id"
        " WHERE h.helpdesk_id = :id AND s.removed_at IS NULL"
        " AND (h.is_shown = 1 OR :even_hidden = 1) ORDER BY s.name, s.id",
        id=helpdesk_id,
        even_hidden=int(even_hidden),
    )
    return [shops.of_row(row) for row in rows]


def of_shop(store: Connection, shop_id: str) -> list[Helpdesk]:
    """The connected helpdesks that this shop is connected with, shown there or not."""
    rows = store.all(
        f"SELECT {_COLUMNS} FROM helpdesks WHERE removed_at IS NULL AND id IN"
        " (SELECT helpdesk_id FROM helpdesk_shops WHERE shop_id = :shop_id) ORDER BY id",
        shop_id=shop_id,
    )
    return [_helpdesk(row) for row in rows]


def use_launch(store: Connection, helpdesk_id: str, token_id: str, *, expires_at: int) -> bool:
    """Marks a launch as used; answers False when it was used before."""
    used = store.run(
        "INSERT INTO helpdesk_launches (helpdesk_id, token_id, expires_at)"
        " VALUES (:helpdesk_id, :token_id, :expires_at)"
        " ON CONFLICT (helpdesk_id, token_id) DO NOTHING",
        helpdesk_id=helpdesk_id,
        token_id=token_id,
        expires_at=expires_at,
    )
    return used == 1


def forget_launches(store: Connection, *, before: int) -> int:
    """Drops rows that no token can match any more; ``before`` leaves room for clock leeway."""
    return store.run("DELETE FROM helpdesk_launches WHERE expires_at < :before", before=before)


def forget_launches_of(store: Connection, helpdesk_id: str) -> None:
    """Drops those of a disconnected helpdesk: its key is gone, so none is believed again."""
    store.run("DELETE FROM helpdesk_launches WHERE helpdesk_id = :id", id=helpdesk_id)


def _changeable(helpdesk: Helpdesk) -> dict[str, object]:
    return {
        "name": helpdesk.name,
        "public_key": helpdesk.public_key,
        "more_origins": json.dumps(helpdesk.more_origins),
        "roles": json.dumps(dict(helpdesk.roles)),
        "refunds_on": int(helpdesk.refunds_on),
        "cancellations_on": int(helpdesk.cancellations_on),
    }


def _helpdesk(row: Row) -> Helpdesk:
    return Helpdesk(
        **{
            **row,
            "more_origins": tuple(json.loads(row["more_origins"])),
            "roles": json.loads(row["roles"]),
            "refunds_on": bool(row["refunds_on"]),
            "cancellations_on": bool(row["cancellations_on"]),
        }
    )
