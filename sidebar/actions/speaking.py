"""Writes on a ticket: replies and notes, each kept once and staged for sending with its message."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Protocol

import msgspec

from platforms.mail.letters import Enclosed, Letter, Mailbox
from sidebar import ids
from sidebar.actions import aftermath
from sidebar.actions.desk import Desk
from sidebar.actions.replies import guarding, mentioning, picking
from sidebar.actions.working import news
from sidebar.errors import AlreadySent, Forbidden, MovedOn, NotFound, Refused
from sidebar.rules.conversation import MessageKind, checked, needs_second_look
from sidebar.rules.ticket import Mover, Status, may_move, takes_messages
from sidebar.rules.viewer import Role, Viewer
from sidebar.store import attachments, drafts, events, letters, messages, presence, tickets
from sidebar.store.attachments import Attachment
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
    answered: frozenset[str] = frozenset()
    """The tokens of the questions about this text that were answered with yes."""
    reply_ids: str = ""
    """The default replies that it was written with, in their order, with spaces between."""


@dataclass(frozen=True, slots=True)
class Said:
    """A checked text and its kind."""

    kind: MessageKind
    body: str


def send(desk: Desk, shop: Shop, viewer: Viewer, ticket_id: str, reply: Reply) -> Ticket:
    """Keeps the message, moves the status and stages the letter, in one transaction.

    The same ``ask_id`` again changes nothing. Raises Forbidden, AlreadySent when the ask was kept
    with another text, Refused (``empty``, ``too_long``, ``closed``, ``no_address``, ``no_sender``,
    ``illegal_move``), MovedOn when something newer was not seen, Unfilled or Questioned when its
    text is not to leave as it stands.
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
        is_guarded = reply.kind is MessageKind.AGENT
        told = (store, ticket, viewer, text.body)
        asked = guarding.check(*told, answered=reply.answered) if is_guarded else []
        message = written(desk, shop, ticket, Said(reply.kind, text.body), author=viewer)
        reply_id, reply_title = picking.used(store, shop, reply.reply_ids)
        message = replace(message, reply_id=reply_id, reply_title=reply_title)
        if not _keep(store, desk, shop, ticket, message, ask_id=reply.ask_id):
            return ticket
        guarding.record(store, desk, ticket, viewer, asked)
        mentioning.tell(store, desk, shop, ticket, message=message, viewer=viewer)
        move_in(store, desk, viewer, ticket, reply.next_status)
        if reply.next_status not in (None, ticket.status):
            letters.remember_status(store, message.id, ticket.status.value)
        drafts.clear(store, ticket.id, viewer.agent_id, now=desk.clock.now())
        presence.rest(store, ticket.id, agent_id=viewer.agent_id)
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
    waiting = attachments.waiting(store, ticket.id, message.author_id)
    message = replace(message, files=len(waiting))
    if not messages.write(store, message, ask_id=ask_id):
        return False
    if not tickets.spoken_on(store, ticket, now=message.written_at):
        raise MovedOn
    if not attachments.attach(store, waiting, message_id=message.id):
        raise MovedOn
    aftermath.said(store, desk, message, shop_id=shop.id)
    if message.kind is MessageKind.AGENT:
        stage(store, desk, shop, ticket, message=message, earlier=earlier, wait=desk.undo_ms)
    return True


def stage(
    store: Connection,
    desk: Desk,
    shop: Shop,
    ticket: Ticket,
    *,
    message: Message,
    earlier: list[str],
    wait: int = 0,
) -> None:
    """Puts the message's letter in the outbox; ``earlier`` are the Message-IDs it follows.

    It leaves after ``wait`` milliseconds: until then it can be taken back.

    Raises Refused (``no_address``).
    """
    letter = replace(
        _letter(desk, shop, ticket, message, earlier),
        enclosed=enclosed(attachments.of_messages(store, [message.id] if message.files else [])),
    )
    letters.stage(
        store,
        fresh_id=ids.new_id("ltr", message.written_at),
        shop_id=shop.id,
        ticket_id=ticket.id,
        message_id=message.id,
        content=msgspec.json.encode(letter).decode(),
        now=message.written_at,
        due_at=message.written_at + wait,
    )


def enclosed(files: Iterable[Attachment]) -> tuple[Enclosed, ...]:
    """The files as a letter names them; their bytes are read when it leaves."""
    return tuple(Enclosed(file.name, file.content_type, file.key) for file in files if file.is_kept)


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
        subject=desk.subject(language, ticket.order_reference, ticket.number, ticket.subject),
        text=message.body,
        language=language,
        written_at=message.written_at,
        automatic="auto-replied" if message.is_automatic else "",
    )


def change_status(desk: Desk, viewer: Viewer, ticket_id: str, new: Status) -> Ticket:
    """Moves the ticket. Raises Forbidden, NotFound or Refused (``illegal_move``)."""
    if not viewer.may(Role.REPLY):
        raise Forbidden("reply")
    with desk.database.writing() as store:
        ticket = _found(store, viewer, ticket_id)
        move_in(store, desk, viewer, ticket, new)
        return _found(store, viewer, ticket_id)


def move_in(
    store: Connection, desk: Desk, viewer: Viewer, ticket: Ticket, new: Status | None
) -> bool:
    """Moves it in the caller's transaction; answers whether it was elsewhere. Raises Refused."""
    if new is None or new is ticket.status:
        return False
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
    news.moved(store, desk, ticket, new, actor=viewer)
    return True
