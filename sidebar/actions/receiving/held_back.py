"""Mails held back because too many came at once become tickets when their hour is over."""

from __future__ import annotations

from collections.abc import Callable

from platforms.files import FileFault
from sidebar.actions.desk import Desk
from sidebar.actions.receiving import arrival, keeping
from sidebar.actions.receiving.saying import Overtaken
from sidebar.rules import arriving
from sidebar.store import mails
from sidebar.store.database import Connection
from sidebar.store.mailboxes import KeptMailbox
from sidebar.store.mails import KeptMail, MailState
from sidebar.store.shops import Shop

MOST_AT_ONCE = 20
"""In one round: what is new in the mailbox waits for them."""


def take_up(
    desk: Desk, shop: Shop, box: KeptMailbox, *, hold_on: Callable[[Connection], None]
) -> int:
    """Tries them again, the oldest first, as far as the limits have room; answers how many.

    ``hold_on`` raises Overtaken where the mailbox is another worker's by now. Raises FileFault.
    """
    waiting = _waiting(desk, shop)
    for record in waiting:
        _take_up(desk, shop, box, record, hold_on=hold_on)
    return len(waiting)


def _waiting(desk: Desk, shop: Shop) -> list[KeptMail]:
    now = desk.clock.now()
    began_since, since = now - arriving.HOUR, now - arriving.HELD_FOR
    with desk.database.reading() as store:
        found = mails.held(
            store,
            shop.id,
            began_since=began_since,
            fewer=arriving.MOST_FROM_SENDER,
            since=since,
            most=MOST_AT_ONCE,
        )
        if not found:
            return []
        _, everyones = mails.began_since(store, shop.id, "", since=began_since)
    return found[: max(0, arriving.MOST_FROM_ALL - everyones)]


def _take_up(
    desk: Desk,
    shop: Shop,
    box: KeptMailbox,
    record: KeptMail,
    *,
    hold_on: Callable[[Connection], None],
) -> None:
    """One of them. What breaks whoever looks at it is put aside, and holds up no other."""
    is_foreseen = False
    try:
        _try(desk, shop, box, record, hold_on=hold_on)
        is_foreseen = True
    except FileFault as fault:
        is_foreseen = not fault.is_missing
        if is_foreseen:
            raise
    except Overtaken:
        is_foreseen = True
        raise
    finally:
        if not is_foreseen:
            with desk.database.writing() as store:
                mails.became(store, record.id, state=MailState.REFUSED, reason="unreadable")


def _try(
    desk: Desk,
    shop: Shop,
    box: KeptMailbox,
    record: KeptMail,
    *,
    hold_on: Callable[[Connection], None],
) -> None:
    read = arrival.again(desk, shop, box, record)
    for _ in range(keeping.ONCE_MORE):
        try:
            with desk.database.writing() as store:
                hold_on(store)
                if mails.take_held(store, record.id, now=desk.clock.now()):
                    told = keeping.became(store, desk, shop, box, read)
                    keeping.settle(store, read, told)
        except Overtaken:
            continue
        return
    raise Overtaken
