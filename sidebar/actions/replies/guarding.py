"""What is asked before a reply leaves, and what was answered: an event either way."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2s

from sidebar.actions import choosing, recording, showing
from sidebar.actions.desk import Desk
from sidebar.errors import Forbidden, Questioned, Unfilled
from sidebar.rules.conversation import checked
from sidebar.rules.guards import forgotten_file, other_channels
from sidebar.rules.threading import is_same
from sidebar.rules.variables import left_in
from sidebar.rules.viewer import Role, Viewer
from sidebar.store import attachments, threads
from sidebar.store.database import Connection
from sidebar.store.events import EventKind
from sidebar.store.tickets import Ticket


class Guard(StrEnum):
    """What a text is looked through for; the value is the reason that is told."""

    OTHER_CHANNEL = "other_channel"
    NO_FILE = "no_file"
    OTHER_ADDRESS = "other_address"
    """Whoever wrote last did so from elsewhere, and is not who will read the answer."""


CONFIRMED = {
    Guard.OTHER_CHANNEL: EventKind.OTHER_CHANNEL_CONFIRMED,
    Guard.NO_FILE: EventKind.NO_FILE_CONFIRMED,
    Guard.OTHER_ADDRESS: EventKind.OTHER_ADDRESS_CONFIRMED,
}
CANCELLED = {
    Guard.OTHER_CHANNEL: EventKind.OTHER_CHANNEL_CANCELLED,
    Guard.NO_FILE: EventKind.NO_FILE_CANCELLED,
    Guard.OTHER_ADDRESS: EventKind.OTHER_ADDRESS_CANCELLED,
}

LONGEST_WORDS = 200


@dataclass(frozen=True, slots=True)
class Question:
    """Something found in a text. ``token`` answers it for this very text and no other."""

    guard: Guard
    words: str
    token: str


def check(
    store: Connection, ticket: Ticket, viewer: Viewer, text: str, *, answered: Collection[str]
) -> list[Question]:
    """Every question about the text, each answered already; those that were are to be recorded.

    Raises Unfilled where variables are left, or Questioned at the first that is not answered.
    """
    left = left_in(text)
    if left:
        raise Unfilled(left)
    questions = _questions(store, ticket, viewer, text)
    for question in questions:
        if question.token not in answered:
            raise Questioned(question.guard.value, words=question.words, token=question.token)
    return questions


def record(
    store: Connection, desk: Desk, ticket: Ticket, viewer: Viewer, questions: list[Question]
) -> None:
    """Writes down that the message left all the same."""
    for one in questions:
        recording.happened(
            store, desk, ticket.id, CONFIRMED[one.guard], actor=viewer, new=one.words
        )


def cancel(desk: Desk, viewer: Viewer, ticket_id: str, guard: str, typed: str) -> None:
    """Writes down that the message was asked about and kept back.

    Nothing where the text raises no such question any more. Raises Forbidden or NotFound.
    """
    if not viewer.may(Role.REPLY):
        raise Forbidden("reply")
    _, ticket = showing.locate(desk, viewer, ticket_id)
    with desk.database.writing() as store:
        for one in _questions(store, ticket, viewer, checked(typed).body):
            if one.guard.value == guard:
                recording.happened(
                    store, desk, ticket.id, CANCELLED[one.guard], actor=viewer, new=one.words
                )


def _questions(store: Connection, ticket: Ticket, viewer: Viewer, text: str) -> list[Question]:
    found = list[Question]()
    apart = _addresses_apart(store, ticket)
    if apart:
        found.append(_question(Guard.OTHER_ADDRESS, apart, ticket, text))
    channels = choosing.lists(store, ticket.shop_id).channels
    named = other_channels(text, channels, ticket.channel)
    if named:
        found.append(_question(Guard.OTHER_CHANNEL, ", ".join(named), ticket, text))
    promised = forgotten_file(text)
    if promised and not _has_files(store, ticket, viewer):
        found.append(_question(Guard.NO_FILE, promised, ticket, text))
    return found


def _addresses_apart(store: Connection, ticket: Ticket) -> str:
    """Whence the last mail came and where the answer goes; empty where both are the same."""
    own = ticket.customer.email if ticket.customer else ""
    other = threads.last_address(store, ticket.id) if own else ""
    return f"{other} → {own}" if other and not is_same(other, own) else ""


def _has_files(store: Connection, ticket: Ticket, viewer: Viewer) -> bool:
    waiting = attachments.waiting(store, ticket.id, viewer.agent_id)
    return any(not one.refused for one in waiting)


def _question(guard: Guard, words: str, ticket: Ticket, text: str) -> Question:
    asked = f"{guard.value}\n{ticket.id}\n{words}\n{text}".encode()
    return Question(guard, words[:LONGEST_WORDS], blake2s(asked, digest_size=12).hexdigest())
