"""Everything that is kept of one customer in one shop, table by table, for them to be told."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sidebar.store import subjects
from sidebar.store.database import Connection, Row
from sidebar.store.subjects import Subject

_OF_CUSTOMER: Mapping[str, str] = {
    "customers": "id, host_id, name, email, phone, language, updated_at",
}
_OF_TICKET: Mapping[str, str] = {
    "messages": "id, ticket_id, kind, author_name, from_address, subject, body, quoted, written_at",
    "attachments": "id, ticket_id, message_id, name, type, content_type, size, added_at",
    "mails": "id, ticket_id, from_address, subject, state, reason, arrived_at",
    "tasks": "id, ticket_id, title, due_on, done_at, created_at",
    "events": "id, ticket_id, kind, actor_name, old, new, happened_at",
    "letters": "id, ticket_id, content, state, staged_at, settled_at",
    "drafts": "ticket_id, kind, body, saved_at",
    "tags": "ticket_id, tag, added_at",
    "helpdesk_tickets": "ticket_id, host_ticket_id, linked_at",
    "helpdesk_news": "id, ticket_id, host_ticket_id, tag, staged_at, told_at",
}
_OF_ORDER: Mapping[str, str] = {
    "operations": (
        "id, order_id, order_reference, kind, state, amount, moved, currency, reason, note,"
        " parameters, review, result, asked_at, settled_at"
    ),
    "notices": "notice_id, kind, order_id, body, received_at",
}
_TICKET = (
    "id, number, order_id, order_reference, subject, status, channel, opened_at, updated_at,"
    " closed_at"
)
_AS_JSON = frozenset({"new", "content", "parameters", "review", "result"})
"""Columns that hold JSON; and ``body`` of readings and notices, but not of what people wrote."""


def gather(store: Connection, subject: Subject) -> dict[str, list[Row]]:
    """Every row, by table; nothing of anybody else's, and no secret."""
    shop = {"shop_id": subject.shop_id}
    found = {
        table: subjects.rows(store, f"SELECT {columns} FROM {table} WHERE ", "id", ids)
        for table, columns, ids in (
            *((table, columns, subject.customer_ids) for table, columns in _OF_CUSTOMER.items()),
            ("tickets", _TICKET, subject.ticket_ids),
        )
    }
    for table, columns in _OF_TICKET.items():
        select = f"SELECT {columns} FROM {table} WHERE "
        found[table] = subjects.rows(store, select, "ticket_id", subject.ticket_ids)
    found["mails"] += _unanswered(store, subject)
    for table, columns in _OF_ORDER.items():
        select = f"SELECT {columns} FROM {table} WHERE shop_id = :shop_id AND "
        found[table] = subjects.rows(store, select, "order_id", subject.order_ids, **shop)
    found["readings"] = _readings(store, subject)
    return {table: [_told(table, row) for row in rows] for table, rows in found.items()}


def _unanswered(store: Connection, subject: Subject) -> list[Row]:
    """Mails of theirs that became no message."""
    select = (
        f"SELECT {_OF_TICKET['mails']} FROM mails WHERE shop_id = :shop_id AND ticket_id IS NULL"
        " AND "
    )
    addresses, shop = subjects.addresses(store, subject), {"shop_id": subject.shop_id}
    return subjects.rows(store, select, "lower(from_address)", addresses, **shop)


def _readings(store: Connection, subject: Subject) -> list[Row]:
    select = "SELECT kind, subject, body, read_at FROM readings WHERE shop_id = :shop_id AND kind "
    shop = {"shop_id": subject.shop_id}
    of_orders = select + "IN ('order', 'related') AND "
    of_person = select + "IN ('profile', 'happenings') AND "
    person = (subject.host_id,) if subject.host_id else ()
    return [
        *subjects.rows(store, of_orders, "subject", subject.order_ids, **shop),
        *subjects.rows(store, of_person, "subject", person, **shop),
    ]


def _told(table: str, row: Row) -> Row:
    read = _AS_JSON | ({"body"} if table in ("readings", "notices") else set())
    return {name: _read(value) if name in read else value for name, value in row.items()}


def _read(text: object) -> object:
    if not isinstance(text, str) or not text.startswith(("{", "[")):
        return text
    return json.loads(text)
