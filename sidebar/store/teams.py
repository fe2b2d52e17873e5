"""Teams of a shop: a ticket can be given to one, and its members find it there."""

from __future__ import annotations

from dataclasses import dataclass

from sidebar.store.database import Connection


@dataclass(frozen=True, slots=True)
class Team:
    """One team with its members' ids; an archived one keeps its tickets and is offered no more."""

    id: str
    name: str
    members: frozenset[str] = frozenset()
    is_archived: bool = False


def of_shop(store: Connection, shop_id: str) -> list[Team]:
    """Every team of the shop, by name."""
    rows = store.all(
        "SELECT t.id, t.name, t.archived_at, m.agent_id FROM teams t"
        " LEFT JOIN team_agents m ON m.team_id = t.id"
        " WHERE t.shop_id = :shop_id ORDER BY lower(t.name), t.id",
        shop_id=shop_id,
    )
    found: dict[str, Team] = {}
    for row in rows:
        known = found.get(row["id"])
        members = known.members if known else frozenset[str]()
        if row["agent_id"]:
            members |= {row["agent_id"]}
        found[row["id"]] = Team(row["id"], row["name"], members, row["archived_at"] is not None)
    return list(found.values())


def create(store: Connection, shop_id: str, name: str, *, fresh_id: str) -> None:
    """A new team, nobody in it."""
    store.run(
        "INSERT INTO teams (id, shop_id, name) VALUES (:id, :shop_id, :name)",
        id=fresh_id,
        shop_id=shop_id,
        name=name,
    )


def change(store: Connection, team: Team, *, shop_id: str, now: int) -> bool:
    """Its name, and whether it is still offered; answers whether the shop has it."""
    changed = store.run(
        "UPDATE teams SET name = :name, archived_at = :archived_at"
        " WHERE id = :id AND shop_id = :shop_id",
        id=team.id,
        shop_id=shop_id,
        name=team.name,
        archived_at=now if team.is_archived else None,
    )
    return changed == 1


def join(store: Connection, team_id: str, agent_id: str) -> bool:
    """Answers whether they are new in it."""
    joined = store.run(
        "INSERT INTO team_agents (team_id, agent_id) VALUES (:team_id, :agent_id)"
        " ON CONFLICT (team_id, agent_id) DO NOTHING",
        team_id=team_id,
        agent_id=agent_id,
    )
    return joined == 1


def leave(store: Connection, team_id: str, agent_id: str) -> bool:
    """Answers whether they were in it."""
    left = store.run(
        "DELETE FROM team_agents WHERE team_id = :team_id AND agent_id = :agent_id",
        team_id=team_id,
        agent_id=agent_id,
    )
    return left == 1
