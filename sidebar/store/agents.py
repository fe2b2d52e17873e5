"""The people who answer, as their shop last introduced them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sidebar.store import shops
from sidebar.store.database import Connection, Row


@dataclass(frozen=True, slots=True)
class Agent:
    """One of them. ``host_id`` is the shop's own id of the employee."""

    id: str
    host_id: str
    name: str
    language: str
    """As the shop wrote it."""
    profile: str
    """The host's id of their role there, as of their last launch."""
    is_superuser: bool


_COLUMNS = "id, host_id, name, language, profile, is_superuser"


def introduce(
    store: Connection,
    *,
    fresh_id: str,
    shop_id: str,
    host_id: str,
    name: str,
    email: str,
    language: str,
    profile: str,
    is_superuser: bool,
    now: int,
) -> str:
    """Writes what the launch says of the employee and answers our id of them."""
    row = store.written(
        "INSERT INTO agents (id, shop_id, host_id, name, email, language, profile, is_superuser,"
        " seen_at) VALUES (:id, :shop_id, :host_id, :name, :email, :language, :profile,"
        " :is_superuser, :now)"
        " ON CONFLICT (shop_id, host_id) DO UPDATE SET name = excluded.name,"
        " email = excluded.email, language = excluded.language, profile = excluded.profile,"
        " is_superuser = excluded.is_superuser, seen_at = excluded.seen_at"
        " RETURNING id",
        id=fresh_id,
        shop_id=shop_id,
        host_id=host_id,
        name=name,
        email=email,
        language=language,
        profile=profile,
        is_superuser=int(is_superuser),
        now=now,
    )
    return str(row["id"])


def find(store: Connection, agent_id: str) -> Agent | None:
    """The agent of that id."""
    row = store.one(f"SELECT {_COLUMNS} FROM agents WHERE id = :id", id=agent_id)
    return None if row is None else _agent(row)


def of_host(store: Connection, shop_id: str, host_id: str) -> Agent | None:
    """The agent that this shop knows by that id of its own."""
    row = store.one(
        f"SELECT {_COLUMNS} FROM agents WHERE shop_id = :shop_id AND host_id = :host_id",
        shop_id=shop_id,
        host_id=host_id,
    )
    return None if row is None else _agent(row)


def at_shop(
    store: Connection, kind: str, base_url: str, host_id: str
) -> tuple[Agent, str, Mapping[str, str]] | None:
    """The same by the connected shop's address, with that shop's id and roles.

    Asked on every request: nothing else of the shop is read.
    """
    row = store.one(
        "SELECT a.id, a.host_id, a.name, a.language, a.profile, a.is_superuser,"
        " s.id AS shop_id, s.roles FROM shops s"
        " JOIN agents a ON a.shop_id = s.id AND a.host_id = :host_id"
        " WHERE s.kind = :kind AND s.base_url = :base_url AND s.removed_at IS NULL",
        kind=kind,
        base_url=base_url,
        host_id=host_id,
    )
    return None if row is None else (_agent(row), row["shop_id"], shops.roles_in(row["roles"]))


def _agent(row: Row) -> Agent:
    return Agent(
        id=row["id"],
        host_id=row["host_id"],
        name=row["name"],
        language=row["language"],
        profile=row["profile"],
        is_superuser=bool(row["is_superuser"]),
    )


def hold(store: Connection, agent_id: str) -> None:
    """Lets one transaction at a time go on for this agent, until it ends.

    What two of them count at once, as a sum per day, both would find too small.
    """
    store.run("UPDATE agents SET seen_at = seen_at WHERE id = :id", id=agent_id)


def by_profile(store: Connection, shop_id: str) -> dict[str, list[str]]:
    """The names of the shop's own people who were here, by its id of their role, each in order."""
    found: dict[str, list[str]] = {}
    rows = store.all(
        "SELECT profile, name FROM agents WHERE shop_id = :shop_id AND helpdesk_id IS NULL"
        " ORDER BY profile, name",
        shop_id=shop_id,
    )
    for row in rows:
        found.setdefault(str(row["profile"]), []).append(str(row["name"]))
    return found


@dataclass(frozen=True, slots=True)
class Colleague:
    """One of the people of a shop, as its page of people shows them. ``seen_at`` in UTC ms."""

    id: str
    name: str
    email: str
    profile: str
    is_superuser: bool
    seen_at: int
    helpdesk_id: str = ""
    """Our id of the helpdesk that they come from; empty for the shop's own."""


def of_shop(store: Connection, shop_id: str) -> list[Colleague]:
    """Everyone who was ever here, by name."""
    rows = store.all(
        "SELECT id, name, email, profile, is_superuser, seen_at, coalesce(helpdesk_id, '')"
        " AS helpdesk_id FROM agents"
        " WHERE shop_id = :shop_id ORDER BY name, id",
        shop_id=shop_id,
    )
    return [Colleague(**{**row, "is_superuser": bool(row["is_superuser"])}) for row in rows]
