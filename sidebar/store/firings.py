"""What rules did: one row for each rule and cause, in the transaction that does it."""

from __future__ import annotations

from sidebar.rules.automating import DAY, HOUR
from sidebar.store.database import Connection


def begin(
    store: Connection, automation_id: str, cause_id: str, *, ticket_id: str, now: int
) -> bool:
    """Says that this rule fires for this cause; answers False where it has.

    A twin that fires at the same moment waits here for the end of the other's transaction.
    """
    begun = store.run(
        "INSERT INTO firings (automation_id, cause_id, ticket_id, outcome, fired_at)"
        " VALUES (:automation_id, :cause_id, :ticket_id, '', :now)"
        " ON CONFLICT (automation_id, cause_id) DO NOTHING",
        automation_id=automation_id,
        cause_id=cause_id,
        ticket_id=ticket_id,
        now=now,
    )
    return begun == 1


def settle(store: Connection, automation_id: str, cause_id: str, *, outcome: str) -> None:
    """What it came to."""
    store.run(
        "UPDATE firings SET outcome = :outcome"
        " WHERE automation_id = :automation_id AND cause_id = :cause_id",
        automation_id=automation_id,
        cause_id=cause_id,
        outcome=outcome,
    )


def hold_address(store: Connection, shop_id: str, email: str) -> None:
    """Lets one transaction at a time write to this address by itself, until it ends.

    What two of them count at once, both would find too small.
    """
    store.run(
        "UPDATE customers SET updated_at = updated_at"
        " WHERE shop_id = :shop_id AND lower(email) = lower(:email)",
        shop_id=shop_id,
        email=email,
    )


def letters_to(store: Connection, shop_id: str, email: str, *, now: int) -> int:
    """How many automatic letters went to the address within 24 hours."""
    row = store.written(
        "SELECT count(*) AS letters FROM customers c JOIN tickets t ON t.customer_id = c.id"
        " JOIN messages m ON m.ticket_id = t.id"
        " WHERE c.shop_id = :shop_id AND lower(c.email) = lower(:email)"
        " AND m.is_automatic = 1 AND m.kind = 'agent' AND m.written_at > :since",
        shop_id=shop_id,
        email=email,
        since=now - DAY,
    )
    return int(row["letters"])


def said_on(store: Connection, ticket_id: str, automation_id: str, *, now: int) -> int:
    """How often this rule answered on the ticket within an hour."""
    row = store.written(
        "SELECT count(*) AS said FROM messages WHERE ticket_id = :ticket_id"
        " AND author_id = :automation_id AND written_at > :since",
        ticket_id=ticket_id,
        automation_id=automation_id,
        since=now - HOUR,
    )
    return int(row["said"])


def customer_words(store: Connection, ticket_id: str, *, most: int) -> list[tuple[str, str, bool]]:
    """The customer's last messages, newest first: subject, text, whether a machine wrote it."""
    rows = store.all(
        "SELECT subject, body, is_automatic FROM messages"
        " WHERE ticket_id = :ticket_id AND kind = 'customer' ORDER BY id DESC LIMIT :most",
        ticket_id=ticket_id,
        most=most,
    )
    return [(row["subject"], row["body"], bool(row["is_automatic"])) for row in rows]


def is_begun(store: Connection, ticket_id: str, *, before: str) -> bool:
    """Whether anything stands on the ticket beside this message."""
    row = store.one(
        "SELECT 1 AS is_there FROM messages WHERE ticket_id = :ticket_id AND id <> :before LIMIT 1",
        ticket_id=ticket_id,
        before=before,
    )
    return row is not None
