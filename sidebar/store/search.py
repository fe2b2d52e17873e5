"""Full text: every ticket and message found by its words, in its own shops, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sidebar.rules.searched import Sought, words_of
from sidebar.store import subjects
from sidebar.store.database import Connection, Row
from sidebar.store.searching_engines import Document, Stretch, engine_of

LATEST = 2**62
"""A number that no document reaches."""

MOST_OF_CUSTOMER = 200
"""Tickets, the newest: whoever has more of them is found by these."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A document found; without a message it is the ticket's own."""

    number: int
    ticket_id: str
    message_id: str


def index_ticket(store: Connection, ticket_id: str, *, is_old: bool = False) -> None:
    """Writes the ticket's own document again: subject, numbers, and who the customer is.

    With ``is_old`` it stands before all others, and stays as it is where there is one already.
    """
    row = store.one(
        "SELECT t.shop_id, t.subject, t.order_reference, t.number, t.account, c.name, c.email"
        " FROM tickets t LEFT JOIN customers c ON c.id = t.customer_id WHERE t.id = :id",
        id=ticket_id,
    )
    if row is not None:
        text = " ".join(str(part) for part in tuple(row.values())[1:] if part is not None)
        document = Document(row["shop_id"], ticket_id, is_old=is_old)
        engine_of(store).add(store, document, words_of(text))


def index_customer(store: Connection, customer_id: str) -> None:
    """Writes the documents of a customer's tickets again, because their name or address changed."""
    rows = store.all(
        "SELECT id FROM tickets WHERE customer_id = :customer_id ORDER BY id DESC LIMIT :most",
        customer_id=customer_id,
        most=MOST_OF_CUSTOMER,
    )
    for row in rows:
        index_ticket(store, row["id"])


def index_message(store: Connection, document: Document, text: str) -> None:
    """Adds a message's document, once; one that says nothing has none."""
    words = words_of(text)
    if words:
        engine_of(store).add(store, document, words)


def hits(
    store: Connection, sought: Sought, shop_ids: Sequence[str], *, before: int, most: int
) -> list[Hit]:
    """Documents of these shops that hold every word, before a number, the newest first."""
    return _hits(store, sought, shop_ids, Stretch(before, most))


def later_hits(
    store: Connection, sought: Sought, shop_ids: Sequence[str], *, after: int, most: int
) -> list[Hit]:
    """The same after a number, the oldest first."""
    return _hits(store, sought, shop_ids, Stretch(after, most, is_up=True))


def _hits(
    store: Connection, sought: Sought, shop_ids: Sequence[str], stretch: Stretch
) -> list[Hit]:
    if not sought or not shop_ids:
        return []
    return [_hit(row) for row in engine_of(store).look(store, sought, shop_ids, stretch)]


def newest_hit(store: Connection, sought: Sought, shop_ids: Sequence[str], ticket_id: str) -> int:
    """The number of the ticket's newest document that holds every word; where its place is."""
    engine = engine_of(store)
    condition, values = engine.matching(sought, shop_ids)
    row = store.one(
        f"SELECT max(d.number) AS number {engine.of_ticket}"
        f" WHERE d.ticket_id = :ticket_id AND {condition}",
        ticket_id=ticket_id,
        **values,
    )
    return int(row["number"]) if row and row["number"] is not None else -LATEST


def texts(store: Connection, found: Sequence[Hit]) -> dict[int, str]:
    """What each hit is of, as it was written, by its number."""
    of_messages = {hit.message_id: hit.number for hit in found if hit.message_id}
    select = "SELECT id, subject, body FROM messages WHERE "
    rows = subjects.rows(store, select, "id", tuple(of_messages))
    return {of_messages[row["id"]]: f"{row['subject']} {row['body']}".strip() for row in rows}


def forget_tickets(store: Connection, ticket_ids: Sequence[str]) -> None:
    """What was said on these tickets is found no more; the rest as it now stands."""
    engine_of(store).forget(store, "ticket_id", ticket_ids)
    for ticket_id in ticket_ids:
        index_ticket(store, ticket_id)


def forget_messages(store: Connection, message_ids: Sequence[str]) -> None:
    """These messages are found no more."""
    engine_of(store).forget(store, "message_id", message_ids)


def forget_shop(store: Connection, shop_id: str) -> None:
    """Nothing of the shop is found any more."""
    engine_of(store).forget(store, "shop_id", (shop_id,))


def moved(store: Connection, message_ids: Sequence[str], ticket_id: str) -> None:
    """The messages stand on another ticket of the same shop now, and are found there."""
    change = "UPDATE search_docs SET ticket_id = :ticket_id WHERE "
    subjects.run(store, change, "message_id", message_ids, ticket_id=ticket_id)


def reword(store: Connection, message_id: str, text: str) -> None:
    """The message says something else now."""
    row = store.one(
        "SELECT number, shop_id FROM search_docs WHERE message_id = :id AND message_id <> ''",
        id=message_id,
    )
    if row is not None:
        engine_of(store).write(store, int(row["number"]), row["shop_id"], words_of(text))


def is_behind(store: Connection) -> bool:
    """Whether anything was written before there was an index, and is not in it yet."""
    return store.one("SELECT down_to FROM search_progress LIMIT 1") is not None


def unindexed(store: Connection, *, most: int) -> list[str] | None:
    """The newest tickets that were never indexed; None once there are none.

    One transaction at a time goes on from here: old documents are numbered one after the other.
    """
    row = store.one("UPDATE search_progress SET down_to = down_to RETURNING down_to")
    if row is None:
        return None
    rows = store.all(
        "SELECT id FROM tickets WHERE id < :down_to ORDER BY id DESC LIMIT :most",
        down_to=row["down_to"],
        most=most,
    )
    return [found["id"] for found in rows]


def indexed_down_to(store: Connection, ticket_id: str) -> None:
    """Tickets from this one on are indexed; all of them, for an empty id."""
    if ticket_id:
        store.run("UPDATE search_progress SET down_to = :id", id=ticket_id)
    else:
        store.run("DELETE FROM search_progress")


def begin_again(store: Connection) -> None:
    """Nothing of this store is indexed, or it is not known what is."""
    store.run("DELETE FROM search_progress")
    store.run("INSERT INTO search_progress (down_to) VALUES ('~')")


def index_old(store: Connection, ticket_id: str) -> None:
    """Indexes what the ticket and its messages lack, as something old."""
    rows = store.all(
        "SELECT m.id, m.subject, m.body, t.shop_id FROM messages m"
        " JOIN tickets t ON t.id = m.ticket_id WHERE m.ticket_id = :id ORDER BY m.id DESC",
        id=ticket_id,
    )
    for row in rows:
        document = Document(row["shop_id"], ticket_id, row["id"], is_old=True)
        index_message(store, document, f"{row['subject']} {row['body']}")
    index_ticket(store, ticket_id, is_old=True)


def _hit(row: Row) -> Hit:
    return Hit(int(row["number"]), row["ticket_id"], row["message_id"])
