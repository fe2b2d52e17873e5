"""What was said on a ticket, with the fate of the letter that carried it."""

from __future__ import annotations

from dataclasses import dataclass

from sidebar.rules.conversation import MessageKind
from sidebar.rules.delivery import LetterState
from sidebar.store.database import Connection, Row


@dataclass(frozen=True, slots=True)
class Message:
    """One message or note. ``letter`` is set on those that go out by mail."""

    id: str
    ticket_id: str
    kind: MessageKind
    author_id: str
    author_name: str
    body: str
    mail_id: str
    written_at: int
    letter: LetterFate | None = None


@dataclass(frozen=True, slots=True)
class LetterFate:
    """Where the letter of a message stands; ``fault`` is the stable name of its last failure."""

    id: str
    state: LetterState
    attempt: int
    due_at: int
    fault: str


def write(store: Connection, message: Message, *, ask_id: str) -> bool:
    """Keeps the message; answers False when this very ask was kept before."""
    written = store.one(
        "INSERT INTO messages (id, ticket_id, kind, author_id, author_name, body, mail_id, ask_id,"
        " written_at) VALUES (:id, :ticket_id, :kind, :author_id, :author_name, :body, :mail_id,"
        " :ask_id, :written_at) ON CONFLICT (ticket_id, ask_id) DO NOTHING RETURNING id",
        id=message.id,
        ticket_id=message.ticket_id,
        kind=message.kind.value,
        author_id=message.author_id,
        author_name=message.author_name,
        body=message.body,
        mail_id=message.mail_id,
        ask_id=ask_id,
        written_at=message.written_at,
    )
    return written is not None


def last_of_ticket(
    store: Connection, ticket_id: str, *, most: int, before: str = ""
) -> list[Message]:
    """The newest messages (older than ``before``, a message id, when given), oldest first."""
    rows = store.all(
        "SELECT m.id, m.ticket_id, m.kind, m.author_id, m.author_name, m.body, m.mail_id,"
        " m.written_at, l.id AS letter_id, l.state, l.attempt, l.due_at, l.fault"
        " FROM messages m LEFT JOIN letters l ON l.message_id = m.id"
        " WHERE m.ticket_id = :ticket_id AND (:before = '' OR m.id < :before)"
        " ORDER BY m.id DESC LIMIT :most",
        ticket_id=ticket_id,
        before=before,
        most=most,
    )
    return [_message(row) for row in reversed(rows)]


def asked(store: Connection, ticket_id: str, ask_id: str) -> tuple[MessageKind, str] | None:
    """What this ask was kept as, if it was: its kind and its text."""
    row = store.one(
        "SELECT kind, body FROM messages WHERE ticket_id = :ticket_id AND ask_id = :ask_id",
        ticket_id=ticket_id,
        ask_id=ask_id,
    )
    return None if row is None else (MessageKind(row["kind"]), row["body"])


def moment_of(store: Connection, message_id: str) -> int:
    """When a message was written (UTC ms); zero for an unknown one."""
    row = store.one("SELECT written_at FROM messages WHERE id = :id", id=message_id)
    return 0 if row is None else int(row["written_at"])


def mail_ids(store: Connection, ticket_id: str, *, most: int) -> list[str]:
    """The Message-IDs of the ticket's letters and mails, oldest first, for References."""
    rows = store.all(
        "SELECT mail_id FROM messages WHERE ticket_id = :ticket_id AND mail_id <> ''"
        " ORDER BY id DESC LIMIT :most",
        ticket_id=ticket_id,
        most=most,
    )
    return [row["mail_id"] for row in reversed(rows)]


def _message(row: Row) -> Message:
    return Message(
        id=row["id"],
        ticket_id=row["ticket_id"],
        kind=MessageKind(row["kind"]),
        author_id=row["author_id"],
        author_name=row["author_name"],
        body=row["body"],
        mail_id=row["mail_id"],
        written_at=row["written_at"],
        letter=_fate(row),
    )


def _fate(row: Row) -> LetterFate | None:
    if row["letter_id"] is None:
        return None
    return LetterFate(
        id=row["letter_id"],
        state=LetterState(row["state"]),
        attempt=row["attempt"],
        due_at=row["due_at"],
        fault=row["fault"],
    )
