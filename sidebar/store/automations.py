"""A shop's rules of what is done by itself, in their order, with what each did last."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from sidebar.rules.automating import Automation, CauseKind, Conditions, Deeds
from sidebar.store.database import Connection, Row

_NAMES = (
    "id, shop_id, name, cause, conditions, deeds, position, is_on, updated_at, updated_by,"
    " archived_at"
)
_OF_HOUSE = (
    "(a.shop_id = :shop_id OR a.shop_id IN (SELECT r.id FROM shops s"
    " JOIN shops r ON r.family = s.family AND r.removed_at IS NULL"
    " WHERE s.id = :shop_id AND s.family <> ''))"
)
"""Rules of the other shops of the house too: one may name the shops it is for."""

_MAY_ACT = (
    "(a.shop_id = :shop_id OR EXISTS (SELECT 1 FROM grants g"
    " JOIN agents w ON w.id = g.agent_id AND w.shop_id = a.shop_id"
    " WHERE g.agent_id = a.updated_by AND g.shop_id = :shop_id AND g.role = 'reply'))"
)
"""A shop's people say who acts in it: what they took from a rule's writer, the rule lost too."""

_ACTIVE = "a.is_on = 1 AND a.archived_at IS NULL"


@dataclass(frozen=True, slots=True)
class Record:
    """How often a rule fired, and when last (UTC ms)."""

    count: int
    fired_at: int


@dataclass(frozen=True, slots=True)
class Visiting:
    """A rule of another shop of the house, as the shop in which it acts is told of it."""

    rule: Automation
    shop_name: str
    writer: str
    """Who wrote it, and whose right to answer here it acts by."""


def of_shop(store: Connection, shop_id: str) -> list[Automation]:
    """Every rule of the shop in its order, archived ones included."""
    rows = store.all(
        f"SELECT {_NAMES} FROM automations WHERE shop_id = :shop_id ORDER BY position, id",
        shop_id=shop_id,
    )
    return [_automation(row) for row in rows]


def find(store: Connection, automation_id: str, *, shop_id: str) -> Automation | None:
    """The rule, if it is of this shop."""
    row = store.one(
        f"SELECT {_NAMES} FROM automations WHERE id = :id AND shop_id = :shop_id",
        id=automation_id,
        shop_id=shop_id,
    )
    return None if row is None else _automation(row)


def active(store: Connection, shop_id: str, cause: CauseKind) -> list[Automation]:
    """The rules that such a cause may set off in this shop: its own first, each shop's in order."""
    rows = store.all(
        f"SELECT {_NAMES} FROM automations a WHERE {_ACTIVE} AND a.cause = :cause AND {_OF_HOUSE}"
        f" AND {_MAY_ACT}"
        " ORDER BY (a.shop_id <> :shop_id), a.shop_id, a.position, a.id",
        shop_id=shop_id,
        cause=cause.value,
    )
    return [_automation(row) for row in rows]


def acting(store: Connection, automation_id: str, *, shop_id: str) -> Automation | None:
    """The rule, if it may act in this shop now."""
    row = store.one(
        f"SELECT {_NAMES} FROM automations a"
        f" WHERE a.id = :id AND {_ACTIVE} AND {_OF_HOUSE} AND {_MAY_ACT}",
        id=automation_id,
        shop_id=shop_id,
    )
    return None if row is None else _automation(row)


def from_sisters(store: Connection, shop_id: str) -> list[Visiting]:
    """Rules of the other shops of its house that act in this one too, by shop and place."""
    rows = store.all(
        f"SELECT {_names('a')}, s.name AS shop_name, w.name AS writer FROM automations a"
        " JOIN shops s ON s.id = a.shop_id JOIN agents w ON w.id = a.updated_by"
        f" WHERE {_ACTIVE} AND {_OF_HOUSE} AND {_MAY_ACT} AND a.shop_id <> :shop_id"
        " ORDER BY s.name, a.shop_id, a.position, a.id",
        shop_id=shop_id,
    )
    every = (Visiting(_automation(row), row["shop_name"], row["writer"]) for row in rows)
    return [one for one in every if shop_id in one.rule.conditions.shops]


def acting_elsewhere(store: Connection, shop_id: str) -> set[tuple[str, str]]:
    """Each rule of the shop with each other shop of the house in which it may act now."""
    rows = store.all(
        "SELECT a.id AS rule_id, s.id AS other_id FROM automations a"
        " JOIN shops home ON home.id = a.shop_id"
        " JOIN agents w ON w.id = a.updated_by AND w.shop_id = a.shop_id"
        " JOIN grants g ON g.agent_id = w.id AND g.role = 'reply'"
        " JOIN shops s ON s.id = g.shop_id AND s.removed_at IS NULL"
        " AND s.family <> '' AND s.family = home.family WHERE a.shop_id = :shop_id",
        shop_id=shop_id,
    )
    return {(row["rule_id"], row["other_id"]) for row in rows}


def waiting(store: Connection) -> list[Automation]:
    """Every rule of every connected shop that looks at how long customers wait."""
    rows = store.all(
        f"SELECT {_NAMES} FROM automations a WHERE {_ACTIVE} AND a.cause = 'no_answer'"
        " AND EXISTS (SELECT 1 FROM shops WHERE shops.id = a.shop_id AND removed_at IS NULL)"
        " ORDER BY a.id"
    )
    return [_automation(row) for row in rows]


def records(store: Connection, shop_id: str) -> dict[str, Record]:
    """What the shop's rules did, by rule; those that never fired are not in it."""
    rows = store.all(
        "SELECT f.automation_id, count(*) AS fired, max(f.fired_at) AS fired_at FROM firings f"
        " JOIN automations a ON a.id = f.automation_id WHERE a.shop_id = :shop_id"
        " GROUP BY f.automation_id",
        shop_id=shop_id,
    )
    return {row["automation_id"]: Record(row["fired"], row["fired_at"]) for row in rows}


def add(store: Connection, rule: Automation) -> None:
    """A new rule, last of its shop."""
    store.run(
        "INSERT INTO automations (id, shop_id, name, cause, conditions, deeds, position, is_on,"
        " updated_at, updated_by) VALUES (:id, :shop_id, :name, :cause, :conditions, :deeds,"
        " (SELECT coalesce(max(position), 0) + 1 FROM automations WHERE shop_id = :shop_id),"
        " :is_on, :updated_at, :updated_by)",
        **_written(rule),
    )


def change(store: Connection, rule: Automation) -> bool:
    """Writes all of it but its place; answers whether its shop has it."""
    changed = store.run(
        "UPDATE automations SET name = :name, cause = :cause, conditions = :conditions,"
        " deeds = :deeds, is_on = :is_on, updated_at = :updated_at, updated_by = :updated_by,"
        " archived_at = :archived_at"
        " WHERE id = :id AND shop_id = :shop_id",
        **_written(rule),
        archived_at=rule.updated_at if rule.is_archived else None,
    )
    return changed == 1


def place(store: Connection, automation_id: str, position: int, *, shop_id: str) -> None:
    """Its place among the rules of its shop."""
    store.run(
        "UPDATE automations SET position = :position WHERE id = :id AND shop_id = :shop_id",
        id=automation_id,
        shop_id=shop_id,
        position=position,
    )


def _names(alias: str) -> str:
    return ", ".join(f"{alias}.{name}" for name in _NAMES.split(", "))


def _written(rule: Automation) -> dict[str, object]:
    return {
        "id": rule.id,
        "shop_id": rule.shop_id,
        "name": rule.name,
        "cause": rule.cause.value,
        "conditions": msgspec.json.encode(rule.conditions).decode(),
        "deeds": msgspec.json.encode(rule.deeds).decode(),
        "is_on": int(rule.is_on),
        "updated_at": rule.updated_at,
        "updated_by": rule.updated_by,
    }


def _automation(row: Row) -> Automation:
    return Automation(
        id=row["id"],
        shop_id=row["shop_id"],
        name=row["name"],
        cause=CauseKind(row["cause"]),
        conditions=msgspec.json.decode(row["conditions"], type=Conditions),
        deeds=msgspec.json.decode(row["deeds"], type=Deeds),
        position=row["position"],
        is_on=bool(row["is_on"]),
        is_archived=row["archived_at"] is not None,
        updated_at=row["updated_at"],
        updated_by=row["updated_by"],
    )
