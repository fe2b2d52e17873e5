"""Default replies: kept by the shop whose managers write them, read by every shop of its house."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sidebar.rules.replies import DefaultReply
from sidebar.store.database import Connection, Row

_FIELDS = (
    "SELECT r.id, r.shop_id, r.category, r.title, r.channels, r.types, r.shops, r.updated_at,"
    " r.archived_at, t.language, t.body FROM default_replies r"
    " LEFT JOIN default_reply_texts t ON t.reply_id = r.id "
)


def of_shop(store: Connection, shop_id: str) -> list[DefaultReply]:
    """Those that the shop's managers wrote, archived ones included."""
    rows = store.all(
        _FIELDS + "WHERE r.shop_id = :shop_id ORDER BY r.id, t.language", shop_id=shop_id
    )
    return _replies(rows)


def of_house(store: Connection, shop_id: str) -> list[DefaultReply]:
    """Those of the shop and of the connected shops of its house, without archived ones."""
    rows = store.all(
        _FIELDS + "JOIN shops own ON own.id = :shop_id"
        " JOIN shops s ON s.id = r.shop_id AND s.removed_at IS NULL"
        " WHERE r.archived_at IS NULL"
        " AND (s.id = own.id OR (own.family <> '' AND s.family = own.family))"
        " ORDER BY r.id, t.language",
        shop_id=shop_id,
    )
    return _replies(rows)


def find(store: Connection, reply_id: str, *, shop_id: str) -> DefaultReply | None:
    """The reply, if this shop's managers wrote it."""
    rows = store.all(
        _FIELDS + "WHERE r.id = :id AND r.shop_id = :shop_id ORDER BY t.language",
        id=reply_id,
        shop_id=shop_id,
    )
    return next(iter(_replies(rows)), None)


def keep(store: Connection, reply: DefaultReply, *, by: str) -> None:
    """Adds the reply, or writes over it; ``by`` is who does it. Its texts are kept beside it."""
    store.run(
        "INSERT INTO default_replies (id, shop_id, category, title, channels, types, shops,"
        " created_by, updated_at, archived_at) VALUES (:id, :shop_id, :category, :title,"
        " :channels, :types, :shops, :by, :updated_at, NULL)"
        " ON CONFLICT (id) DO UPDATE SET category = excluded.category, title = excluded.title,"
        " channels = excluded.channels, types = excluded.types, shops = excluded.shops,"
        " updated_at = excluded.updated_at",
        id=reply.id,
        shop_id=reply.shop_id,
        category=reply.category,
        title=reply.title,
        channels=json.dumps(reply.channels),
        types=json.dumps(reply.types),
        shops=json.dumps(reply.shops),
        by=by,
        updated_at=reply.updated_at,
    )


def clear_texts(store: Connection, reply_id: str) -> None:
    """Takes the texts away, for those that follow to be the whole of it."""
    store.run("DELETE FROM default_reply_texts WHERE reply_id = :id", id=reply_id)


def keep_text(store: Connection, reply_id: str, language: str, body: str) -> None:
    """Adds the text of one language."""
    store.run(
        "INSERT INTO default_reply_texts (reply_id, language, body)"
        " VALUES (:reply_id, :language, :body)",
        reply_id=reply_id,
        language=language,
        body=body,
    )


def archive(store: Connection, reply_id: str, *, at: int | None, now: int) -> bool:
    """Puts it away (UTC ms), or takes it back with nothing; answers whether that was a change."""
    changed = store.run(
        "UPDATE default_replies SET archived_at = :at, updated_at = :now WHERE id = :id"
        " AND (archived_at IS NULL) <> (CAST(:at AS BIGINT) IS NULL)",
        id=reply_id,
        at=at,
        now=now,
    )
    return changed == 1


def language_of_shop(store: Connection, shop_id: str) -> str:
    """The language that most of the shop's people work in; empty where nobody came yet."""
    row = store.one(
        "SELECT lower(substr(language, 1, 2)) AS spoken FROM agents"
        " WHERE shop_id = :shop_id AND language <> ''"
        " GROUP BY spoken ORDER BY count(*) DESC, spoken DESC LIMIT 1",
        shop_id=shop_id,
    )
    return "" if row is None else str(row["spoken"])


def sample_ticket(store: Connection, shop_id: str) -> str:
    """The id of the shop's newest ticket whose order was read; empty where there is none."""
    row = store.one(
        "SELECT t.id FROM tickets t WHERE t.shop_id = :shop_id AND t.order_id <> '' AND EXISTS"
        " (SELECT 1 FROM readings r WHERE r.shop_id = t.shop_id AND r.kind = 'order'"
        " AND r.subject = t.order_id) ORDER BY t.id DESC LIMIT 1",
        shop_id=shop_id,
    )
    return "" if row is None else str(row["id"])


def _replies(rows: Iterable[Row]) -> list[DefaultReply]:
    """One reply a run of rows with its id, each row one of its texts."""
    found = dict[str, Row]()
    texts = dict[str, dict[str, str]]()
    for row in rows:
        found[row["id"]] = row
        written = texts.setdefault(row["id"], {})
        if row["language"] is not None:
            written[row["language"]] = row["body"]
    return [_reply(row, texts[row["id"]]) for row in found.values()]


def _reply(row: Row, texts: dict[str, str]) -> DefaultReply:
    return DefaultReply(
        id=row["id"],
        shop_id=row["shop_id"],
        category=row["category"],
        title=row["title"],
        texts=texts,
        channels=tuple(json.loads(row["channels"])),
        types=tuple(json.loads(row["types"])),
        shops=tuple(json.loads(row["shops"])),
        updated_at=row["updated_at"],
        is_archived=row["archived_at"] is not None,
    )
