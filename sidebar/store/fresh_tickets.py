"""Tickets that begin otherwise than by a click on their order: by mail, by hand, out of another."""

from __future__ import annotations

from dataclasses import dataclass

from sidebar.rules.choices import BACK_OFFICE, STANDARD
from sidebar.store.database import Connection


@dataclass(frozen=True, slots=True)
class FreshTicket:
    """What is known of it when it begins; no order is an empty id."""

    shop_id: str
    customer_id: str | None
    subject: str = ""
    order_id: str = ""
    order_reference: str = ""
    channel: str = BACK_OFFICE
    type: str = STANDARD
    account: str = ""
    previous_id: str | None = None
    department: str = ""
    team_id: str | None = None


def open_fresh(store: Connection, fresh: FreshTicket, *, fresh_id: str, now: int) -> None:
    """Opens it: its order's own ticket where that has none that is not closed, else beside it."""
    columns = (
        "id, number, shop_id, order_id, order_reference, customer_id, subject, status, channel,"
        " version, opened_at, updated_at, previous_id, type, account, department, team_id,"
        " is_main"
    )
    values = (
        ":id, NULL, :shop_id, :order_id, :order_reference, :customer_id, :subject, 'open',"
        " :channel, 1, :now, :now, :previous_id, :type, :account, :department, :team_id, :is_main"
    )
    told = {name: getattr(fresh, name) for name in FreshTicket.__dataclass_fields__}
    told |= {"id": fresh_id, "now": now}
    is_main = bool(fresh.order_id) and store.one(
        f"INSERT INTO tickets ({columns}) VALUES ({values})"
        " ON CONFLICT (shop_id, order_id) WHERE status <> 'closed' AND is_main = 1 DO NOTHING"
        " RETURNING id",
        **told,
        is_main=1,
    )
    if not is_main:
        store.run(f"INSERT INTO tickets ({columns}) VALUES ({values})", **told, is_main=0)
    row = store.written(
        "UPDATE counters SET value = value + 1 WHERE name = 'ticket' RETURNING value"
    )
    store.run(
        "UPDATE tickets SET number = :number WHERE id = :id", number=row["value"], id=fresh_id
    )


def last_said(
    store: Connection, ticket_id: str, *, excerpt: str, kind: str, waiting: str, now: int
) -> None:
    """What a list shows of the last message.

    ``waiting`` is ``begins`` (unless someone waits already), ``ends``, or ``as_it_was``.
    """
    store.run(
        "UPDATE tickets SET excerpt = :excerpt, excerpt_kind = :kind, waiting_since = CASE"
        " WHEN :waiting = 'begins' THEN coalesce(waiting_since, CAST(:now AS BIGINT))"
        " WHEN :waiting = 'ends' THEN NULL ELSE waiting_since END WHERE id = :id",
        id=ticket_id,
        excerpt=excerpt,
        kind=kind,
        waiting=waiting,
        now=now,
    )
