"""News from the shop: kept once, told on the ticket unless it is only the echo of our own act."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import msgspec

from platforms.contract import PlatformError
from platforms.notices import Notice
from sidebar import ids
from sidebar.actions.desk import Desk
from sidebar.clock import DAY, MINUTE
from sidebar.store import events, following, notices, operations, shops, tickets
from sidebar.store.database import Connection
from sidebar.store.events import Event, EventKind
from sidebar.store.notices import KeptNotice
from sidebar.store.shops import Shop

POLLED_EVERY = 5 * MINUTE
"""The safety net: what a shop could not deliver is fetched this much later at most."""
POLL_SECONDS = 8.0
PAGE = 100
"""What a shop answers at once at most."""
MOST_PAGES = 10
KEPT_FOR = 60 * DAY
ECHOED = frozenset({"state", "slip"})
ECHOES_FOR = 2 * MINUTE
"""A shop pushes its news within seconds; a colleague's own act may then go untold, and is seen on
the order all the same."""
TOLD = frozenset({"state", "slip", "tracking", "message"})
"""The kinds that an agent at the ticket wants to hear of."""


def take(desk: Desk, shop: Shop, told: Iterable[Notice]) -> list[str]:
    """Takes each notice that is new; answers the ids of all: the shop need not repeat them."""
    taken = list[str]()
    with desk.database.writing() as store:
        for notice in told:
            _take(store, desk, shop, notice)
            taken.append(notice.id)
    return taken


def _take(store: Connection, desk: Desk, shop: Shop, notice: Notice) -> None:
    now = desk.clock.now()
    order_id = "" if notice.order_id == "0" else notice.order_id
    kept = KeptNotice(
        shop_id=shop.id,
        # A module that was installed anew counts from one again; no two notices share a moment too.
        notice_id=f"{notice.id}.{notice.at}",
        kind=notice.kind,
        order_id=order_id,
        operation_id=notice.key,
        body=msgspec.json.encode(notice).decode(),
        received_at=now,
    )
    if not notices.keep(store, kept) or not order_id:
        return
    following.hasten(store, shop.id, order_id, now=now)
    if notice.key:
        # Our own act, echoed: whoever still waits for its outcome need not wait any longer.
        operations.hasten(store, notice.key, shop_id=shop.id, now=now)
    elif notice.kind in TOLD and not _is_echo(store, shop, notice, now=now):
        _tell(store, shop, notice, order_id=order_id, now=now)


def _is_echo(store: Connection, shop: Shop, notice: Notice, *, now: int) -> bool:
    """Whether this is told of what we have just done, by a shop that does not say whose it was.

    While one of our own operations is under way, and shortly after, what changes the order's state
    or writes a credit slip is taken for it: the operation's own event says so better.
    """
    if shop.module.is_paired or notice.kind not in ECHOED:
        # A module names whose act it was.
        return False
    busy = operations.in_flight(store, shop.id, notice.order_id)
    if busy is not None:
        operations.hasten(store, busy.id, shop_id=shop.id, now=now)
    return busy is not None or following.ended_since(
        store, shop.id, notice.order_id, since=now - ECHOES_FOR
    )


def _tell(store: Connection, shop: Shop, notice: Notice, *, order_id: str, now: int) -> None:
    ticket = tickets.latest_of_order(store, order_id, shop_id=shop.id)
    if ticket is None:
        return
    events.record(
        store,
        Event(
            id=ids.new_id("evt", now),
            ticket_id=ticket.id,
            kind=EventKind.SHOP_CHANGED,
            actor_id="",
            actor_name=shop.name,
            old="",
            new=msgspec.json.encode({"kind": notice.kind, "facts": notice.facts}).decode(),
            happened_at=now,
        ),
    )


def poll_due(desk: Desk) -> int:
    """Asks every shop that tells, and is due, for what it could not; answers how many were."""
    now = desk.clock.now()
    with desk.database.reading() as store:
        paired = [shop for shop in shops.every(store) if shop.tells]
    due = [shop for shop in paired if now - shop.module.polled_at >= POLLED_EVERY]
    for shop in due:
        _poll(desk, shop)
    if due:
        with desk.database.writing() as store:
            notices.forget_old(store, before=now - KEPT_FOR)
    return len(due)


def _poll(desk: Desk, shop: Shop) -> None:
    newest = shop.module.polled_notice or "0"
    for _ in range(MOST_PAGES):
        try:
            found = desk.platform(shop).read_notices(newest, within=POLL_SECONDS)
        except PlatformError:
            # A shop that is away is asked again in its turn.
            break
        newest = max((newest, *take(desk, shop, found)), key=int)
        if len(found) < PAGE:
            break
    with desk.database.writing() as store:
        known = shops.find(store, shop.id)
        if known is not None:
            told = replace(known.module, polled_notice=newest, polled_at=desk.clock.now())
            shops.keep_module(store, shop.id, told)
