"""Colleagues named in a note: kept, told in the history, and written to."""

from __future__ import annotations

from sidebar.actions import recording
from sidebar.actions.desk import Desk
from sidebar.actions.working import news
from sidebar.rules.conversation import MessageKind
from sidebar.rules.mentions import mentioned
from sidebar.rules.viewer import Viewer
from sidebar.store import mentions, work
from sidebar.store.database import Connection
from sidebar.store.events import EventKind
from sidebar.store.messages import Message
from sidebar.store.shops import Shop
from sidebar.store.tickets import Ticket

MOST = 20
"""Of one note: more people are a meeting."""


def tell(
    store: Connection, desk: Desk, shop: Shop, ticket: Ticket, *, message: Message, viewer: Viewer
) -> None:
    """In the transaction that keeps the note; anything but a note names nobody."""
    if message.kind is not MessageKind.NOTE or "@" not in message.body:
        return
    for one in mentioned(message.body, work.colleagues(store, shop.id))[:MOST]:
        mentions.keep(store, message.id, one.id, ticket_id=ticket.id)
        news.mentioned(store, desk, ticket, one, note=message)
        recording.happened(store, desk, ticket.id, EventKind.MENTIONED, actor=viewer, new=one.name)
