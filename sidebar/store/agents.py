"""The people who answer, as their shop last introduced them."""

from __future__ import annotations

from dataclasses import dataclass

from sidebar.store.database import Connection


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
    row = store.one(
        "SELECT id, host_id, name, language, profile, is_superuser FROM agents WHERE id = :id",
        id=agent_id,
    )
    return None if row is None else Agent(**{**row, "is_superuser": bool(row["is_superuser"])})


def hold(store: Connection, agent_id: str) -> None:
    """Lets one transaction at a time go on for this agent, until it ends.

    What two of them count at once, as a sum per day, both would find too small.
    """
    store.run("UPDATE agents SET seen_at = seen_at WHERE id = :id", id=agent_id)
