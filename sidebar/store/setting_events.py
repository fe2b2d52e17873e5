"""Who changed what in a shop's settings: only ever added to."""

from __future__ import annotations

from dataclasses import dataclass

from sidebar.store.database import Connection


@dataclass(frozen=True, slots=True)
class SettingEvent:
    """One change; ``old`` and ``new`` are empty where there was, or is, nothing.

    ``section`` is a stable word (people, teams, channels…), ``subject`` what people call the thing.
    """

    id: str
    shop_id: str
    actor_id: str
    actor_name: str
    section: str
    subject: str
    old: str
    new: str
    happened_at: int


_COLUMNS = "id, shop_id, actor_id, actor_name, section, subject, old, new, happened_at"


def record(store: Connection, event: SettingEvent) -> None:
    """Keeps the change, in the transaction that makes it."""
    store.run(
        f"INSERT INTO setting_events ({_COLUMNS}) VALUES (:id, :shop_id, :actor_id, :actor_name,"
        " :section, :subject, :old, :new, :happened_at)",
        id=event.id,
        shop_id=event.shop_id,
        actor_id=event.actor_id,
        actor_name=event.actor_name,
        section=event.section,
        subject=event.subject,
        old=event.old,
        new=event.new,
        happened_at=event.happened_at,
    )


def of_shop(store: Connection, shop_id: str, *, most: int, before: str = "") -> list[SettingEvent]:
    """The newest changes (older than ``before``, an event's id, when given), newest first."""
    rows = store.all(
        f"SELECT {_COLUMNS} FROM setting_events WHERE shop_id = :shop_id"
        " AND (:before = '' OR id < :before) ORDER BY id DESC LIMIT :most",
        shop_id=shop_id,
        before=before,
        most=most,
    )
    return [SettingEvent(**row) for row in rows]
