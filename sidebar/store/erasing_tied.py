"""Forgets a customer on tickets that were theirs for a while, until they were untied again."""

from __future__ import annotations

from sidebar.store import subjects
from sidebar.store.database import Connection
from sidebar.store.subjects import Subject


def tickets(store: Connection, subject: Subject) -> tuple[str, ...]:
    """Other tickets that were said to be theirs, and are not any more."""
    select = "SELECT DISTINCT ticket_id FROM events WHERE kind = 'customer_tied' AND "
    found = subjects.rows(store, select, "old", subject.customer_ids)
    own = set(subject.ticket_ids)
    return tuple(row["ticket_id"] for row in found if row["ticket_id"] not in own)


def erase_words(store: Connection, subject: Subject, ticket_ids: tuple[str, ...]) -> int:
    """Their name and address in what happened there; answers in how many entries."""
    names = _names(store, subject)
    select = "SELECT id, old, new FROM events WHERE (old <> '' OR new <> '') AND "
    found = subjects.rows(store, select, "ticket_id", ticket_ids)
    theirs = {*names, *subject.customer_ids}
    ids = [row["id"] for row in found if {row["old"].lower(), row["new"].lower()} & theirs]
    return subjects.run(store, "UPDATE events SET old = '', new = '' WHERE ", "id", ids)


def letters(store: Connection, subject: Subject, ticket_ids: tuple[str, ...]) -> list[str]:
    """The letters there that went to them, by their ids."""
    emails = subjects.addresses(store, subject)
    found = subjects.rows(store, "SELECT id, content FROM letters WHERE ", "ticket_id", ticket_ids)
    return [row["id"] for row in found if any(one in row["content"].lower() for one in emails)]


def _names(store: Connection, subject: Subject) -> set[str]:
    select = "SELECT name, email FROM customers WHERE "
    known = subjects.rows(store, select, "id", subject.customer_ids)
    return {text.lower() for row in known for text in (row["name"], row["email"]) if text}
