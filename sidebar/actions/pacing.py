"""No shop sends more than its rules and its mail server let it; what waits for that says so."""

from __future__ import annotations

from sidebar.actions.desk import Desk
from sidebar.clock import HOUR, MINUTE
from sidebar.store import pacing, shops
from sidebar.store.database import Connection
from sidebar.store.shops import Shop

PAUSED, OVER_LIMIT = "shop_paused", "over_limit"
"""The faults of letters that wait with all others of their shop."""


def must_wait(store: Connection, shop: Shop, *, now: int) -> bool:
    """Whether none of the shop's letters may leave now; those that wait are put off together."""
    paused_until = pacing.paused_until(store, shop.id)
    if paused_until > now:
        pacing.put_off(store, shop.id, until=paused_until, fault=PAUSED)
        return True
    if not shop.mail.most_an_hour:
        return False
    # One at a time: two workers would both see room for the last one.
    shops.hold(store, shop.id)
    left, first = pacing.left_since(store, shop.id, since=now - HOUR)
    if left < shop.mail.most_an_hour:
        return False
    until = first + HOUR if first else now + MINUTE
    pacing.put_off(store, shop.id, until=max(until, now + 1), fault=OVER_LIMIT)
    return True


def pause(desk: Desk, shop_id: str, *, until: int) -> None:
    """The mail server is too busy for any letter of the shop's until then (UTC ms)."""
    with desk.database.writing() as store:
        pacing.pause(store, shop_id, until=until)
