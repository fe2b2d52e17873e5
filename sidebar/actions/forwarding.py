"""Hands a message on to someone outside, with its files: a note that says so, and its letter."""

from __future__ import annotations

from dataclasses import dataclass, replace

import msgspec

from platforms.mail.composing import deliverable
from platforms.mail.letters import Letter, Mailbox, MailRefused
from sidebar import ids
from sidebar.actions import aftermath, recording, speaking
from sidebar.actions.desk import Desk
from sidebar.actions.speaking import Said
from sidebar.errors import Forbidden, NotFound, Refused
from sidebar.rules import filing
from sidebar.rules.conversation import LONGEST_MESSAGE, MessageKind, without_controls
from sidebar.rules.viewer import Role, Viewer
from sidebar.store import attachments, letters, messages, tickets
from sidebar.store.attachments import Attachment
from sidebar.store.database import Connection
from sidebar.store.events import EventKind
from sidebar.store.messages import Message
from sidebar.store.shops import Shop
from sidebar.store.tickets import Ticket


@dataclass(frozen=True, slots=True)
class Forward:
    """What the agent hands on: to whom, with which words and which of the message's files."""

    address: str
    words: str
    head: str
    """Who said it and when, as the letter tells it in the agent's language."""
    file_ids: frozenset[str]
    ask_id: str


@dataclass(frozen=True, slots=True)
class Forwardable:
    """A message as it may be handed on."""

    ticket: Ticket
    message: Message
    files: tuple[Attachment, ...]
    subject: str


def forwardable(desk: Desk, viewer: Viewer, ticket_id: str, message_id: str) -> Forwardable:
    """Raises Forbidden, or NotFound for one that is not there, was erased or taken back."""
    if not viewer.may(Role.REPLY):
        raise Forbidden("reply")
    with desk.database.reading() as store:
        ticket = tickets.find(store, ticket_id, shop_id=viewer.shop_id)
        message = messages.find(store, message_id, ticket_id=ticket_id) if ticket else None
        if ticket is None or message is None or message.retracted_at is not None:
            raise NotFound
        if message.kind is MessageKind.NOTE and not (message.source or message.sent_to):
            # What colleagues say among themselves leaves by no slip of the hand.
            raise Refused("note_stays")
        files = attachments.of_messages(store, [message.id] if message.files else [])
    own = desk.subject(viewer.language, ticket.order_reference, ticket.number)
    subject = message.subject or ticket.subject or own
    return Forwardable(ticket, message, tuple(file for file in files if file.is_kept), subject)


def forward(
    desk: Desk, shop: Shop, viewer: Viewer, ticket_id: str, *, message_id: str, wanted: Forward
) -> Ticket:
    """Keeps the note and stages its letter, in one transaction; the same ask again is the same.

    Raises Forbidden, NotFound, or Refused (``bad_forward_address``, ``no_sender``, ``too_long``,
    ``files_too_large``, ``bad_request``).
    """
    found = forwardable(desk, viewer, ticket_id, message_id)
    address = _address(wanted.address)
    if not (shop.mail.sender and shop.mail.host):
        raise Refused("no_sender")
    files = [file for file in found.files if file.id in wanted.file_ids]
    if sum(file.size for file in files) > filing.LARGEST_TOTAL:
        raise Refused("files_too_large")
    note = _note(desk, shop, viewer, found, wanted)
    note = replace(note, sent_to=address, files=len(files))
    with desk.database.writing() as store:
        if messages.write(store, note, ask_id=wanted.ask_id):
            tickets.touch(store, ticket_id, now=note.written_at, has_message=True)
            enclosed = _enclose(store, note, files, agent_id=viewer.agent_id)
            aftermath.said(store, desk, note, shop_id=shop.id)
            _stage(store, desk, shop, note, enclosed=enclosed, language=viewer.language)
            kind = EventKind.FORWARDED
            recording.happened(store, desk, ticket_id, kind, actor=viewer, new=address)
    return found.ticket


def _address(given: str) -> str:
    try:
        return deliverable(given.strip())
    except MailRefused as error:
        raise Refused("bad_forward_address") from error


def _note(desk: Desk, shop: Shop, viewer: Viewer, found: Forwardable, wanted: Forward) -> Message:
    if not wanted.ask_id:
        raise Refused("bad_request")
    words = without_controls(wanted.words.replace("\r\n", "\n")).strip()
    if len(words) > LONGEST_MESSAGE:
        raise Refused("too_long")
    body = f"{words}\n\n{wanted.head}" if words else wanted.head
    # Written as a letter is, for the Message-ID by which answers to it find this ticket.
    written = speaking.written(
        desk, shop, found.ticket, Said(MessageKind.AGENT, body), author=viewer
    )
    original = found.message
    subject = found.subject if found.subject.startswith("Fwd: ") else f"Fwd: {found.subject}"
    return replace(
        written,
        kind=MessageKind.NOTE,
        subject=subject,
        quoted="\n\n".join(filter(None, (original.body, original.quoted))),
    )


def _enclose(
    store: Connection, note: Message, files: list[Attachment], *, agent_id: str
) -> list[Attachment]:
    """The same bytes under rows of their own, in the ticket's history."""
    copies = [
        replace(
            file,
            id=ids.new_id("att", note.written_at),
            ticket_id=note.ticket_id,
            message_id=note.id,
            agent_id=agent_id,
            added_at=note.written_at,
        )
        for file in files
    ]
    for copy in copies:
        attachments.add(store, copy)
    return copies


def _stage(
    store: Connection,
    desk: Desk,
    shop: Shop,
    note: Message,
    *,
    enclosed: list[Attachment],
    language: str,
) -> None:
    letter = Letter(
        message_id=note.mail_id,
        # Whoever it goes to has seen nothing of this conversation.
        in_reply_to="",
        references=(),
        sender=Mailbox(shop.mail.sender_name or shop.name, shop.mail.sender),
        reply_to=shop.mail.reply_to,
        recipient=Mailbox("", note.sent_to),
        subject=note.subject,
        text=f"{note.body}\n\n{note.quoted}".rstrip(),
        language=language,
        written_at=note.written_at,
        enclosed=speaking.enclosed(enclosed),
    )
    letters.stage(
        store,
        fresh_id=ids.new_id("ltr", note.written_at),
        shop_id=shop.id,
        ticket_id=note.ticket_id,
        message_id=note.id,
        content=msgspec.json.encode(letter).decode(),
        now=note.written_at,
        purpose="forward",
        due_at=note.written_at + desk.undo_ms,
    )
