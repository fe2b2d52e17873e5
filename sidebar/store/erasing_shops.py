"""Forgets a shop that has left: only the account of what was moved stays, without a name."""

from __future__ import annotations

from sidebar.store import erasing, erasing_work, readings, search
from sidebar.store.database import Connection

_OF_TICKETS = (
    *("letters", "messages", "events", "presence", "drafts", "tags"),
    *("helpdesk_news", "helpdesk_tickets"),
)
_OF_SHOP = (
    "order_presence",
    "readings",
    "notices",
    "launches",
    "nonces",
    "person_keys",
    "data_requests",
    "deliveries",
    "helpdesk_shops",
)

_LET_GO = (
    "UPDATE tickets SET previous_id = NULL, customer_id = NULL, subject = '', excerpt = '',"
    " account = ''"
    " WHERE shop_id = :shop_id"
)
_UNUSED_TICKETS = (
    "DELETE FROM tickets WHERE shop_id = :shop_id"
    " AND id NOT IN (SELECT ticket_id FROM operations WHERE shop_id = :shop_id)"
)
_UNUSED_AGENTS = (
    "DELETE FROM agents WHERE shop_id = :shop_id"
    " AND id NOT IN (SELECT agent_id FROM operations WHERE shop_id = :shop_id)"
    " AND id NOT IN (SELECT approver_id FROM operations WHERE shop_id = :shop_id"
    " AND approver_id IS NOT NULL)"
)
_NAMELESS_AGENTS = (
    "UPDATE agents SET host_id = 'erased:' || id, name = '', email = '', language = '',"
    " profile = '', is_superuser = 0, helpdesk_id = NULL"
    " WHERE shop_id = :shop_id"
)
_NAMELESS_OPERATIONS = (
    "UPDATE operations SET agent_name = '', approver_name = '', follow_at = NULL"
    " WHERE shop_id = :shop_id"
)
_NAMELESS_SHOP = (
    "UPDATE shops SET name = '', base_url = 'erased:' || id, admin_origins = '[]', roles = '{}',"
    " mail = '{}', sealed = '', module = '{}', family = '', renew_at = NULL"
    " WHERE id = :shop_id AND removed_at IS NOT NULL"
)


def erase_shop(store: Connection, shop_id: str, *, now: int) -> dict[str, int]:
    """Deletes what is kept of a removed shop; answers how many rows of each table it touched."""
    shop = {"shop_id": shop_id}
    worked = erasing_work.erase_shop(store, shop_id, now=now)
    search.forget_shop(store, shop_id)
    within = "ticket_id IN (SELECT id FROM tickets WHERE shop_id = :shop_id)"
    touched = {
        table: store.run(f"DELETE FROM {table} WHERE {within}", **shop) for table in _OF_TICKETS
    }
    touched["work"] = worked
    readings.forget_lists(store, shop_id)
    for table in _OF_SHOP:
        touched[table] = store.run(f"DELETE FROM {table} WHERE shop_id = :shop_id", **shop)
    touched["operations"] = _empty_operations(store, shop_id)
    store.run(_LET_GO, **shop)
    touched["customers"] = store.run("DELETE FROM customers WHERE shop_id = :shop_id", **shop)
    touched["tickets"] = store.run(_UNUSED_TICKETS, **shop)
    touched["agents"] = store.run(_UNUSED_AGENTS, **shop) + store.run(_NAMELESS_AGENTS, **shop)
    touched["shops"] = _erase_row(store, shop_id)
    return touched


def _empty_operations(store: Connection, shop_id: str) -> int:
    found = store.all(f"{erasing.WORDS} WHERE shop_id = :shop_id", shop_id=shop_id)
    for row in found:
        erasing.empty_operation(store, row)
    return store.run(_NAMELESS_OPERATIONS, shop_id=shop_id)


def _erase_row(store: Connection, shop_id: str) -> int:
    """The row itself goes too, unless the account of what was moved still hangs on it."""
    gone = store.run(
        "DELETE FROM shops WHERE id = :shop_id AND removed_at IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM operations WHERE shop_id = :shop_id)",
        shop_id=shop_id,
    )
    return gone or store.run(_NAMELESS_SHOP, shop_id=shop_id)
