"""People of a helpdesk: one agent in each of its shops, under the same id of their host's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sidebar.store import subjects
from sidebar.store.database import Connection, Row


@dataclass(frozen=True, slots=True)
class HelpdeskAgent:
    """One of them in one shop."""

    agent_id: str
    shop_id: str
    person_id: str
    """The host's id of the person, as it was signed."""
    name: str
    email: str
    language: str
    profile: str
    seen_at: int


_COLUMNS = "id AS agent_id, shop_id, host_id, name, email, language, profile, seen_at"


def introduce(
    store: Connection,
    *,
    fresh_id: str,
    helpdesk_id: str,
    shop_id: str,
    person_id: str,
    name: str,
    profile: str,
    now: int,
) -> HelpdeskAgent:
    """The person in this shop, with what they may do there from now on.

    ``name`` is what they are called until their page has said it.
    """
    row = store.written(
        "INSERT INTO agents (id, shop_id, host_id, name, email, language, profile, is_superuser,"
        " seen_at, helpdesk_id) VALUES (:id, :shop_id, :host_id, :name, '', '', :profile, 0,"
        " :now, :helpdesk_id)"
        " ON CONFLICT (shop_id, host_id) DO UPDATE SET profile = excluded.profile,"
        f" seen_at = excluded.seen_at RETURNING {_COLUMNS}",
        id=fresh_id,
        shop_id=shop_id,
        host_id=_host_id(helpdesk_id, person_id),
        name=name,
        profile=profile,
        now=now,
        helpdesk_id=helpdesk_id,
    )
    return _agent(row, helpdesk_id)


def name(
    store: Connection, helpdesk_id: str, person_id: str, *, name: str, email: str, language: str
) -> None:
    """Writes in every shop what the host's page says of a person who was let in."""
    store.run(
        "UPDATE agents SET name = coalesce(nullif(:name, ''), name), email = :email,"
        " language = :language WHERE helpdesk_id = :helpdesk_id AND host_id = :host_id",
        helpdesk_id=helpdesk_id,
        host_id=_host_id(helpdesk_id, person_id),
        name=name,
        email=email,
        language=language,
    )


def join(
    store: Connection, fresh_id: str, known: HelpdeskAgent, *, shop_id: str, helpdesk_id: str
) -> None:
    """The person in one more shop, called as in the one where they are known; with no right yet."""
    store.run(
        "INSERT INTO agents (id, shop_id, host_id, name, email, language, profile, is_superuser,"
        " seen_at, helpdesk_id) VALUES (:id, :shop_id, :host_id, :name, :email, :language, '', 0,"
        " :seen_at, :helpdesk_id) ON CONFLICT (shop_id, host_id) DO NOTHING",
        id=fresh_id,
        shop_id=shop_id,
        host_id=_host_id(helpdesk_id, known.person_id),
        name=known.name,
        email=known.email,
        language=known.language,
        seen_at=known.seen_at,
        helpdesk_id=helpdesk_id,
    )


def of_person(store: Connection, helpdesk_id: str, agent_id: str) -> list[HelpdeskAgent]:
    """The same person, of whom one agent's id is known, in every shop of the helpdesk."""
    rows = store.all(
        f"SELECT {_COLUMNS} FROM agents WHERE helpdesk_id = :helpdesk_id AND host_id ="
        " (SELECT host_id FROM agents WHERE id = :agent_id)",
        helpdesk_id=helpdesk_id,
        agent_id=agent_id,
    )
    return [_agent(row, helpdesk_id) for row in rows]


def are_one(store: Connection, agent_id: str, other_id: str) -> bool:
    """Whether both are the same signed person, whichever installation of the account they came by.

    One that was removed and connected anew is another helpdesk, with other agents.
    """
    rows = store.all(
        "SELECT h.kind, h.origin, substr(a.host_id, length(h.id) + 2) AS person_id"
        " FROM agents a JOIN helpdesks h ON h.id = a.helpdesk_id"
        " WHERE a.id IN (:agent_id, :other_id)",
        agent_id=agent_id,
        other_id=other_id,
    )
    return len(rows) == 2 and rows[0] == rows[1]


def names_beside(store: Connection, helpdesk_id: str, person_id: str) -> list[str]:
    """What everyone else is called in the shops where this person is."""
    rows = store.all(
        "SELECT DISTINCT b.name FROM agents a JOIN agents b ON b.shop_id = a.shop_id"
        " AND b.host_id <> a.host_id WHERE a.helpdesk_id = :helpdesk_id AND a.host_id = :host_id",
        helpdesk_id=helpdesk_id,
        host_id=_host_id(helpdesk_id, person_id),
    )
    return [str(row["name"]) for row in rows]


def of_helpdesk(store: Connection, helpdesk_id: str) -> list[HelpdeskAgent]:
    """Everyone who ever came from it, in each of its shops, by name."""
    rows = store.all(
        f"SELECT {_COLUMNS} FROM agents WHERE helpdesk_id = :id ORDER BY name, host_id, shop_id",
        id=helpdesk_id,
    )
    return [_agent(row, helpdesk_id) for row in rows]


def allow(store: Connection, agent_ids: Sequence[str], profile: str) -> None:
    """What these agents may do from now on, whatever their pages still say."""
    subjects.run(
        store, "UPDATE agents SET profile = :profile WHERE ", "id", agent_ids, profile=profile
    )


def part(store: Connection, helpdesk_id: str, profile: str) -> None:
    """What everyone of a disconnected helpdesk may do; nobody writes to them any more."""
    store.run(
        "UPDATE agents SET profile = :profile, email = '' WHERE helpdesk_id = :helpdesk_id",
        helpdesk_id=helpdesk_id,
        profile=profile,
    )


def helpdesk_of(store: Connection, agent_id: str) -> str:
    """Our id of the helpdesk that an agent comes from; empty for one of the shop's own."""
    row = store.one("SELECT helpdesk_id FROM agents WHERE id = :id", id=agent_id)
    return str(row["helpdesk_id"] or "") if row is not None else ""


def _host_id(helpdesk_id: str, person_id: str) -> str:
    return f"{helpdesk_id}/{person_id}"


def _agent(row: Row, helpdesk_id: str) -> HelpdeskAgent:
    person_id = row["host_id"].removeprefix(f"{helpdesk_id}/")
    kept = {key: value for key, value in row.items() if key != "host_id"}
    return HelpdeskAgent(**kept, person_id=person_id)
