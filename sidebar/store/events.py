"""What happened on a ticket: who, when, and the old value beside the new one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sidebar.store import subjects
from sidebar.store.database import Connection, Row


class EventKind(StrEnum):
    """The vocabulary of the history."""

    OPENED = "opened"
    STATUS_CHANGED = "status_changed"
    SENT_AGAIN = "sent_again"
    APPROVAL_ASKED = "approval_asked"
    APPROVED = "approved"
    APPROVAL_REFUSED = "approval_refused"
    REFUNDED = "refunded"
    ORDER_CANCELLED = "order_cancelled"
    MONEY_REFUSED = "money_refused"
    MONEY_UNSURE = "money_unsure"
    RECORDED = "recorded_by_hand"
    MONEY_MOVED = "money_moved"
    MONEY_FAILED = "money_failed"
    MONEY_UNCONFIRMED = "money_unconfirmed"
    SEEN_TO = "seen_to"
    SHOP_CHANGED = "shop_changed"
    TAGGED = "tagged"
    UNTAGGED = "untagged"
    SUBJECT_CHANGED = "subject_changed"
    TYPE_CHANGED = "type_changed"
    DEPARTMENT_CHANGED = "department_changed"
    CHANNEL_CHANGED = "channel_changed"
    ACCOUNT_CHANGED = "account_changed"
    RATED = "rated"
    TEAM_CHANGED = "team_changed"
    ASSIGNED = "assigned"
    UNASSIGNED = "unassigned"
    FOLLOWED = "followed"
    UNFOLLOWED = "unfollowed"
    TASK_ADDED = "task_added"
    TASK_CHANGED = "task_changed"
    TASK_DONE = "task_done"
    TASK_REOPENED = "task_reopened"
    TASK_REMOVED = "task_removed"
    OTHER_CHANNEL_CONFIRMED = "other_channel_confirmed"
    OTHER_CHANNEL_CANCELLED = "other_channel_cancelled"
    OTHER_ADDRESS_CONFIRMED = "other_address_confirmed"
    OTHER_ADDRESS_CANCELLED = "other_address_cancelled"
    NO_FILE_CONFIRMED = "no_file_confirmed"
    NO_FILE_CANCELLED = "no_file_cancelled"
    RETRACTED = "retracted"
    FORWARDED = "forwarded"
    MERGED = "merged"
    UNMERGED = "unmerged"
    SPLIT_OFF = "split_off"
    SPLIT_UNDONE = "split_undone"
    RULE_FIRED = "rule_fired"
    ORDER_TIED = "order_tied"
    ORDER_UNTIED = "order_untied"
    CONTINUED = "continued"
    CUSTOMER_TIED = "customer_tied"
    BOUNCED = "bounced"
    MENTIONED = "mentioned"
    LINKED = "linked"
    INSERTED = "inserted"
    """A default reply, into an answer of a helpdesk's."""


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of the history. ``old`` and ``new`` are texts to show, or the codes of choices."""

    id: str
    ticket_id: str
    kind: EventKind
    actor_id: str
    actor_name: str
    old: str
    new: str
    happened_at: int


def record(store: Connection, event: Event) -> None:
    """Events are only ever added."""
    store.run(
        "INSERT INTO events (id, ticket_id, kind, actor_id, actor_name, old, new, happened_at)"
        " VALUES (:id, :ticket_id, :kind, :actor_id, :actor_name, :old, :new, :happened_at)",
        id=event.id,
        ticket_id=event.ticket_id,
        kind=event.kind.value,
        actor_id=event.actor_id,
        actor_name=event.actor_name,
        old=event.old,
        new=event.new,
        happened_at=event.happened_at,
    )


def of_ticket(store: Connection, ticket_id: str, *, since: int, until: int) -> list[Event]:
    """The events of a stretch of time (UTC ms, ``since`` included, ``until`` not), oldest first."""
    rows = store.all(
        "SELECT id, ticket_id, kind, actor_id, actor_name, old, new, happened_at FROM events"
        " WHERE ticket_id = :ticket_id AND happened_at >= :since AND happened_at < :until"
        " ORDER BY id",
        ticket_id=ticket_id,
        since=since,
        until=until,
    )
    return [_event(row) for row in rows]


def of_customers(
    store: Connection,
    customer_ids: Sequence[str],
    *,
    shop_id: str,
    before: tuple[int, str],
    most: int,
) -> list[Event]:
    """The events of every ticket of a few customers in this shop, newest first, before a place."""
    named, told = next(subjects.chunks("t.customer_id", customer_ids), ("1 = 0", {}))
    rows = store.all(
        "SELECT e.id, e.ticket_id, e.kind, e.actor_id, e.actor_name, e.old, e.new, e.happened_at"
        " FROM events e JOIN tickets t ON t.id = e.ticket_id"
        f" WHERE {named} AND t.shop_id = :shop_id"
        " AND (e.happened_at, e.id) < (:at, :id)"
        " ORDER BY e.happened_at DESC, e.id DESC LIMIT :most",
        shop_id=shop_id,
        at=before[0],
        id=before[1],
        most=most,
        **told,
    )
    return [_event(row) for row in rows]


def _event(row: Row) -> Event:
    return Event(
        id=row["id"],
        ticket_id=row["ticket_id"],
        kind=EventKind(row["kind"]),
        actor_id=row["actor_id"],
        actor_name=row["actor_name"],
        old=row["old"],
        new=row["new"],
        happened_at=row["happened_at"],
    )
