"""What each shop told us of itself: every notice once, however often and whichever way it came."""

from __future__ import annotations

from dataclasses import dataclass

from sidebar.store.database import Connection


@dataclass(frozen=True, slots=True)
class KeptNotice:
    """One notice as it is kept. ``operation_id`` is ours where the shop echoes our own act."""

    shop_id: str
    notice_id: str
    kind: str
    order_id: str
    operation_id: str
    body: str
    received_at: int


def keep(store: Connection, notice: KeptNotice) -> bool:
    """Answers whether it was new."""
    kept = store.run(
        "INSERT INTO notices (shop_id, notice_id, kind, order_id, operation_id, body, received_at)"
        " VALUES (:shop_id, :notice_id, :kind, :order_id, :operation_id, :body, :received_at)"
        " ON CONFLICT (shop_id, notice_id) DO NOTHING",
        shop_id=notice.shop_id,
        notice_id=notice.notice_id,
        kind=notice.kind,
        order_id=notice.order_id,
        operation_id=notice.operation_id,
        body=notice.body,
        received_at=notice.received_at,
    )
    return kept == 1


def forget_old(store: Connection, *, before: int) -> int:
    """Drops notices received before a moment (UTC ms): the shop no longer repeats them."""
    return store.run("DELETE FROM notices WHERE received_at < :before", before=before)
