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
    source: str = ""
    """``mail`` for what came by mail."""
    from_address: str = ""
    """Whom a mail says it is from."""
    subject: str = ""
    html: str = ""
    """A mail's own look, cleaned; empty where it had none."""
    quoted: str = ""
    """What a mail repeats of earlier ones."""
    reply_id: str = ""
    """The default reply that it began with, and what that was called then."""
    reply_title: str = ""
    sent_to: str = ""
    """Of a note that was forwarded: to which address."""
    files: int = 0
    """How many files it carries."""
    is_automatic: bool = False
    """A rule of ours, or a machine elsewhere, wrote it."""
    retracted_at: int | None = None


@dataclass(frozen=True, slots=True)
class LetterFate:
    """Where the letter of a message stands; ``fault`` is the stable name of its last failure."""

    id: str
    state: LetterState
    attempt: int
    due_at: int
    fault: str
    is_of_money: bool = False
    """Tells what was done with money: it cannot be taken back."""


def write(store: Connection, message: Message, *, ask_id: str) -> bool:
    """Keeps the message; answers False when this very ask was kept before."""
    written = store.one(
        "INSERT INTO messages (id, ticket_id, kind, author_id, author_name, body, mail_id, ask_id,"
        " written_at, source, from_address, subject, html, quoted, reply_id, reply_title, sent_to,"
        " files, is_automatic) VALUES (:id, :ticket_id, :kind, :author_id, :author_name, :body,"
        " :mail_id, :ask_id, :written_at, :source, :from_address, :subject, :html, :quoted,"
        " :reply_id, :reply_title, :sent_to, :files, :is_automatic)"
        " ON CONFLICT (ticket_id, ask_id) DO NOTHING RETURNING id",
        id=message.id,
        ticket_id=message.ticket_id,
        kind=message.kind.value,
        author_id=message.author_id,
        author_name=message.author_name,
        body=message.body,
        mail_id=message.mail_id,
        ask_id=ask_id,
        written_at=message.written_at,
        source=message.source,
        from_address=message.from_address,
        subject=message.subject,
        html=message.html,
        quoted=message.quoted,
        reply_id=message.reply_id,
        reply_title=message.reply_title,
        sent_to=message.sent_to,
        files=message.files,
        is_automatic=int(message.is_automatic),
    )
    return written is not None


_SELECT = (
    "SELECT m.id, m.ticket_id, m.kind, m.author_id, m.author_name, m.body, m.mail_id,"
    " m.written_at, m.source, m.from_address, m.subject, m.html, m.quoted, m.reply_id,"
    " m.reply_title, m.sent_to, m.files, m.is_automatic, m.retracted_at, l.id AS letter_id,"
    " l.state, l.attempt, l.due_at, l.fault, m.ask_id"
    " FROM messages m LEFT JOIN letters l ON l.message_id = m.id "
)


def find(store: Connection, message_id: str, *, ticket_id: str) -> Message | None:
    """The message, if it is of this ticket."""
    row = store.one(
        _SELECT + "WHERE m.id = :id AND m.ticket_id = :ticket_id",
        id=message_id,
        ticket_id=ticket_id,
    )
    return None if row is None else _message(row)


def last_of_ticket(
    store: Connection, ticket_id: str, *, most: int, before: str = ""
) -> list[Message]:
    """The newest messages (older than ``before``, a message id, when given), oldest first."""
    rows = store.all(
        _SELECT + "WHERE m.ticket_id = :ticket_id AND (:before = '' OR m.id < :before)"
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
    """The Message-IDs of the ticket's letters and mails, oldest first, for References.

    What was taken back never was, and notes are another conversation: what was handed on to
    someone outside, and what they answered.
    """
    rows = store.all(
        "SELECT mail_id FROM messages WHERE ticket_id = :ticket_id AND mail_id <> ''"
        " AND retracted_at IS NULL AND kind <> 'note'"
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
        source=row["source"],
        from_address=row["from_address"],
        subject=row["subject"],
        html=row["html"],
        quoted=row["quoted"],
        reply_id=row["reply_id"],
        reply_title=row["reply_title"],
        sent_to=row["sent_to"],
        files=row["files"],
        is_automatic=bool(row["is_automatic"]),
        retracted_at=row["retracted_at"],
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
        is_of_money=row["ask_id"].startswith("op_"),
    )
