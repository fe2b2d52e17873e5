"""What may set rules off, kept in the very transaction that causes it: neither is there alone."""

from __future__ import annotations

from sidebar import ids
from sidebar.actions.desk import Desk
from sidebar.clock import MINUTE
from sidebar.rules.automating import CauseKind
from sidebar.rules.conversation import MessageKind
from sidebar.store import causes, firings, tickets
from sidebar.store.causes import Cause
from sidebar.store.database import Connection
from sidebar.store.messages import Message

JUST_BEGUN = MINUTE
"""A ticket this young, on which nothing was said, begins with its first message."""


def opened(
    store: Connection, desk: Desk, ticket_id: str, *, shop_id: str, is_automatic: bool
) -> None:
    """A new ticket."""
    cause = caused(desk, CauseKind.NEW_TICKET, ticket_id, shop_id, "", is_automatic=is_automatic)
    causes.stage(store, cause)


def said(store: Connection, desk: Desk, message: Message, *, shop_id: str) -> None:
    """A customer wrote again; what a ticket begins with is no reply."""
    if message.kind is not MessageKind.CUSTOMER or _begins(store, desk, message, shop_id):
        return
    cause = caused(
        desk,
        CauseKind.CLIENT_REPLIED,
        message.ticket_id,
        shop_id,
        message.id,
        is_automatic=message.is_automatic,
    )
    causes.stage(store, cause)


def _begins(store: Connection, desk: Desk, message: Message, shop_id: str) -> bool:
    if firings.is_begun(store, message.ticket_id, before=message.id):
        return False
    ticket = tickets.find(store, message.ticket_id, shop_id=shop_id)
    return ticket is not None and desk.clock.now() - ticket.opened_at < JUST_BEGUN


def tagged(store: Connection, desk: Desk, ticket_id: str, tag: str, *, shop_id: str) -> None:
    """A tag is new; put on again after it was taken off, it is new again."""
    subject = f"{tag}\n{desk.clock.now()}"
    causes.stage(store, caused(desk, CauseKind.TAG_ADDED, ticket_id, shop_id, subject))


def caused(
    desk: Desk,
    kind: CauseKind,
    ticket_id: str,
    shop_id: str,
    subject: str,
    *,
    is_automatic: bool = False,
) -> Cause:
    """The cause of now, to be worked at once."""
    now = desk.clock.now()
    return Cause(
        id=ids.new_id("cau", now),
        shop_id=shop_id,
        ticket_id=ticket_id,
        kind=kind,
        subject=subject,
        is_automatic=is_automatic,
        happened_at=now,
        due_at=now,
    )
