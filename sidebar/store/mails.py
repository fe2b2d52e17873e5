"""Every mail that arrived, once: what became of it, or why nothing did, and where its whole is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sidebar.store.database import Connection, Row


class MailState(StrEnum):
    """What became of a mail."""

    KEPT = "kept"
    IGNORED = "ignored"
    """Understood, and not meant for a ticket: ``reason`` says why."""
    REFUSED = "refused"
    """It could not be made a message: ``reason`` says why."""


BEGAN = "began"
"""The reason of a mail that began a ticket; the index ``mails_that_began`` has it word for word."""


@dataclass(frozen=True, slots=True)
class KeptMail:
    """One mail. ``key`` is empty where it was never fetched; ``arrived_at`` is UTC ms."""

    id: str
    shop_id: str
    uid_validity: int
    uid: int
    digest: str
    mail_id: str
    state: MailState
    reason: str
    from_address: str
    subject: str
    key: str
    ticket_id: str | None
    message_id: str | None
    arrived_at: int


_COLUMNS = (
    "id, shop_id, uid_validity, uid, digest, mail_id, state, reason, from_address, subject, key,"
    " ticket_id, message_id, arrived_at"
)


def take(store: Connection, mail: KeptMail) -> bool:
    """Writes the mail down; answers False, having changed nothing, where it was here before.

    It is the same by its place in the mailbox, or by its digest wherever it lies.
    """
    taken = store.one(
        f"INSERT INTO mails ({_COLUMNS}) VALUES (:id, :shop_id, :uid_validity, :uid, :digest,"
        " :mail_id, :state, :reason, :from_address, :subject, :key, :ticket_id, :message_id,"
        " :arrived_at) ON CONFLICT DO NOTHING RETURNING id",
        **{name: getattr(mail, name) for name in KeptMail.__dataclass_fields__ if name != "state"},
        state=mail.state.value,
    )
    return taken is not None


def became(
    store: Connection,
    mail_id: str,
    *,
    state: MailState,
    reason: str,
    ticket_id: str | None = None,
    message_id: str | None = None,
) -> None:
    """What was made of it, in the transaction that makes it."""
    store.run(
        "UPDATE mails SET state = :state, reason = :reason, ticket_id = :ticket_id,"
        " message_id = :message_id WHERE id = :id",
        id=mail_id,
        state=state.value,
        reason=reason,
        ticket_id=ticket_id,
        message_id=message_id,
    )


def take_up(store: Connection, mail_id: str) -> bool:
    """Not kept → kept, because a person wants it; answers whether it was not kept before."""
    taken = store.run(
        "UPDATE mails SET state = 'kept' WHERE id = :id AND state <> 'kept'", id=mail_id
    )
    return taken == 1


_HELD = "reason IN ('held_sender', 'held_shop')"
"""Word for word the condition of the index ``mails_held``."""


def held(
    store: Connection, shop_id: str, *, began_since: int, fewer: int, since: int, most: int
) -> list[KeptMail]:
    """Mails held back for their number that arrived after ``since`` (UTC ms), oldest first.

    Only of senders who began ``fewer`` tickets after ``began_since``: a loop holds up nobody else.
    """
    rows = store.all(
        f"SELECT {_COLUMNS} FROM mails WHERE shop_id = :shop_id AND {_HELD}"
        " AND state = 'ignored' AND key <> '' AND arrived_at > :since"
        " AND lower(from_address) NOT IN (SELECT lower(from_address) FROM mails"
        " WHERE shop_id = :shop_id AND reason = 'began' AND arrived_at > :began_since"
        " GROUP BY lower(from_address) HAVING count(*) >= :fewer)"
        " ORDER BY id LIMIT :most",
        shop_id=shop_id,
        began_since=began_since,
        fewer=fewer,
        since=since,
        most=most,
    )
    return [_mail(row) for row in rows]


def take_held(store: Connection, mail_id: str, *, now: int) -> bool:
    """It is tried again as one that arrives now; answers whether it was still held back."""
    taken = store.run(
        f"UPDATE mails SET arrived_at = :now WHERE id = :id AND state = 'ignored' AND {_HELD}",
        id=mail_id,
        now=now,
    )
    return taken == 1


def find(store: Connection, mail_id: str, *, shop_id: str) -> KeptMail | None:
    """The mail, if it is of this shop."""
    row = store.one(
        f"SELECT {_COLUMNS} FROM mails WHERE id = :id AND shop_id = :shop_id",
        id=mail_id,
        shop_id=shop_id,
    )
    return None if row is None else _mail(row)


def of_message(store: Connection, message_id: str) -> KeptMail | None:
    """The mail that a message came in."""
    row = store.one(
        f"SELECT {_COLUMNS} FROM mails WHERE message_id = :message_id AND reason <> 'bounce'"
        " ORDER BY id LIMIT 1",
        message_id=message_id,
    )
    return None if row is None else _mail(row)


def not_kept(store: Connection, shop_id: str, *, most: int, before: str = "") -> list[KeptMail]:
    """The last ones that were not made messages (before one, by its id), newest first."""
    rows = store.all(
        f"SELECT {_COLUMNS} FROM mails WHERE shop_id = :shop_id AND state <> 'kept'"
        " AND (:before = '' OR id < :before) ORDER BY id DESC LIMIT :most",
        shop_id=shop_id,
        most=most,
        before=before,
    )
    return [_mail(row) for row in rows]


def counts(store: Connection, shop_id: str) -> dict[str, int]:
    """How many mails of a shop there are in each state."""
    rows = store.all(
        "SELECT state, count(*) AS many FROM mails WHERE shop_id = :shop_id GROUP BY state",
        shop_id=shop_id,
    )
    return {row["state"]: int(row["many"]) for row in rows}


def began_since(store: Connection, shop_id: str, sender: str, *, since: int) -> tuple[int, int]:
    """How many tickets mails began since a moment (UTC ms): this sender's, and all of them."""
    row = store.written(
        "SELECT count(*) AS everyones,"
        " coalesce(sum(CASE WHEN lower(from_address) = lower(:sender) THEN 1 ELSE 0 END), 0)"
        " AS theirs FROM mails WHERE shop_id = :shop_id AND reason = 'began'"
        " AND arrived_at > :since",
        shop_id=shop_id,
        sender=sender,
        since=since,
    )
    return int(row["theirs"]), int(row["everyones"])


def _mail(row: Row) -> KeptMail:
    return KeptMail(**{**row, "state": MailState(row["state"])})
