"""Takes back a message of which nothing has left: the letter's state decides, once."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from platforms.mail.letters import Letter
from sidebar import ids
from sidebar.actions import recording
from sidebar.actions.aftermath import LONGEST_EXCERPT
from sidebar.actions.desk import Desk
from sidebar.errors import Forbidden, NotFound, Refused
from sidebar.rules.conversation import MessageKind
from sidebar.rules.delivery import LetterState
from sidebar.rules.ticket import Status
from sidebar.rules.viewer import Role, Viewer
from sidebar.store import attachments, drafts, events, letters, messages, news, retracted, tickets
from sidebar.store.database import Connection
from sidebar.store.drafts import Draft
from sidebar.store.events import EventKind
from sidebar.store.messages import LetterFate, Message
from sidebar.store.tickets import Ticket

END_OF_TIME = 2**62


def take_back(
    desk: Desk, viewer: Viewer, ticket_id: str, message_id: str, *, to_edit: bool = False
) -> Ticket:
    """The message was never said: its letter stays here, and the ticket stands as it stood.

    ``to_edit`` puts its text, files and status choice back into its author's composer, or that of
    whoever takes back what a rule wrote; a text that was begun there since follows it. Raises
    Forbidden, NotFound, or Refused (``own_message_only``, ``not_undoable``, ``left_already``).
    """
    if not viewer.may(Role.REPLY):
        raise Forbidden("reply")
    with desk.database.writing() as store:
        ticket = tickets.find(store, ticket_id, shop_id=viewer.shop_id)
        message = messages.find(store, message_id, ticket_id=ticket_id) if ticket else None
        if ticket is None or message is None:
            raise NotFound
        letter = _checked(viewer, message, to_edit=to_edit)
        now = desk.clock.now()
        if not letters.retract(store, letter.id, now=now):
            raise Refused("left_already")
        retracted.take_back(store, message.id, now=now)
        news.withdraw(store, ticket.id, staged_at=message.written_at)
        news.untell(store, ticket.id, at=message.written_at)
        recording.happened(store, desk, ticket.id, EventKind.RETRACTED, actor=viewer)
        _forget_references(store, ticket, message)
        chosen = _put_status_back(store, desk, viewer, ticket, message, letter=letter)
        said = retracted.last_said(store, ticket.id)
        excerpt = " ".join(said.body.split())[:LONGEST_EXCERPT]
        retracted.put_back(store, ticket.id, excerpt=excerpt, said=said)
        if to_edit:
            _put_in_composer(store, desk, viewer, ticket, message, next_status=chosen)
        return _found(store, viewer, ticket_id)


def _checked(viewer: Viewer, message: Message, *, to_edit: bool) -> LetterFate:
    if message.author_id != viewer.agent_id and not viewer.may(Role.MANAGE):
        raise Refused("own_message_only")
    letter = message.letter
    if letter is None or letter.is_of_money or (to_edit and message.kind is not MessageKind.AGENT):
        raise Refused("not_undoable")
    if letter.state is not LetterState.QUEUED:
        raise Refused("left_already")
    return letter


def _found(store: Connection, viewer: Viewer, ticket_id: str) -> Ticket:
    ticket = tickets.find(store, ticket_id, shop_id=viewer.shop_id)
    if ticket is None:
        raise NotFound
    return ticket


def _forget_references(store: Connection, ticket: Ticket, message: Message) -> None:
    """Letters that wait behind it answer what came before it: no reader will ever have had it."""
    for staged in letters.queued_of_ticket(store, ticket.id):
        if not message.mail_id or not staged.content:
            continue
        written = msgspec.json.decode(staged.content, type=Letter)
        known = tuple(one for one in written.references if one != message.mail_id)
        if known == written.references and written.in_reply_to != message.mail_id:
            continue
        mended = replace(written, references=known, in_reply_to=known[-1] if known else "")
        letters.rewrite(store, staged, msgspec.json.encode(mended).decode())


def _put_status_back(
    store: Connection,
    desk: Desk,
    viewer: Viewer,
    ticket: Ticket,
    message: Message,
    *,
    letter: LetterFate,
) -> str:
    """As it was before the message, unless someone moved it since.

    Answers the status that was chosen with the message; empty where none was.
    """
    now = desk.clock.now()
    before = letters.status_before(store, letter.id)
    happened = events.of_ticket(store, ticket.id, since=message.written_at, until=END_OF_TIME)
    moves = [event for event in happened if event.kind is EventKind.STATUS_CHANGED]
    chosen = moves[0].new if before and moves else ""
    is_untouched = len(moves) == 1 and chosen == ticket.status.value
    if not is_untouched or not tickets.move(store, ticket, Status(before), now=now):
        # Whoever looks at this ticket learns of it all the same.
        tickets.touch(store, ticket.id, now=now, has_message=False)
        return chosen
    recording.happened(
        store,
        desk,
        ticket.id,
        EventKind.STATUS_CHANGED,
        actor=viewer,
        old=ticket.status.value,
        new=before,
    )
    return chosen


def _put_in_composer(
    store: Connection,
    desk: Desk,
    viewer: Viewer,
    ticket: Ticket,
    message: Message,
    *,
    next_status: str,
) -> None:
    """Their own text of now follows the one taken back: neither is lost."""
    # A rule has no composer.
    agent_id = viewer.agent_id if message.is_automatic else message.author_id
    known = drafts.find(store, ticket.id, agent_id)
    begun = known.body if known else ""
    body = f"{message.body}\n\n{begun}" if begun.strip() else message.body
    draft = Draft(
        kind=message.kind.value,
        body=body,
        next_status=next_status,
        version=known.version if known else 0,
        reply_ids=message.reply_id,
    )
    now = desk.clock.now()
    drafts.save(store, ticket.id, agent_id, draft, now=now)
    for file in attachments.of_messages(store, [message.id]):
        again = replace(
            file,
            id=ids.new_id("att", now),
            ticket_id=ticket.id,
            message_id=None,
            agent_id=agent_id,
            added_at=now,
        )
        attachments.add(store, again)
