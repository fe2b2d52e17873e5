"""Forgets a customer: what remains says what was done and how much, and no longer to whom."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sidebar.store import erasing_tied, erasing_work, readings, search, subjects
from sidebar.store.database import Connection, Row
from sidebar.store.subjects import Subject

ERASED = "erased"
"""The fault of a letter that does not leave any more."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """That something was forgotten: how many rows of what, for what reason, when (UTC ms)."""

    id: str
    shop_id: str
    kind: str
    """customer, shop, or unmatched where it could not be said who was meant."""
    cause: str
    """Which delivery asked for it."""
    counts: Mapping[str, int]
    asked_at: int
    erased_at: int


def record(store: Connection, erasure: Erasure) -> None:
    """Keeps that it was done."""
    store.run(
        "INSERT INTO erasures (id, shop_id, kind, cause, counts, asked_at, erased_at)"
        " VALUES (:id, :shop_id, :kind, :cause, :counts, :asked_at, :erased_at)",
        id=erasure.id,
        shop_id=erasure.shop_id,
        kind=erasure.kind,
        cause=erasure.cause,
        counts=json.dumps(dict(erasure.counts)),
        asked_at=erasure.asked_at,
        erased_at=erasure.erased_at,
    )


def of_shop(store: Connection, shop_id: str, *, most: int) -> list[Erasure]:
    """What was forgotten in a shop, newest first."""
    rows = store.all(
        "SELECT id, shop_id, kind, cause, counts, asked_at, erased_at FROM erasures"
        " WHERE shop_id = :shop_id ORDER BY id DESC LIMIT :most",
        shop_id=shop_id,
        most=most,
    )
    return [Erasure(**{**row, "counts": json.loads(row["counts"])}) for row in rows]


_UNDER_WAY = "(state IN ('asked', 'sending', 'unsure') OR follow_at IS NOT NULL)"


def erase_customer(store: Connection, subject: Subject, *, now: int) -> dict[str, int]:
    """Empties what is kept of the customer; answers how many rows of each table it touched.

    The account of what was moved stays: amounts, states and dates, which the books need. An
    operation that is not settled keeps its own words until it is: it could not be, without them.
    """
    tickets, shop = subject.ticket_ids, {"shop_id": subject.shop_id}
    touched = {
        table: subjects.run(store, statement, "ticket_id", tickets)
        for table, statement in _OF_TICKETS.items()
    }
    touched["events"] += _erase_events(store, tickets)
    touched |= erasing_work.erase(store, subject)
    _erase_tied(store, subject, touched)
    touched["operations"] = _erase_operations(store, subject, now=now)
    of_orders = "DELETE FROM notices WHERE shop_id = :shop_id AND "
    touched["notices"] = subjects.run(store, of_orders, "order_id", subject.order_ids, **shop)
    # Any list of orders may name the customer. They are copies: the shop is read again.
    touched["readings"] = store.run("DELETE FROM readings WHERE shop_id = :shop_id", **shop)
    touched["readings"] += readings.forget_lists(store, subject.shop_id)
    words = "UPDATE tickets SET subject = '', excerpt = '', account = '' WHERE "
    subjects.run(store, words, "id", tickets)
    files = "DELETE FROM data_requests WHERE shop_id = :shop_id AND "
    person = (subject.host_id,) if subject.host_id else ()
    touched["data_requests"] = subjects.run(store, files, "host_customer_id", person, **shop)
    touched["customers"] = subjects.run(store, _NOBODY, "id", subject.customer_ids)
    search.forget_tickets(store, tickets)
    return touched


_OF_TICKETS: Mapping[str, str] = {
    "letters": (
        "UPDATE letters SET content = '',"
        f" fault = CASE WHEN state IN ('queued', 'sending') THEN '{ERASED}' ELSE fault END,"
        " state = CASE WHEN state IN ('queued', 'sending') THEN 'refused' ELSE state END WHERE "
    ),
    "messages": (
        "UPDATE messages SET body = '', mail_id = '', from_address = '', subject = '', html = '',"
        " quoted = '', sent_to = '',"
        " author_name = CASE WHEN kind = 'customer' OR (source = 'mail' AND author_id = '')"
        " THEN '' ELSE author_name END WHERE "
    ),
    "drafts": "DELETE FROM drafts WHERE ",
    "events": "DELETE FROM events WHERE kind = 'shop_changed' AND ",
    # The number of a helpdesk's ticket leads to whoever wrote it.
    "helpdesk_news": "DELETE FROM helpdesk_news WHERE ",
    "helpdesk_tickets": "DELETE FROM helpdesk_tickets WHERE ",
}

_NOBODY = (
    "UPDATE customers SET host_id = 'erased:' || id, name = '', email = '', phone = '',"
    " language = '' WHERE "
)


def _erase_events(store: Connection, ticket_ids: tuple[str, ...]) -> int:
    """What a person wrote, or a voucher's code, goes; who did what and how much stays."""
    select = "SELECT id, new FROM events WHERE new LIKE '{%' AND "
    found = subjects.rows(store, select, "ticket_id", ticket_ids)
    for row in found:
        told = {**json.loads(row["new"]), "note": "", "voucher": ""}
        change = "UPDATE events SET new = :new WHERE id = :id"
        store.run(change, id=row["id"], new=json.dumps(told))
    return len(found)


def _erase_tied(store: Connection, subject: Subject, touched: dict[str, int]) -> None:
    """What names them on tickets of others, which were theirs for a while."""
    once = erasing_tied.tickets(store, subject)
    touched["words"] += erasing_tied.erase_words(store, subject, once)
    sent = erasing_tied.letters(store, subject, once)
    touched["letters"] += subjects.run(store, _OF_TICKETS["letters"], "id", sent)


def _erase_operations(store: Connection, subject: Subject, *, now: int) -> int:
    orders, shop = subject.order_ids, {"shop_id": subject.shop_id}
    later = (
        "UPDATE operations SET forget_at = :now"
        f" WHERE shop_id = :shop_id AND forget_at IS NULL AND {_UNDER_WAY} AND "
    )
    subjects.run(store, later, "order_id", orders, now=now, **shop)
    select = f"{WORDS} WHERE shop_id = :shop_id AND NOT {_UNDER_WAY} AND "
    found = subjects.rows(store, select, "order_id", orders, **shop)
    for row in found:
        empty_operation(store, row)
    return len(found)


def unmatched_since(store: Connection, shop_id: str, *, since: int) -> int:
    """How many requests of a shop nobody could be found for, since a moment (UTC ms)."""
    row = store.one(
        "SELECT count(*) AS many FROM erasures WHERE shop_id = :shop_id AND kind = 'unmatched'"
        " AND erased_at > :since",
        shop_id=shop_id,
        since=since,
    )
    return int(row["many"]) if row else 0


def to_forget(store: Connection) -> list[Subject]:
    """Whose words were kept for an operation that is settled by now, one for each operation."""
    rows = store.all(
        "SELECT shop_id, ticket_id, order_id FROM operations"
        f" WHERE forget_at IS NOT NULL AND NOT {_UNDER_WAY}"
    )
    return [
        Subject(row["shop_id"], "", (), (row["ticket_id"],), (row["order_id"],)) for row in rows
    ]


def overdue(store: Connection, *, before: int) -> int:
    """How many operations have kept somebody's words since before a moment (UTC ms)."""
    row = store.one(
        "SELECT count(*) AS many FROM operations WHERE forget_at IS NOT NULL"
        " AND forget_at < :before",
        before=before,
    )
    return int(row["many"]) if row else 0


WORDS = "SELECT id, parameters, review, result FROM operations"
"""What ``empty_operation`` is given."""
_PERSONAL = frozenset({"note", "payment_name", "voucher"})


def empty_operation(store: Connection, row: Row) -> None:
    """What was typed beside an operation goes, wherever a copy of it is; so do card and voucher."""
    store.run(
        "UPDATE operations SET note = '', sent = '', forget_at = NULL, parameters = :parameters,"
        " review = :review, result = :result WHERE id = :id",
        id=row["id"],
        **{name: _without_words(row[name]) for name in ("parameters", "review", "result")},
    )


def _without_words(written: str) -> str:
    """The JSON without notes, the names of ways to pay and codes; empty where there is none."""
    if not written:
        return ""
    known: dict[str, Any] = json.loads(written)
    told: dict[str, Any] = {name: "" if name in _PERSONAL else known[name] for name in known}
    for ways in ("ways", "paid_back"):
        if told.get(ways):
            told[ways] = [{**way, "name": ""} for way in told[ways]]
    return json.dumps(told)
