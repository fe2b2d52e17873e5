"""Forgets what work on tickets kept of a customer: files, mails, tasks, words in the history."""

from __future__ import annotations

from collections.abc import Mapping

from sidebar.store import loose_files, subjects
from sidebar.store.database import Connection
from sidebar.store.subjects import Subject

ERASED = "erased"
"""Why a file, or a mail, is not there any more; its bytes go next (``to_clear``)."""

_OF_TICKETS: Mapping[str, str] = {
    "attachments": f"UPDATE attachments SET name = '', digest = '', refused = '{ERASED}' WHERE ",
    "mails": (
        "UPDATE mails SET subject = '', from_address = '', mail_id = '',"
        f" reason = '{ERASED}' WHERE "
    ),
    "tasks": "UPDATE tasks SET title = '' WHERE ",
}

_TOLD = (
    "subject_changed",
    "account_changed",
    "customer_tied",
    "forwarded",
    "bounced",
    "task_added",
    "task_changed",
    "task_done",
    "task_reopened",
    "task_removed",
    "other_channel_confirmed",
    "other_channel_cancelled",
    "other_address_confirmed",
    "other_address_cancelled",
    "no_file_confirmed",
    "no_file_cancelled",
    "linked",
)
"""Events whose texts were typed by people, or name somebody outside."""

_WRITERS = (
    "UPDATE events SET actor_name = '' WHERE actor_name <> ''"
    " AND (actor_id = '' OR actor_id LIKE 'cus_%') AND "
)
"""What was done by writing a mail, under the name that the mail gave."""


def erase(store: Connection, subject: Subject) -> dict[str, int]:
    """Empties it; answers how many rows of each table it touched."""
    tickets = subject.ticket_ids
    touched = {
        table: subjects.run(store, statement, "ticket_id", tickets)
        for table, statement in _OF_TICKETS.items()
    }
    touched["translations"] = subjects.run(
        store,
        "DELETE FROM translations WHERE message_id IN (SELECT id FROM messages WHERE ",
        "ticket_id",
        tickets,
        after=")",
    )
    kinds = ", ".join(f"'{kind}'" for kind in _TOLD)
    words = f"UPDATE events SET old = '', new = '' WHERE kind IN ({kinds}) AND "
    touched["words"] = subjects.run(store, words, "ticket_id", tickets)
    touched["writers"] = subjects.run(store, _WRITERS, "ticket_id", tickets)
    touched["mails"] += _erase_unanswered(store, subject)
    return touched


def _erase_unanswered(store: Connection, subject: Subject) -> int:
    """Mails of theirs that became no message: an absence, what was held back."""
    statement = _OF_TICKETS["mails"] + "shop_id = :shop_id AND ticket_id IS NULL AND "
    addresses = subjects.addresses(store, subject)
    return subjects.run(store, statement, "lower(from_address)", addresses, shop_id=subject.shop_id)


def to_clear(store: Connection, *, most: int) -> list[str]:
    """Keys of bytes that belong to nothing any more, each once."""
    rows = store.all(
        f"SELECT key FROM attachments WHERE refused = '{ERASED}' AND key <> ''"
        f" UNION SELECT key FROM mails WHERE reason = '{ERASED}' AND key <> '' LIMIT :most",
        most=most,
    )
    return [str(row["key"]) for row in rows]


def is_kept(store: Connection, key: str) -> bool:
    """Whether the same bytes are somebody else's too: then they stay."""
    found = store.one(
        f"SELECT 1 AS yes FROM attachments WHERE key = :key AND refused <> '{ERASED}'"
        f" UNION SELECT 1 FROM mails WHERE key = :key AND reason <> '{ERASED}'",
        key=key,
    )
    return found is not None


def cleared(store: Connection, key: str) -> None:
    """Its bytes are gone, or somebody else's alone."""
    for table, column in (("attachments", "refused"), ("mails", "reason")):
        store.run(
            f"UPDATE {table} SET key = '' WHERE key = :key AND {column} = '{ERASED}'", key=key
        )


_BY_AGENTS = "agent_id IN (SELECT id FROM agents WHERE shop_id = :shop_id)"

_LEFT_ELSEWHERE = (
    (f"DELETE FROM attachments WHERE message_id IS NULL AND {_BY_AGENTS} AND shop_id <> :shop_id"),
    *(
        f"DELETE FROM {table} WHERE {_BY_AGENTS}"
        for table in ("drafts", "presence", "order_presence", "person_keys")
    ),
)
"""What a shop's people began in other shops of its house, and is theirs alone."""

OF_SHOP = (
    *_LEFT_ELSEWHERE,
    (
        "DELETE FROM translations WHERE message_id IN (SELECT m.id FROM messages m"
        " JOIN tickets t ON t.id = m.ticket_id WHERE t.shop_id = :shop_id)"
    ),
    "DELETE FROM mentions WHERE ticket_id IN (SELECT id FROM tickets WHERE shop_id = :shop_id)",
    "DELETE FROM mentions WHERE agent_id IN (SELECT id FROM agents WHERE shop_id = :shop_id)",
    "DELETE FROM firings WHERE ticket_id IN (SELECT id FROM tickets WHERE shop_id = :shop_id)",
    (
        "DELETE FROM firings WHERE automation_id IN"
        " (SELECT id FROM automations WHERE shop_id = :shop_id)"
    ),
    "DELETE FROM causes WHERE shop_id = :shop_id",
    "DELETE FROM automations WHERE shop_id = :shop_id",
    "DELETE FROM mails WHERE shop_id = :shop_id",
    "DELETE FROM mailboxes WHERE shop_id = :shop_id",
    "DELETE FROM attachments WHERE shop_id = :shop_id",
    "DELETE FROM regroupings WHERE shop_id = :shop_id",
    (
        "UPDATE tasks SET owner_id = NULL WHERE owner_id IN"
        " (SELECT id FROM agents WHERE shop_id = :shop_id)"
    ),
    "DELETE FROM tasks WHERE shop_id = :shop_id",
    "DELETE FROM projects WHERE shop_id = :shop_id",
    "DELETE FROM saved_views WHERE shop_id = :shop_id",
    "DELETE FROM saved_views WHERE agent_id IN (SELECT id FROM agents WHERE shop_id = :shop_id)",
    (
        "DELETE FROM default_reply_texts WHERE reply_id IN"
        " (SELECT id FROM default_replies WHERE shop_id = :shop_id)"
    ),
    "DELETE FROM default_replies WHERE shop_id = :shop_id",
    "DELETE FROM setting_events WHERE shop_id = :shop_id",
    "DELETE FROM choices WHERE shop_id = :shop_id",
    "DELETE FROM grants WHERE shop_id = :shop_id",
    "DELETE FROM grants WHERE agent_id IN (SELECT id FROM agents WHERE shop_id = :shop_id)",
    (
        "DELETE FROM ticket_agents WHERE ticket_id IN"
        " (SELECT id FROM tickets WHERE shop_id = :shop_id)"
    ),
    "DELETE FROM ticket_agents WHERE agent_id IN (SELECT id FROM agents WHERE shop_id = :shop_id)",
    "DELETE FROM team_agents WHERE team_id IN (SELECT id FROM teams WHERE shop_id = :shop_id)",
    "DELETE FROM team_agents WHERE agent_id IN (SELECT id FROM agents WHERE shop_id = :shop_id)",
    "UPDATE tickets SET team_id = NULL, merged_into = NULL WHERE shop_id = :shop_id",
    "DELETE FROM teams WHERE shop_id = :shop_id",
)
"""In the order in which rows name each other; before messages, tickets and agents themselves."""


def erase_shop(store: Connection, shop_id: str, *, now: int) -> int:
    """Deletes it all of a shop that has left; answers how many rows.

    The bytes of files that its people were to send elsewhere are noted as due (UTC ms).
    """
    waiting = store.all(
        f"SELECT key FROM attachments WHERE message_id IS NULL AND {_BY_AGENTS}"
        " AND shop_id <> :shop_id AND key <> ''",
        shop_id=shop_id,
    )
    loose_files.note(store, [row["key"] for row in waiting], due_at=now)
    return sum(store.run(statement, shop_id=shop_id) for statement in OF_SHOP)
