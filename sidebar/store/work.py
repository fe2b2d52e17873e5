"""Who works on a ticket and whose it is: each change made once, by whoever saw what it was."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sidebar.store.database import Connection, Row


class Part(StrEnum):
    """What someone has to do with a ticket."""

    ASSIGNEE = "assignee"
    FOLLOWER = "follower"


@dataclass(frozen=True, slots=True)
class Colleague:
    """Someone who may work in a shop: of its own, or granted it within the house."""

    id: str
    name: str
    email: str
    """Empty where their shop never told it, or only a helpdesk's page did."""
    language: str
    """As their shop wrote it."""


@dataclass(frozen=True, slots=True)
class Doer:
    """Someone who has a part in a ticket."""

    id: str
    name: str
    part: Part
    is_of_helpdesk: bool = False


_COLLEAGUES = (
    "SELECT a.id, a.name, CASE WHEN a.helpdesk_id IS NULL THEN a.email ELSE '' END AS email,"
    " a.language FROM agents a"
    " JOIN shops home ON home.id = a.shop_id AND home.removed_at IS NULL"
    " JOIN shops s ON s.id = :shop_id LEFT JOIN grants g ON g.agent_id = a.id AND g.shop_id = s.id"
    " WHERE (a.shop_id = s.id OR (g.agent_id IS NOT NULL AND s.family <> ''"
    " AND s.family = home.family)) AND a.profile <> 'helpdesk:none' "
)


def colleagues(store: Connection, shop_id: str) -> list[Colleague]:
    """Everyone who may be given a ticket of the shop, by name."""
    rows = store.all(_COLLEAGUES + "ORDER BY lower(a.name), a.id", shop_id=shop_id)
    return [_colleague(row) for row in rows]


def colleague(store: Connection, agent_id: str, *, shop_id: str) -> Colleague | None:
    """The one of that id, if they may work in the shop."""
    row = store.one(_COLLEAGUES + "AND a.id = :agent_id", shop_id=shop_id, agent_id=agent_id)
    return None if row is None else _colleague(row)


def of_ticket(store: Connection, ticket_id: str) -> list[Doer]:
    """Everyone who has a part in the ticket, in the order in which they came to it."""
    rows = store.all(
        "SELECT a.id, a.name, p.part, a.helpdesk_id FROM ticket_agents p"
        " JOIN agents a ON a.id = p.agent_id WHERE p.ticket_id = :ticket_id"
        " ORDER BY p.added_at, lower(a.name), a.id",
        ticket_id=ticket_id,
    )
    return [
        Doer(row["id"], row["name"], Part(row["part"]), row["helpdesk_id"] is not None)
        for row in rows
    ]


def join(store: Connection, ticket_id: str, agent_id: str, part: Part, *, now: int) -> bool:
    """Gives them the part; answers whether they did not have it."""
    joined = store.run(
        "INSERT INTO ticket_agents (ticket_id, agent_id, part, added_at)"
        " VALUES (:ticket_id, :agent_id, :part, :now)"
        " ON CONFLICT (ticket_id, agent_id, part) DO NOTHING",
        ticket_id=ticket_id,
        agent_id=agent_id,
        part=part.value,
        now=now,
    )
    return joined == 1


def leave(store: Connection, ticket_id: str, agent_id: str, part: Part) -> str:
    """Takes the part from them; answers their name, empty if they did not have it."""
    row = store.one(
        "DELETE FROM ticket_agents WHERE ticket_id = :ticket_id AND agent_id = :agent_id"
        " AND part = :part"
        " RETURNING (SELECT a.name FROM agents a WHERE a.id = :agent_id) AS name",
        ticket_id=ticket_id,
        agent_id=agent_id,
        part=part.value,
    )
    return "" if row is None else str(row["name"])


def give(store: Connection, ticket_id: str, *, old_team: str | None, new_team: str | None) -> bool:
    """From the team that was seen to another or to none; answers whether it was still there."""
    given = store.run(
        "UPDATE tickets SET team_id = :new_team WHERE id = :id"
        " AND coalesce(team_id, '') = :old_team",
        id=ticket_id,
        new_team=new_team,
        old_team=old_team or "",
    )
    return given == 1


class Fact(StrEnum):
    """What a ticket is, as people say of it; each is a column of its own."""

    SUBJECT = "subject"
    TYPE = "type"
    DEPARTMENT = "department"
    CHANNEL = "channel"
    ACCOUNT = "account"


def state(store: Connection, ticket_id: str, fact: Fact, *, old: str, new: str) -> bool:
    """From what was seen to something else; answers whether it was still so."""
    stated = store.run(
        f"UPDATE tickets SET {fact.value} = :new WHERE id = :id AND {fact.value} = :old",
        id=ticket_id,
        old=old,
        new=new,
    )
    return stated == 1


def rate(store: Connection, ticket_id: str, *, old: int | None, new: int) -> bool:
    """The rating from what was seen to something else; answers whether it was still so."""
    rated = store.run(
        "UPDATE tickets SET rating = :new WHERE id = :id AND coalesce(rating, 0) = :old",
        id=ticket_id,
        old=old or 0,
        new=new,
    )
    return rated == 1


def tags_of_shop(store: Connection, shop_id: str, *, most: int) -> list[str]:
    """The shop's tags, those used last first: what is in use is what is likely to be added."""
    rows = store.all(
        "SELECT g.tag, max(g.added_at) AS used_at FROM tags g"
        " JOIN (SELECT t.id FROM tickets t WHERE t.shop_id = :shop_id"
        " ORDER BY t.updated_at DESC, t.id DESC LIMIT 500) AS latest ON latest.id = g.ticket_id"
        " GROUP BY g.tag ORDER BY used_at DESC, g.tag LIMIT :most",
        shop_id=shop_id,
        most=most,
    )
    return [str(row["tag"]) for row in rows]


def _colleague(row: Row) -> Colleague:
    return Colleague(row["id"], row["name"], row["email"], row["language"])
