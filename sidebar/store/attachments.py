"""Files beside a text that is being written, and on the messages that carry them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from platforms.shapes import Wording
from sidebar.rules.choices import Choice
from sidebar.store.database import Connection, Row


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file. ``size`` is in bytes, ``digest`` its SHA-256 in hex, ``key`` where it is kept."""

    id: str
    shop_id: str
    ticket_id: str
    message_id: str | None
    """Nothing while it waits beside the text of ``agent_id``."""
    agent_id: str
    """Empty for what came by mail."""
    name: str
    type: str
    """A code of the shop's list of attachments."""
    content_type: str
    """As its bytes say, never as its sender said."""
    size: int
    digest: str
    key: str
    """Empty where it was not kept."""
    refused: str
    """Why it was not kept, by a stable name; empty for one that was."""
    added_at: int
    type_name: Wording | None = None
    """What the shop calls the type, where it has a wording of its own."""

    @property
    def is_kept(self) -> bool:
        """Whether its bytes may be had: neither refused when it came nor erased since."""
        return bool(self.key) and not self.refused

    @property
    def choice(self) -> Choice:
        """Its type as the lists name it."""
        return Choice(self.type, self.type_name)


_COLUMNS = (
    "id, shop_id, ticket_id, message_id, agent_id, name, type, content_type, size, digest, key,"
    " refused, added_at"
)
_SELECT = (
    f"SELECT {', '.join(f'a.{name}' for name in _COLUMNS.split(', '))}, c.name_fr, c.name_en"
    " FROM attachments a LEFT JOIN choices c ON c.shop_id = a.shop_id AND c.list = 'attachment'"
    " AND c.code = a.type "
)


def add(store: Connection, attachment: Attachment) -> None:
    """Keeps the row; its bytes are at its key already."""
    names = _COLUMNS.split(", ")
    store.run(
        f"INSERT INTO attachments ({_COLUMNS}) VALUES ({', '.join(f':{name}' for name in names)})",
        **{name: getattr(attachment, name) for name in names},
    )


def waiting(store: Connection, ticket_id: str, agent_id: str) -> list[Attachment]:
    """What will go with the agent's next message on this ticket, in the order it was added."""
    rows = store.all(
        _SELECT + "WHERE a.ticket_id = :ticket_id AND a.agent_id = :agent_id"
        " AND a.message_id IS NULL ORDER BY a.id",
        ticket_id=ticket_id,
        agent_id=agent_id,
    )
    return [_attachment(row) for row in rows]


def of_messages(store: Connection, message_ids: Sequence[str]) -> list[Attachment]:
    """The files of these messages, refused ones included, in the order they were added."""
    if not message_ids:
        return []
    places = ", ".join(f":message_{place}" for place in range(len(message_ids)))
    rows = store.all(
        _SELECT + f"WHERE a.message_id IN ({places}) ORDER BY a.id",
        **{f"message_{place}": known for place, known in enumerate(message_ids)},
    )
    return [_attachment(row) for row in rows]


def find(store: Connection, attachment_id: str, *, ticket_id: str) -> Attachment | None:
    """The file, if it waits on this ticket or its message stands on it now."""
    row = store.one(
        _SELECT + "WHERE a.id = :id AND coalesce((SELECT m.ticket_id FROM messages m"
        " WHERE m.id = a.message_id), a.ticket_id) = :ticket_id",
        id=attachment_id,
        ticket_id=ticket_id,
    )
    return None if row is None else _attachment(row)


def of_shop(store: Connection, attachment_id: str, *, shop_id: str) -> Attachment | None:
    """The file, if it is of this shop and the shop is still connected."""
    row = store.one(
        _SELECT + "WHERE a.id = :id AND a.shop_id = :shop_id AND EXISTS"
        " (SELECT 1 FROM shops s WHERE s.id = a.shop_id AND s.removed_at IS NULL)",
        id=attachment_id,
        shop_id=shop_id,
    )
    return None if row is None else _attachment(row)


def change_type(store: Connection, attachment_id: str, *, agent_id: str, type_code: str) -> bool:
    """Of one that waits for this agent's message; answers whether it still did."""
    changed = store.run(
        "UPDATE attachments SET type = :type WHERE id = :id AND agent_id = :agent_id"
        " AND message_id IS NULL",
        id=attachment_id,
        agent_id=agent_id,
        type=type_code,
    )
    return changed == 1


def remove(store: Connection, attachment_id: str, *, agent_id: str) -> bool:
    """Of one that waits for this agent's message; answers whether it still did."""
    removed = store.run(
        "DELETE FROM attachments WHERE id = :id AND agent_id = :agent_id AND message_id IS NULL",
        id=attachment_id,
        agent_id=agent_id,
    )
    return removed == 1


def attach(store: Connection, files: Sequence[Attachment], *, message_id: str) -> bool:
    """These go with the message; answers whether all of them still waited."""
    attached = [
        store.run(
            "UPDATE attachments SET message_id = :message_id WHERE id = :id AND message_id IS NULL",
            id=file.id,
            message_id=message_id,
        )
        for file in files
    ]
    return all(attached)


def left_waiting(store: Connection, *, before: int, most: int) -> list[Attachment]:
    """What was added before a moment (UTC ms) and never sent, oldest first."""
    rows = store.all(
        _SELECT + "WHERE a.message_id IS NULL AND a.added_at < :before"
        " ORDER BY a.added_at, a.id LIMIT :most",
        before=before,
        most=most,
    )
    return [_attachment(row) for row in rows]


def unnamed(store: Connection, keys: Iterable[str]) -> list[str]:
    """Which of these keys no row names any more: what stands there may be deleted."""
    return [key for key in dict.fromkeys(keys) if key and not _is_named(store, key)]


def _is_named(store: Connection, key: str) -> bool:
    found = store.one("SELECT id FROM attachments WHERE key = :key LIMIT 1", key=key)
    return found is not None


def _attachment(row: Row) -> Attachment:
    names = {"fr": row["name_fr"] or "", "en": row["name_en"] or ""}
    has_name = any(names.values())
    return Attachment(
        **{name: row[name] for name in _COLUMNS.split(", ")},
        type_name=Wording(names["en"] or names["fr"], names) if has_name else None,
    )
