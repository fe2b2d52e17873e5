"""How fast a shop's letters leave: what left in an hour, and until when none may."""

from __future__ import annotations

from sidebar.store.database import Connection


def paused_until(store: Connection, shop_id: str) -> int:
    """Until when (UTC ms) the shop's mail server asked to be left alone; zero for no time."""
    row = store.one("SELECT letters_wait_until FROM shops WHERE id = :id", id=shop_id)
    return 0 if row is None else int(row["letters_wait_until"])


def pause(store: Connection, shop_id: str, *, until: int) -> None:
    """None of the shop's letters leaves before a moment (UTC ms)."""
    store.run(
        "UPDATE shops SET letters_wait_until = :until"
        " WHERE id = :id AND letters_wait_until < :until",
        id=shop_id,
        until=until,
    )


def left_since(store: Connection, shop_id: str, *, since: int) -> tuple[int, int]:
    """How many letters left since a moment (UTC ms), or are leaving, and when the first one did."""
    row = store.written(
        "SELECT count(*) AS many, coalesce(min(settled_at), 0) AS first FROM letters"
        " WHERE shop_id = :shop_id AND settled_at > :since AND state IN ('sent', 'unsure')",
        shop_id=shop_id,
        since=since,
    )
    leaving = store.written(
        "SELECT count(*) AS many FROM letters WHERE state IN ('queued', 'sending', 'handing')"
        " AND state IN ('sending', 'handing') AND shop_id = :shop_id",
        shop_id=shop_id,
    )
    return int(row["many"]) + int(leaving["many"]), int(row["first"])


def put_off(store: Connection, shop_id: str, *, until: int, fault: str) -> None:
    """All of the shop's waiting letters wait until a moment (UTC ms), and say why."""
    store.run(
        "UPDATE letters SET due_at = :until, fault = :fault WHERE shop_id = :shop_id"
        " AND state IN ('queued', 'sending', 'handing') AND state = 'queued' AND due_at < :until",
        shop_id=shop_id,
        until=until,
        fault=fault,
    )
