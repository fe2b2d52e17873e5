"""People of a helpdesk: one agent in each of its shops, under the same id of their host's."""

from __future__ import annotations

from dataclasses import dataclass

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
    profile: str,
    now: int,
) -> HelpdeskAgent:
    """The person in this shop, with what they may do there from now on."""
    row = store.written(
        "INSERT INTO agents (id, shop_id, host_id, name, email, language, profile, is_superuser,"
        " seen_at, helpdesk_id) VALUES (:id, :shop_id, :host_id, '', '', '', :profile, 0, :now,"
        " :helpdesk_id)"
        " ON CONFLICT (shop_id, host_id) DO UPDATE SET profile = excluded.profile,"
        f" seen_at = excluded.seen_at RETURNING {_COLUMNS}",
        id=fresh_id,
        shop_id=shop_id,
        host_id=_host_id(helpdesk_id, person_id),
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
        "UPDATE agents SET name = :name, email = :email, language = :language"
        " WHERE helpdesk_id = :helpdesk_id AND host_id = :host_id",
        helpdesk_id=helpdesk_id,
        host_id=_host_id(helpdesk_id, person_id),
        name=name,
        email=email,
        language=language,
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


def of_helpdesk(store: Connection, helpdesk_id: str) -> list[HelpdeskAgent]:
    """Everyone who ever came from it, in each of its shops, by name."""
    rows = store.all(
        f"SELECT {_COLUMNS} FROM agents WHERE helpdesk_id = :id ORDER BY name, host_id, shop_id",
        id=helpdesk_id,
    )
    return [_agent(row, helpdesk_id) for row in rows]


def allow(store: Connection, agent_id: str, profile: str) -> None:
    """What an agent may do from now on, whatever their page still says."""
    store.run("UPDATE agents SET profile = :profile WHERE id = :id", id=agent_id, profile=profile)


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
