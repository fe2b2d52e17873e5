"""What the templates of a ticket are given, from one look at it."""

from __future__ import annotations

from typing import Any
from zlib import crc32

from flask import g

from sidebar.actions.money import watching
from sidebar.actions.orders import ListView, OrderView
from sidebar.actions.showing import TicketPage
from sidebar.clock import SECOND
from sidebar.rules import listing
from sidebar.rules.ticket import Mover, choices_with_reply, moves
from sidebar.store.events import Event, EventKind
from sidebar.store.messages import Message
from sidebar.web.desk import desk

FRESH = 5 * SECOND
"""A card read this recently is not read again just because the page was painted."""

OF_THE_ORDER = frozenset(
    {
        EventKind.REFUNDED,
        EventKind.ORDER_CANCELLED,
        EventKind.RECORDED,
        EventKind.SHOP_CHANGED,
        EventKind.MONEY_MOVED,
        EventKind.MONEY_FAILED,
    }
)
"""Events after which the order is not what was read."""


def page_values(page: TicketPage) -> dict[str, Any]:
    """What the templates of a ticket are given."""
    g.timezone = page.shop.timezone
    now = desk().clock.now()
    status = page.ticket.status
    is_past = page.order is not None and has_moved_on(page)
    is_stale = is_past or _is_old(page.order, now)
    return {
        "shop": page.shop,
        "ticket": page.ticket,
        "conversation": page.conversation,
        "others": page.others,
        "draft": page.draft,
        "earlier": page.earlier,
        "order_view": page.order,
        "related": page.related,
        "spending": listing.spending(page.related.orders) if page.related else None,
        "moves": moves(status, Mover.AGENT),
        "choices": choices_with_reply(status),
        "mark": mark_of(page),
        "unsettled": page.unsettled,
        "failed_slips": watching.lost_of(page.unsettled),
        "tags": page.ticket.tags,
        "is_stale": is_stale,
        "has_moved_on": is_past,
        "asks_related": not is_stale and _is_old(page.related, now),
        "viewer": g.viewer,
        "now": now,
    }


def _is_old(view: OrderView | ListView | None, now: int) -> bool:
    return view is None or now - view.read_at > FRESH


def mark_of(page: TicketPage) -> str:
    """Changes when anything shown does: the history, its letters' fate, money not yet settled."""
    fates = [
        (entry.letter.state.value, entry.letter.attempt, entry.letter.due_at)
        for entry in page.conversation.entries
        if isinstance(entry, Message) and entry.letter is not None
    ]
    money = [(operation.id, operation.state.value) for operation in page.unsettled]
    happened = [entry.id for entry in page.conversation.entries if isinstance(entry, Event)][-1:]
    return f"{page.ticket.version}.{crc32(repr((fates, money, happened)).encode()):x}"


def has_moved_on(page: TicketPage) -> bool:
    """Something happened to the order since it was last read: its card is read again."""
    if page.order is None:
        return bool(page.ticket.order_id)
    read_at = page.order.read_at
    return any(
        entry.kind in OF_THE_ORDER and entry.happened_at >= read_at
        for entry in page.conversation.entries
        if isinstance(entry, Event)
    )
