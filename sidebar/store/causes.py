"""What may set rules off: staged once with what caused it, taken under a lease, worked once."""

from __future__ import annotations

from dataclasses import dataclass

from sidebar.rules.automating import CauseKind
from sidebar.store.database import Connection, Row


@dataclass(frozen=True, slots=True)
class Cause:
    """One of them. ``subject`` says which of its kind: the message, the tag, the wait."""

    id: str
    shop_id: str
    ticket_id: str
    kind: CauseKind
    subject: str
    is_automatic: bool
    happened_at: int
    depth: int = 0
    """How many rules stand between it and what a human did."""
    due_at: int = 0


_COLUMNS = "id, shop_id, ticket_id, kind, subject, is_automatic, happened_at, depth, due_at"


def stage(store: Connection, cause: Cause) -> None:
    """Keeps the cause unless it is kept already, or no rule of its house looks at such."""
    store.run(
        f"INSERT INTO causes ({_COLUMNS}) SELECT :id, :shop_id, :ticket_id, :kind, :subject,"
        " CAST(:is_automatic AS BIGINT), CAST(:happened_at AS BIGINT), CAST(:depth AS BIGINT),"
        " CAST(:due_at AS BIGINT) WHERE EXISTS (SELECT 1 FROM automations a WHERE a.is_on = 1"
        " AND a.archived_at IS NULL AND a.cause = :kind AND (a.shop_id = :shop_id OR a.shop_id IN"
        " (SELECT r.id FROM shops s JOIN shops r ON r.family = s.family"
        " WHERE s.id = :shop_id AND s.family <> '')))"
        " ON CONFLICT (ticket_id, kind, subject) DO NOTHING",
        id=cause.id,
        shop_id=cause.shop_id,
        ticket_id=cause.ticket_id,
        kind=cause.kind.value,
        subject=cause.subject,
        is_automatic=int(cause.is_automatic),
        happened_at=cause.happened_at,
        depth=cause.depth,
        due_at=cause.due_at,
    )


def due(store: Connection, *, now: int, most: int) -> list[Cause]:
    """Those to be worked that nobody holds, oldest first; none of a shop that has left."""
    rows = store.all(
        f"SELECT {_COLUMNS} FROM causes WHERE worked_at IS NULL AND due_at <= :now AND EXISTS"
        " (SELECT 1 FROM shops WHERE shops.id = causes.shop_id AND shops.removed_at IS NULL)"
        " ORDER BY due_at, id LIMIT :most",
        now=now,
        most=most,
    )
    return [_cause(row) for row in rows]


def take(store: Connection, cause: Cause, *, until: int) -> bool:
    """Holds it until a moment (UTC ms), for one worker; answers whether it was this one."""
    taken = store.run(
        "UPDATE causes SET due_at = :until WHERE id = :id AND worked_at IS NULL"
        " AND due_at = :due_at",
        id=cause.id,
        due_at=cause.due_at,
        until=until,
    )
    return taken == 1


def descend(
    store: Connection, ticket_id: str, *, subject: str, parent: Cause, ended_at: int | None
) -> bool:
    """Says of a tag's fresh cause (its ``subject`` begins so) which one it came from.

    With ``ended_at`` (UTC ms) nobody works it any more. Answers whether there is such a cause.
    """
    changed = store.run(
        "UPDATE causes SET depth = CAST(:depth AS BIGINT), worked_at = :ended_at,"
        " is_automatic = CAST(:is_automatic AS BIGINT) WHERE ticket_id = :ticket_id"
        " AND kind = 'tag_added' AND worked_at IS NULL AND id > :parent_id"
        " AND substr(subject, 1, length(:subject)) = :subject",
        ticket_id=ticket_id,
        subject=subject,
        parent_id=parent.id,
        depth=parent.depth + 1,
        is_automatic=int(parent.is_automatic),
        ended_at=ended_at,
    )
    return changed > 0


def end(store: Connection, cause_id: str, *, now: int) -> bool:
    """Every rule has looked at it; answers whether nobody said so before."""
    ended = store.run(
        "UPDATE causes SET worked_at = :now WHERE id = :id AND worked_at IS NULL",
        id=cause_id,
        now=now,
    )
    return ended == 1


def waits(
    store: Connection, shop_ids: tuple[str, ...], *, after: int, until: int, hours: int, most: int
) -> list[Row]:
    """Tickets that wait since between two moments (UTC ms), with a wait not told yet.

    Each with its id, shop_id and waiting_since; ``after`` itself is left out, ``until`` is not.
    """
    places = ", ".join(f":shop_{place}" for place in range(len(shop_ids)))
    return store.all(
        "SELECT t.id, t.shop_id, t.waiting_since FROM tickets t"
        f" WHERE t.shop_id IN ({places}) AND t.status <> 'closed'"
        " AND t.waiting_since > :after AND t.waiting_since <= :until"
        " AND NOT EXISTS (SELECT 1 FROM causes c WHERE c.ticket_id = t.id"
        " AND c.kind = 'no_answer'"
        " AND c.subject = CAST(t.waiting_since AS TEXT) || :suffix)"
        " ORDER BY t.waiting_since LIMIT :most",
        after=after,
        until=until,
        suffix=f"+{hours}",
        most=most,
        **{f"shop_{place}": shop_id for place, shop_id in enumerate(shop_ids)},
    )


def _cause(row: Row) -> Cause:
    return Cause(
        id=row["id"],
        shop_id=row["shop_id"],
        ticket_id=row["ticket_id"],
        kind=CauseKind(row["kind"]),
        subject=row["subject"],
        is_automatic=bool(row["is_automatic"]),
        happened_at=row["happened_at"],
        depth=row["depth"],
        due_at=row["due_at"],
    )
