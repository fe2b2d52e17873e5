"""Where a shop's mail arrives, and how far it was read: the position moves with what it led to."""

from __future__ import annotations

from dataclasses import dataclass, field

from sidebar.store.database import Connection, Row

FROM_NOW_ON = -1
"""Stands for a position that is not known yet: the end of the mailbox, when it is first read."""


@dataclass(frozen=True, slots=True)
class KeptMailbox:
    """One shop's mailbox; ``kind``, ``security`` and ``folder`` as ``MailboxSettings`` has them."""

    shop_id: str
    kind: str = "imap"
    host: str = ""
    port: int = 993
    security: str = "tls"
    user: str = ""
    folder: str = "INBOX"
    sealed: str = field(default="", repr=False)
    """Its password, as the vault keeps it."""
    is_on: bool = True
    takes_tags: bool = False
    """Whether support+anything@shop arrives here too: replies then carry a signed tag."""
    uid_validity: int = FROM_NOW_ON
    last_uid: int = 0
    due_at: int = 0
    checked_at: int | None = None
    fault: str = ""
    """The stable name of what kept it from being read; empty where nothing did."""
    failures: int = 0
    """How often in a row it could not be read."""
    stumbles: int = 0
    """How often in a row the mail after the last one could not be kept."""


_COLUMNS = (
    "shop_id, kind, host, port, security, user_name, folder, sealed, is_on, takes_tags,"
    " uid_validity, last_uid, due_at, checked_at, fault, failures, stumbles"
)


def keep(store: Connection, box: KeptMailbox) -> None:
    """The shop's mailbox as it shall be, in the place of the one there was."""
    updates = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS.split(", ")[1:])
    store.run(
        f"INSERT INTO mailboxes ({_COLUMNS}) VALUES (:shop_id, :kind, :host, :port, :security,"
        " :user_name, :folder, :sealed, :is_on, :takes_tags, :uid_validity, :last_uid, :due_at,"
        " :checked_at, :fault, :failures, :stumbles)"
        f" ON CONFLICT (shop_id) DO UPDATE SET {updates}",
        shop_id=box.shop_id,
        kind=box.kind,
        host=box.host,
        port=box.port,
        security=box.security,
        user_name=box.user,
        folder=box.folder,
        sealed=box.sealed,
        is_on=int(box.is_on),
        takes_tags=int(box.takes_tags),
        uid_validity=box.uid_validity,
        last_uid=box.last_uid,
        due_at=box.due_at,
        checked_at=box.checked_at,
        fault=box.fault,
        failures=box.failures,
        stumbles=box.stumbles,
    )


def find(store: Connection, shop_id: str) -> KeptMailbox | None:
    """The shop's mailbox, whether it is on or not."""
    row = store.one(f"SELECT {_COLUMNS} FROM mailboxes WHERE shop_id = :shop_id", shop_id=shop_id)
    return None if row is None else _mailbox(row)


def due(store: Connection, *, now: int) -> list[KeptMailbox]:
    """Those of connected shops that are on and to be looked at by now (UTC ms)."""
    rows = store.all(
        f"SELECT {_COLUMNS} FROM mailboxes WHERE is_on = 1 AND due_at <= :now AND EXISTS"
        " (SELECT 1 FROM shops WHERE shops.id = mailboxes.shop_id AND shops.removed_at IS NULL)"
        " ORDER BY due_at, shop_id",
        now=now,
    )
    return [_mailbox(row) for row in rows]


def advance(store: Connection, box: KeptMailbox, *, uid_validity: int, uid: int) -> None:
    """This mail and all before it are seen to; a late worker never moves the position back.

    Nor does it say anything of another mailbox, where the shop has changed it meanwhile.
    """
    store.run(
        "UPDATE mailboxes SET stumbles = 0, last_uid = CASE"
        " WHEN uid_validity = :uid_validity AND last_uid > :uid THEN last_uid ELSE :uid END,"
        " uid_validity = :uid_validity WHERE shop_id = :shop_id AND kind = :kind"
        " AND host = :host AND user_name = :user AND folder = :folder",
        shop_id=box.shop_id,
        kind=box.kind,
        host=box.host,
        user=box.user,
        folder=box.folder,
        uid_validity=uid_validity,
        uid=uid,
    )


def looked_at(
    store: Connection, shop_id: str, *, fault: str, failures: int, due_at: int, now: int
) -> None:
    """How the last look ended, and when the next one is due (UTC ms)."""
    store.run(
        "UPDATE mailboxes SET checked_at = :now, fault = :fault, failures = :failures,"
        " due_at = :due_at WHERE shop_id = :shop_id",
        shop_id=shop_id,
        fault=fault,
        failures=failures,
        due_at=due_at,
        now=now,
    )


def stumble(store: Connection, shop_id: str, *, due_at: int) -> None:
    """The next mail could not be kept, for no reason that anybody foresaw."""
    store.run(
        "UPDATE mailboxes SET stumbles = stumbles + 1, due_at = :due_at WHERE shop_id = :shop_id",
        shop_id=shop_id,
        due_at=due_at,
    )


def bring_forward(store: Connection, shop_id: str, *, now: int) -> None:
    """It is looked at in the next round."""
    store.run(
        "UPDATE mailboxes SET due_at = :now WHERE shop_id = :shop_id AND due_at > :now",
        shop_id=shop_id,
        now=now,
    )


def _mailbox(row: Row) -> KeptMailbox:
    return KeptMailbox(
        shop_id=row["shop_id"],
        kind=row["kind"],
        host=row["host"],
        port=row["port"],
        security=row["security"],
        user=row["user_name"],
        folder=row["folder"],
        sealed=row["sealed"],
        is_on=bool(row["is_on"]),
        takes_tags=bool(row["takes_tags"]),
        uid_validity=row["uid_validity"],
        last_uid=row["last_uid"],
        due_at=row["due_at"],
        checked_at=row["checked_at"],
        fault=row["fault"],
        failures=row["failures"],
        stumbles=row["stumbles"],
    )
