"""Writes a mail on its ticket: what the customer says moves it, what a machine says does not.

What someone else answers to what the customer never had is a note, which no customer sees.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

from platforms.mail.arrived import ArrivedMail, Automatic
from sidebar import ids
from sidebar.actions import aftermath, attaching, recording
from sidebar.actions.desk import Desk
from sidebar.rules.conversation import MessageKind
from sidebar.rules.ticket import Mover, Status, may_move
from sidebar.store import messages, tickets
from sidebar.store.database import Connection
from sidebar.store.events import EventKind
from sidebar.store.mails import KeptMail
from sidebar.store.messages import Message
from sidebar.store.shops import Shop
from sidebar.store.tickets import Ticket

BY_MAIL = "mail"


class Overtaken(Exception):
    """Someone else changed the ticket, or took the mailbox, in the same moment."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Whoever wrote a mail: nobody of ours."""

    name: str
    agent_id: str = ""

    @classmethod
    def of(cls, mail: ArrivedMail) -> Self:
        return cls(mail.sender.name or mail.sender.address)


def say(
    store: Connection,
    desk: Desk,
    shop: Shop,
    ticket: Ticket,
    *,
    mail: ArrivedMail,
    record: KeptMail,
    is_first: bool = False,
    noted_by: Writer | None = None,
) -> Message:
    """The mail as a message of its ticket, in the caller's transaction. Raises Overtaken.

    ``noted_by`` names whoever is not the customer: then it is an internal note of theirs.
    """
    message = _message(desk, ticket, mail)
    if noted_by is not None:
        author, name = noted_by.agent_id, noted_by.name
        message = replace(message, kind=MessageKind.NOTE, author_id=author, author_name=name)
    if not messages.write(store, message, ask_id=f"mail:{record.id}"):
        raise Overtaken
    if not tickets.spoken_on(store, ticket, now=message.written_at):
        raise Overtaken
    attaching.keep_incoming(
        store,
        desk,
        shop_id=shop.id,
        ticket_id=ticket.id,
        message_id=message.id,
        enclosures=mail.enclosures,
    )
    aftermath.said(store, desk, message, shop_id=shop.id)
    # A new ticket is open already; and a machine's word asks nothing of anybody.
    if not is_first and mail.automatic is not Automatic.REPLY:
        _move_on(store, desk, ticket, mail=mail, noted_by=noted_by)
    return message


def _move_on(
    store: Connection, desk: Desk, ticket: Ticket, *, mail: ArrivedMail, noted_by: Writer | None
) -> None:
    if noted_by is None:
        moved(store, desk, ticket, Status.CLIENT_REPLIED, mail=mail)
    elif not noted_by.agent_id and ticket.status is Status.PENDING:
        # It may be what was waited for; a colleague moves the ticket where they want it.
        moved(store, desk, ticket, Status.OPEN, mail=mail)


def _message(desk: Desk, ticket: Ticket, mail: ArrivedMail) -> Message:
    now = desk.clock.now()
    return Message(
        id=ids.new_id("msg", now),
        ticket_id=ticket.id,
        kind=MessageKind.CUSTOMER,
        author_id=ticket.customer.id if ticket.customer else "",
        author_name=mail.sender.name or mail.sender.address,
        body=mail.text,
        mail_id=mail.mail_id,
        written_at=now,
        source=BY_MAIL,
        from_address=mail.sender.address,
        subject=mail.subject,
        html=mail.html,
        quoted=mail.quoted,
        files=len(mail.enclosures),
        is_automatic=mail.automatic is not Automatic.NO,
    )


def moved(store: Connection, desk: Desk, ticket: Ticket, new: Status, *, mail: ArrivedMail) -> None:
    """The customer's message makes it *client replied*; one that came back reopens it."""
    is_theirs = new is Status.CLIENT_REPLIED
    if not may_move(ticket.status, new, Mover.CUSTOMER if is_theirs else Mover.AGENT):
        return
    if not tickets.move(store, ticket, new, now=desk.clock.now()):
        raise Overtaken
    recording.happened(
        store,
        desk,
        ticket.id,
        EventKind.STATUS_CHANGED,
        actor=Writer.of(mail),
        old=ticket.status.value,
        new=new.value,
    )
