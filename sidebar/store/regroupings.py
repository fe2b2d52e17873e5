"""Tickets joined and messages split off: what moved where, kept so that it can be taken back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum

from sidebar.store.database import Connection, Row


class Kind(StrEnum):
    """Which way messages went."""

    MERGE = "merge"
    """All of a ticket's messages into another one."""
    SPLIT = "split"
    """One message into a ticket of its own."""


@dataclass(frozen=True, slots=True)
class Regrouping:
    """That messages went from one ticket into another."""

    id: str
    shop_id: str
    kind: Kind
    from_id: str
    into_id: str
    message_ids: tuple[str, ...]
    task_ids: tuple[str, ...]
    old_status: str
    """Where the ticket stood that was merged."""
    agent_id: str
    done_at: int
    undone_at: int | None = None
    file_ids: tuple[str, ...] = ()
    """Files beside a text that was being written, which went with it."""
    from_number: int = 0
    into_number: int = 0


def record(store: Connection, regrouping: Regrouping) -> None:
    """Keeps what was done."""
    store.run(
        "INSERT INTO regroupings (id, shop_id, kind, from_id, into_id, messages, old_status,"
        " agent_id, done_at) VALUES (:id, :shop_id, :kind, :from_id, :into_id, :messages,"
        " :old_status, :agent_id, :done_at)",
        id=regrouping.id,
        shop_id=regrouping.shop_id,
        kind=regrouping.kind.value,
        from_id=regrouping.from_id,
        into_id=regrouping.into_id,
        messages=json.dumps(
            {
                "messages": regrouping.message_ids,
                "tasks": regrouping.task_ids,
                "files": regrouping.file_ids,
            }
        ),
        old_status=regrouping.old_status,
        agent_id=regrouping.agent_id,
        done_at=regrouping.done_at,
    )


_SELECT = (
    "SELECT r.id, r.shop_id, r.kind, r.from_id, r.into_id, r.messages, r.old_status, r.agent_id,"
    " r.done_at, r.undone_at, f.number AS from_number, i.number AS into_number"
    " FROM regroupings r JOIN tickets f ON f.id = r.from_id JOIN tickets i ON i.id = r.into_id "
)


def find(store: Connection, regrouping_id: str, *, shop_id: str) -> Regrouping | None:
    """The regrouping, if it is of this shop."""
    row = store.one(
        _SELECT + "WHERE r.id = :id AND r.shop_id = :shop_id", id=regrouping_id, shop_id=shop_id
    )
    return None if row is None else _regrouping(row)


def of_ticket(store: Connection, ticket_id: str) -> list[Regrouping]:
    """What left this ticket or came into it and was not taken back, newest first."""
    rows = store.all(
        _SELECT + "WHERE (r.from_id = :id OR r.into_id = :id) AND r.undone_at IS NULL"
        " ORDER BY r.id DESC",
        id=ticket_id,
    )
    return [_regrouping(row) for row in rows]


def was_put_back(store: Connection, ticket_id: str) -> bool:
    """Whether the message that the ticket was made of went back to where it came from."""
    row = store.one(
        "SELECT 1 AS is_so FROM regroupings WHERE into_id = :id AND kind = 'split'"
        " AND undone_at IS NOT NULL LIMIT 1",
        id=ticket_id,
    )
    return row is not None


def take_back(store: Connection, regrouping_id: str, *, now: int) -> bool:
    """Marks it as undone; answers whether this call did it."""
    taken = store.run(
        "UPDATE regroupings SET undone_at = :now WHERE id = :id AND undone_at IS NULL",
        id=regrouping_id,
        now=now,
    )
    return taken == 1


def _regrouping(row: Row) -> Regrouping:
    moved = json.loads(row["messages"])
    return Regrouping(
        id=row["id"],
        shop_id=row["shop_id"],
        kind=Kind(row["kind"]),
        from_id=row["from_id"],
        into_id=row["into_id"],
        message_ids=tuple(moved["messages"]),
        task_ids=tuple(moved["tasks"]),
        file_ids=tuple(moved["files"]),
        old_status=row["old_status"],
        agent_id=row["agent_id"],
        done_at=row["done_at"],
        undone_at=row["undone_at"],
        from_number=row["from_number"],
        into_number=row["into_number"],
    )
