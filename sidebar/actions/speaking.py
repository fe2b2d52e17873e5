"""Writes on a ticket: replies and notes, each kept once and staged for sending with its message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import msgspec

from platforms.mail.letters import Letter, Mailbox
from sidebar import ids
from sidebar.actions.desk import Desk
from sidebar.errors import AlreadySent, Forbidden, MovedOn, NotFound, Refused
from sidebar.rules.conversation import MessageKind, checked, needs_second_look
from sidebar.rules.ticket import Mover, Status, may_move, takes_messages
from sidebar.rules.viewer import Role, Viewer
from sidebar.store import drafts, events, letters, messages, tickets
from sidebar.store.database import Connection
from sidebar.store.events import Event, EventKind
from sidebar.store.messages import Message
from sidebar.store.shops import Shop
from sidebar.store.tickets import Ticket

MOST_REFERENCES = 20
"""Message-IDs named in References: enough for any reader to thread, short enough for any server."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the agent sends: a text, its kind, and the status chosen with it (or none)."""

    text: str
    kind: MessageKind
    next_status: Status | None
    ask_id: str
    seen_version: int
    was_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """A checked text and its kind."""

    kind: MessageKind
    body: str


def send(desk: Desk, shop: Shop, viewer: Viewer, ticket_id: str, reply: Reply) -> Ticket:
    """Keeps the message, moves the status and stages the letter, in one transaction.

    The same ``ask_id`` again changes nothing. Raises Forbidden, AlreadySent when the ask was kept
    with another text, Refused (``empty``, ``too_long``, ``closed``, ``no_address``, ``no_sender``,
    ``illegal_move``) or MovedOn when something newer was not seen.
    """
    if not viewer.may(Role.REPLY):
        raise Forbidden("reply")
    text = checked(reply.text)
    if text.fault is not None:
        raise Refused(text.fault.value)
    with desk.database.writing() as store:
        ticket = _found(store, viewer, ticket_id)
        kept = messages.asked(store, ticket.id, reply.ask_id)
        if kept is not None:
            if kept != (reply.kind, text.body):
                raise AlreadySent
            return ticket
        _check(shop, ticket, reply)
        message = written(desk, shop, ticket, Said(reply.kind, text.body), author=viewer)
        if not _keep(store, desk, shop, ticket, message, ask_id=reply.ask_id):
            return ticket
        _move_along(store, desk, viewer, ticket, reply.next_status)
        drafts.clear(store, ticket.id, viewer.agent_id, now=desk.clock.now())
        return _found(store, viewer, ticket_id)


def _found(store: Connection, viewer: Viewer, ticket_id: str) -> Ticket:
    ticket = tickets.find(store, ticket_id, shop_id=viewer.shop_id)
    if ticket is None:
        raise NotFound
    return ticket


def _check(shop: Shop, ticket: Ticket, reply: Reply) -> None:
    if not takes_messages(ticket.status):
        raise Refused("closed")
    if reply.kind is MessageKind.AGENT and not (shop.mail.sender and shop.mail.host):
        raise Refused("no_sender")
    if reply.kind is MessageKind.AGENT and not (ticket.customer and ticket.customer.email):
        raise Refused("no_address")
    if needs_second_look(
        seen_version=reply.seen_version,
        current_version=ticket.version,
        was_confirmed=reply.was_confirmed,
    ):
        raise MovedOn


class Author(Protocol):
    """Whoever a message is from: the viewer of now, or the agent of an operation asked before."""

    @property
    def agent_id(self) -> str: ...

    @property
    def name(self) -> str: ...


def written(desk: Desk, shop: Shop, ticket: Ticket, said: Said, *, author: Author) -> Message:
    """The message as it will be kept, with the Message-ID of its letter."""
    now = desk.clock.now()
    message_id = ids.new_id("msg", now)
    domain = shop.mail.sender.rpartition("@")[2] or "comptoir.invalid"
    return Message(
        id=message_id,
        ticket_id=ticket.id,
        kind=said.kind,
        author_id=author.agent_id,
        author_name=author.name,
        body=said.body,
        mail_id=f"<{message_id}@{domain}>" if said.kind is MessageKind.AGENT else "",
        written_at=now,
    )


def _keep(
    store: Connection, desk: Desk, shop: Shop, ticket: Ticket, message: Message, *, ask_id: str
) -> bool:
    """Answers False, having changed nothing, when a twin of this very ask came first."""
    earlier = messages.mail_ids(store, ticket.id, most=MOST_REFERENCES)
    if not messages.write(store, message, ask_id=ask_id):
        return False
    if not tickets.spoken_on(store, ticket, now=message.written_at):
        raise MovedOn
    if message.kind is MessageKind.AGENT:
        stage(store, desk, shop, ticket, message=message, earlier=earlier)
    return True


def stage(
    store: Connection,
    desk: Desk,
    shop: Shop,
    ticket: Ticket,
    *,
    message: Message,
    earlier: list[str],
) -> None:
    """Puts the message's letter in the outbox; ``earlier`` are the Message-IDs it follows.

    Raises Refused (``no_address``).
    """
    letter = _letter(desk, shop, ticket, message, earlier)
    letters.stage(
        store,
        fresh_id=ids.new_id("ltr", message.written_at),
        shop_id=shop.id,
        ticket_id=ticket.id,
        message_id=message.id,
        content=msgspec.json.encode(letter).decode(),
        now=message.written_at,
    )


def _letter(desk: Desk, shop: Shop, ticket: Ticket, message: Message, earlier: list[str]) -> Letter:
    customer = ticket.customer
    if customer is None:
        raise Refused("no_address")
    language = "fr" if customer.language == "fr" else "en"
    return Letter(
        message_id=message.mail_id,
        in_reply_to=earlier[-1] if earlier else "",
        references=tuple(earlier),
        sender=Mailbox(shop.mail.sender_name or shop.name, shop.mail.sender),
        reply_to=shop.mail.reply_to,
        recipient=Mailbox(customer.name, customer.email),
        subject=desk.subject(language, ticket.order_reference, ticket.number),
        text=message.body,
        language=language,
        written_at=message.written_at,
    )


def change_status(desk: Desk, viewer: Viewer, ticket_id: str, new: Status) -> Ticket:
    """Moves the ticket. Raises Forbidden, NotFound or Refused (``illegal_move``)."""
    if not viewer.may(Role.REPLY):
        raise Forbidden("reply")
    with desk.database.writing() as store:
        ticket = _found(store, viewer, ticket_id)
        _move_along(store, desk, viewer, ticket, new)
        return _found(store, viewer, ticket_id)


def _move_along(
    store: Connection, desk: Desk, viewer: Viewer, ticket: Ticket, new: Status | None
) -> None:
    if new is None or new is ticket.status:
        return
    if not may_move(ticket.status, new, Mover.AGENT):
        raise Refused("illegal_move")
    now = desk.clock.now()
    if not tickets.move(store, ticket, new, now=now):
        raise MovedOn
    events.record(
        store,
        Event(
            id=ids.new_id("evt", now),
            ticket_id=ticket.id,
            kind=EventKind.STATUS_CHANGED,
            actor_id=viewer.agent_id,
            actor_name=viewer.name,
            old=ticket.status.value,
            new=new.value,
            happened_at=now,
        ),
    )
