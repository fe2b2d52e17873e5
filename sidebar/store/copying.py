"""Moves a whole store to another engine: every row, in one transaction, into an empty target."""

from __future__ import annotations

from pathlib import Path

from sidebar.errors import Refused, StoreUnreachable
from sidebar.store import search
from sidebar.store.database import Connection, Database, Row, connect
from sidebar.store.migrate import pending

KEYS = {
    "shops": ("id",),
    "helpdesks": ("id",),
    "agents": ("id",),
    "customers": ("id",),
    "counters": ("name",),
    "teams": ("id",),
    "tickets": ("id",),
    "messages": ("id",),
    "events": ("id",),
    "letters": ("id",),
    "presence": ("ticket_id", "agent_id"),
    "drafts": ("ticket_id", "agent_id"),
    "launches": ("shop_id", "token_id"),
    "readings": ("shop_id", "kind", "subject"),
    "accounts": ("shop_id", "order_id"),
    "operations": ("id",),
    "tags": ("ticket_id", "tag"),
    "order_presence": ("shop_id", "order_id", "agent_id"),
    "notices": ("shop_id", "notice_id"),
    "nonces": ("shop_id", "nonce"),
    "person_keys": ("shop_id", "agent_id"),
    "leases": ("name",),
    "deliveries": ("id",),
    "data_requests": ("id",),
    "erasures": ("id",),
    "team_agents": ("team_id", "agent_id"),
    "ticket_agents": ("ticket_id", "agent_id", "part"),
    "grants": ("agent_id", "shop_id"),
    "choices": ("id",),
    "setting_events": ("id",),
    "projects": ("id",),
    "tasks": ("id",),
    "saved_views": ("id",),
    "default_replies": ("id",),
    "default_reply_texts": ("reply_id", "language"),
    "mentions": ("message_id", "agent_id"),
    "translations": ("message_id", "language"),
    "attachments": ("id",),
    "mailboxes": ("shop_id",),
    "mails": ("id",),
    "regroupings": ("id",),
    "automations": ("id",),
    "causes": ("id",),
    "firings": ("automation_id", "cause_id"),
    "loose_files": ("key",),
    "helpdesk_shops": ("helpdesk_id", "shop_id"),
    "helpdesk_launches": ("helpdesk_id", "token_id"),
    "helpdesk_tickets": ("helpdesk_id", "host_ticket_id", "ticket_id"),
    "helpdesk_news": ("id",),
}
"""Each table's key, in the order in which rows may refer to earlier ones; a test holds it whole."""

REBUILT = ("search_docs", "search_progress")
"""What each engine has in a shape of its own: it is written again from the rest."""

PAGE = 1000
"""Rows held in memory at once."""


def open_source(url: str) -> Database:
    """The store to copy from, which must be there: opening it creates nothing.

    Raises Refused (``bad_source``, ``no_source``, ``source_unreachable``, ``source_not_migrated``).
    """
    path = url.removeprefix("sqlite:///")
    if path != url and not Path(path).is_file():
        raise Refused("no_source")
    try:
        source = connect(url)
    except ValueError as error:
        raise Refused("bad_source") from error
    try:
        lacking = pending(source)
    except StoreUnreachable as error:
        source.close()
        raise Refused("source_unreachable") from error
    if lacking:
        source.close()
        raise Refused("source_not_migrated")
    return source


def copy_all(source: Database, target: Database) -> dict[str, int]:
    """Copies every table and answers the rows of each.

    Raises Refused (``store_not_empty``) when the target already holds a shop. Both stores must
    have the same migrations.
    """
    with source.reading() as old, target.writing() as new:
        if new.one("SELECT id FROM shops LIMIT 1") is not None:
            raise Refused("store_not_empty")
        # What the migrations themselves put there comes again with the source's rows.
        new.run("DELETE FROM counters")
        search.begin_again(new)
        return {table: _copy(old, new, table) for table in KEYS}


def _copy(old: Connection, new: Connection, table: str) -> int:
    copied = 0
    last: Row | None = None
    while page := _page(old, table, last):
        for row in page:
            names = ", ".join(row)
            places = ", ".join(f":{name}" for name in row)
            new.run(f"INSERT INTO {table} ({names}) VALUES ({places})", **row)
        copied += len(page)
        last = page[-1]
    return copied


def _page(old: Connection, table: str, last: Row | None) -> list[Row]:
    """The rows after the last one copied: each page costs the same, however long the table."""
    key = ", ".join(KEYS[table])
    if last is None:
        return old.all(f"SELECT * FROM {table} ORDER BY {key} LIMIT :most", most=PAGE)
    after = ", ".join(f":after_{name}" for name in KEYS[table])
    values = {f"after_{name}": last[name] for name in KEYS[table]}
    return old.all(
        f"SELECT * FROM {table} WHERE ({key}) > ({after}) ORDER BY {key} LIMIT :most",
        most=PAGE,
        **values,
    )
