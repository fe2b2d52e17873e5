"""What a shop's module tells us or asks us: verified once, then taken for what it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from platforms.contract import Check
from platforms.hooks import HookCall, HookReader, HookRefused
from sidebar.actions import notices, pairing
from sidebar.actions.desk import Desk
from sidebar.store import nonces, shops, tickets
from sidebar.store.shops import Shop

ACTIONS = ("pair", "rotate", "notices", "ticket")


def verify(
    desk: Desk, kind: str, action: str, headers: Mapping[str, str], body: bytes
) -> tuple[Shop, HookCall]:
    """Whose call it is and what it says; each is taken once. Raises HookRefused."""
    reader = desk.hook_reader(kind)
    with desk.database.reading() as store:
        shop = shops.find(store, reader.claimed_shop(headers))
    if shop is None or shop.kind != kind or action not in ACTIONS:
        raise HookRefused("unauthorized")
    now = desk.clock.now()
    call = reader.read(action, headers, body, secrets=desk.secrets(shop).launch, now=now)
    with desk.database.writing() as store:
        nonces.forget_expired(store, before=now)
        if not nonces.use(store, shop.id, call.nonce, expires_at=call.expires_at):
            raise HookRefused("unauthorized")
    return shop, call


def take(desk: Desk, shop: Shop, call: HookCall) -> dict[str, Any]:
    """The result of a verified call. Raises HookRefused (``bad_request``)."""
    reader = desk.hook_reader(shop.kind)
    match call.action:
        case "pair":
            paired = pairing.pair(desk, shop, reader.pairing(call.body))
            return {"paired": paired.is_whole, "checks": [_told(one) for one in paired.checks]}
        case "rotate":
            fresh = reader.rotation(call.body)
            if not pairing.rotate(desk, shop, fresh, signed_with=call.secret):
                raise HookRefused("unauthorized")
            return {"rotated": True}
        case "notices":
            taken = notices.take(desk, shop, reader.notices(call.body))
            return {"taken": [int(one) for one in taken]}
        case _:
            return {"ticket": _ticket(desk, shop, reader, call)}


def _told(check: Check) -> dict[str, Any]:
    return {"name": check.name, "ok": check.is_ok, "detail": check.detail}


def _ticket(desk: Desk, shop: Shop, reader: HookReader, call: HookCall) -> dict[str, Any] | None:
    """How the ticket of an order stands, for the card beside it in the back office."""
    order_id = reader.ticket_order(call.body)
    with desk.database.reading() as store:
        ticket = tickets.latest_of_order(store, order_id, shop_id=shop.id)
    if ticket is None:
        return None
    return {
        "number": ticket.number,
        "status": ticket.status.value,
        "last_message_at": ticket.last_message_at,
    }
