"""Which other shops of a house an agent may work in: only what was given, and until it is taken."""

from __future__ import annotations

from dataclasses import dataclass

from sidebar.store.database import Connection, Row

_STILL = (
    " FROM grants g JOIN agents a ON a.id = g.agent_id"
    " JOIN shops home ON home.id = a.shop_id AND home.removed_at IS NULL"
    " JOIN shops s ON s.id = g.shop_id AND s.removed_at IS NULL"
    " AND s.family <> '' AND s.family = home.family "
)
"""A grant ends with the house: a shop that left it is seen by nobody from outside."""


@dataclass(frozen=True, slots=True)
class Granted:
    """One shop that someone of another shop may work in."""

    shop_id: str
    shop_name: str
    role: str
    """``read`` or ``reply``."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Someone of another shop of the house, and what they were given here; empty for nothing."""

    agent_id: str
    name: str
    email: str
    shop_name: str
    role: str


def of_agent(store: Connection, agent_id: str) -> list[Granted]:
    """The other shops that they may work in, by name."""
    rows = store.all(
        "SELECT s.id AS shop_id, s.name AS shop_name, g.role"
        + _STILL
        + "WHERE g.agent_id = :agent_id ORDER BY s.name, s.id",
        agent_id=agent_id,
    )
    return [_granted(row) for row in rows]


def at(store: Connection, agent_id: str, shop_id: str) -> Granted | None:
    """What they may do in this other shop."""
    row = store.one(
        "SELECT s.id AS shop_id, s.name AS shop_name, g.role"
        + _STILL
        + "WHERE g.agent_id = :agent_id AND g.shop_id = :shop_id",
        agent_id=agent_id,
        shop_id=shop_id,
    )
    return None if row is None else _granted(row)


def through_ticket(store: Connection, agent_id: str, ticket_id: str) -> Granted | None:
    """The same for the shop of a ticket."""
    row = store.one(
        "SELECT s.id AS shop_id, s.name AS shop_name, g.role"
        + _STILL
        + "JOIN tickets t ON t.shop_id = g.shop_id AND t.id = :ticket_id"
        " WHERE g.agent_id = :agent_id",
        agent_id=agent_id,
        ticket_id=ticket_id,
    )
    return None if row is None else _granted(row)


def neighbours(store: Connection, shop_id: str) -> list[Neighbour]:
    """Everyone of the other shops of its house, by shop and name."""
    rows = store.all(
        "SELECT a.id AS agent_id, a.name, a.email, home.name AS shop_name,"
        " coalesce(g.role, '') AS role FROM shops s"
        " JOIN shops home ON home.family = s.family AND home.id <> s.id"
        " AND home.removed_at IS NULL"
        # Who comes from a helpdesk has in each shop what the helpdesk gives them there.
        " JOIN agents a ON a.shop_id = home.id AND a.helpdesk_id IS NULL"
        " LEFT JOIN grants g ON g.agent_id = a.id AND g.shop_id = s.id"
        " WHERE s.id = :shop_id AND s.family <> '' ORDER BY home.name, a.name, a.id",
        shop_id=shop_id,
    )
    return [Neighbour(**row) for row in rows]


def give(
    store: Connection, agent_id: str, shop_id: str, role: str, *, given_by: str, now: int
) -> None:
    """Lets them work in the shop with this role, from now on."""
    store.run(
        "INSERT INTO grants (agent_id, shop_id, role, given_by, given_at)"
        " VALUES (:agent_id, :shop_id, :role, :given_by, :now)"
        " ON CONFLICT (agent_id, shop_id) DO UPDATE SET role = excluded.role,"
        " given_by = excluded.given_by, given_at = excluded.given_at",
        agent_id=agent_id,
        shop_id=shop_id,
        role=role,
        given_by=given_by,
        now=now,
    )


def take(store: Connection, agent_id: str, shop_id: str) -> None:
    """They see nothing of the shop any more."""
    store.run(
        "DELETE FROM grants WHERE agent_id = :agent_id AND shop_id = :shop_id",
        agent_id=agent_id,
        shop_id=shop_id,
    )


def _granted(row: Row) -> Granted:
    return Granted(row["shop_id"], row["shop_name"], row["role"])
