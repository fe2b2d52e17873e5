"""What hosts pushed: each event once, sealed until it was worked, its body no longer than that."""

from __future__ import annotations

from dataclasses import dataclass

from sidebar.store.database import Connection


@dataclass(frozen=True, slots=True)
class KeptDelivery:
    """One of them, not worked yet. ``sealed`` opens only with the vault."""

    id: str
    shop_id: str
    topic: str
    delivery_id: str
    event_id: str
    sealed: str
    attempts: int
    triggered_at: int
    received_at: int
    digest: str = ""
    """Of what was signed."""
    is_owed: bool = False
    """Whether the law asks for it."""


_COLUMNS = (
    "id, shop_id, topic, delivery_id, event_id, sealed, attempts, triggered_at, received_at,"
    " digest, is_owed"
)


def keep(store: Connection, delivery: KeptDelivery) -> bool:
    """Answers whether it was new: neither this delivery nor its event was here before."""
    kept = store.run(
        f"INSERT INTO deliveries ({_COLUMNS}, state, due_at, fault) VALUES (:id, :shop_id, :topic,"
        " :delivery_id, :event_id, :sealed, :attempts, :triggered_at, :received_at, :digest,"
        " :is_owed, 'received', :received_at, '') ON CONFLICT DO NOTHING",
        id=delivery.id,
        shop_id=delivery.shop_id,
        topic=delivery.topic,
        delivery_id=delivery.delivery_id,
        event_id=delivery.event_id,
        sealed=delivery.sealed,
        attempts=delivery.attempts,
        triggered_at=delivery.triggered_at,
        received_at=delivery.received_at,
        digest=delivery.digest,
        is_owed=int(delivery.is_owed),
    )
    return kept == 1


def is_repeated(store: Connection, delivery: KeptDelivery) -> bool:
    """Whether the very same was said to the shop before, under other headers."""
    row = store.one(
        "SELECT id FROM deliveries WHERE shop_id = :shop_id AND topic = :topic"
        " AND digest = :digest AND id < :id LIMIT 1",
        shop_id=delivery.shop_id,
        topic=delivery.topic,
        digest=delivery.digest,
        id=delivery.id,
    )
    return row is not None


def due(store: Connection, *, now: int, most: int) -> list[KeptDelivery]:
    """What is to be worked by now, longest due first."""
    rows = store.all(
        f"SELECT {_COLUMNS} FROM deliveries WHERE state = 'received' AND due_at <= :now"
        " ORDER BY due_at, id LIMIT :most",
        now=now,
        most=most,
    )
    return [KeptDelivery(**{**row, "is_owed": bool(row["is_owed"])}) for row in rows]


def overdue(store: Connection, *, before: int) -> int:
    """How many that the law asks for were received before a moment (UTC ms), and not worked."""
    row = store.one(
        "SELECT count(*) AS many FROM deliveries WHERE state = 'received' AND is_owed = 1"
        " AND received_at < :before",
        before=before,
    )
    return int(row["many"]) if row else 0


def claim(store: Connection, delivery: KeptDelivery, *, until: int) -> bool:
    """One worker's until then (UTC ms); answers whether it was this one's."""
    claimed = store.run(
        "UPDATE deliveries SET attempts = attempts + 1, due_at = :until"
        " WHERE id = :id AND state = 'received' AND attempts = :attempts",
        id=delivery.id,
        attempts=delivery.attempts,
        until=until,
    )
    return claimed == 1


def postpone(store: Connection, delivery_id: str, *, due_at: int, fault: str) -> None:
    """It could not be worked, and is tried again then (UTC ms)."""
    store.run(
        "UPDATE deliveries SET due_at = :due_at, fault = :fault"
        " WHERE id = :id AND state = 'received'",
        id=delivery_id,
        due_at=due_at,
        fault=fault,
    )


def end(store: Connection, delivery_id: str, *, fault: str = "") -> None:
    """It was worked, or refused for a reason; what it said of anyone is no longer kept."""
    store.run(
        "UPDATE deliveries SET state = CASE WHEN :fault = '' THEN 'worked' ELSE 'refused' END,"
        " fault = :fault, sealed = '' WHERE id = :id",
        id=delivery_id,
        fault=fault,
    )


_FORGETTABLE = "state <> 'received' AND digest = ''"
"""What is still to do stays; and what may be said once stays known, empty as it is."""


def has_older(store: Connection, *, than: int) -> bool:
    """Whether any was received before a moment (UTC ms)."""
    row = store.one(
        f"SELECT id FROM deliveries WHERE received_at < :than AND {_FORGETTABLE} LIMIT 1", than=than
    )
    return row is not None


def forget_old(store: Connection, *, before: int) -> int:
    """Drops those received before a moment (UTC ms): their host repeats them no more."""
    return store.run(
        f"DELETE FROM deliveries WHERE received_at < :before AND {_FORGETTABLE}", before=before
    )
