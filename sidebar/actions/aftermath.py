"""What follows from each beginning, message and change, in the transaction that makes it."""

from __future__ import annotations

from sidebar.actions.automating import staging
from sidebar.actions.desk import Desk
from sidebar.actions.working import news
from sidebar.rules.conversation import MessageKind
from sidebar.store import fresh_tickets, search
from sidebar.store.database import Connection
from sidebar.store.messages import Message
from sidebar.store.searching_engines import Document

LONGEST_EXCERPT = 140
"""Characters: two lines of a list."""

_WAITING = {
    MessageKind.CUSTOMER: "begins",
    MessageKind.AGENT: "ends",
    MessageKind.NOTE: "as_it_was",
}


def opened(
    store: Connection, desk: Desk, ticket_id: str, *, shop_id: str, is_automatic: bool = False
) -> None:
    """A ticket began, whichever way."""
    search.index_ticket(store, ticket_id)
    staging.opened(store, desk, ticket_id, shop_id=shop_id, is_automatic=is_automatic)


def said(store: Connection, desk: Desk, message: Message, *, shop_id: str) -> None:
    """A message of any kind was kept on its ticket."""
    waiting = _WAITING[message.kind]
    if message.is_automatic:
        # A machine's word answers nobody, and waits for nothing.
        waiting = "as_it_was"
    fresh_tickets.last_said(
        store,
        message.ticket_id,
        excerpt=" ".join(message.body.split())[:LONGEST_EXCERPT],
        kind=message.kind.value,
        waiting=waiting,
        now=message.written_at,
    )
    document = Document(shop_id, message.ticket_id, message.id)
    search.index_message(store, document, f"{message.subject} {message.body}")
    staging.said(store, desk, message, shop_id=shop_id)
    news.said(store, desk, message, shop_id=shop_id)


def tagged(store: Connection, desk: Desk, ticket_id: str, tag: str, *, shop_id: str) -> None:
    """A tag is new on a ticket."""
    staging.tagged(store, desk, ticket_id, tag, shop_id=shop_id)


def changed(store: Connection, ticket_id: str) -> None:
    """What people search by changed: subject, customer, order."""
    search.index_ticket(store, ticket_id)
