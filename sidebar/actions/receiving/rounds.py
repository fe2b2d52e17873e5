"""Looks at each mailbox in its time: one worker at a time, one mail after another, none skipped."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

from platforms.files import FileFault
from platforms.mail.incoming import (
    Fetched,
    MailboxFault,
    MailboxSettings,
    MailSource,
    Position,
    opened,
)
from sidebar import ids
from sidebar.actions.desk import Desk
from sidebar.actions.receiving import held_back, keeping
from sidebar.actions.receiving.arrival import Arrival, prepared
from sidebar.actions.receiving.saying import Overtaken
from sidebar.clock import MINUTE
from sidebar.rules.arriving import MOST_STUMBLES, next_look
from sidebar.store import leases, mailboxes, shops
from sidebar.store.database import Connection
from sidebar.store.mailboxes import FROM_NOW_ON, KeptMailbox
from sidebar.store.shops import Shop

LEASE = 3 * MINUTE
"""Longer than any one mail takes; it begins anew with each."""

SIDE_BY_SIDE = 4
"""Mailboxes looked at at once: a silent server holds up its own shop."""

MOST_AT_ONCE = 50
"""Mails of one look; what is left is fetched at once in the next."""


@dataclass(frozen=True, slots=True)
class Held:
    """A mailbox of which this is the only worker, for the time of its lease."""

    shop: Shop
    box: KeptMailbox
    holder: str


def receive_due(desk: Desk) -> int:
    """Looks at every mailbox whose time has come; answers how many mails it saw to."""
    with desk.database.reading() as store:
        waiting = mailboxes.due(store, now=desk.clock.now())
    if not waiting:
        return 0
    with ThreadPoolExecutor(min(SIDE_BY_SIDE, len(waiting)), "mail-in") as pool:
        return sum(pool.map(lambda box: receive(desk, box.shop_id), waiting))


def receive(desk: Desk, shop_id: str) -> int:
    """Sees to what is new in a shop's mailbox; answers how many mails. Faults are kept with it."""
    with _held(desk, shop_id) as held:
        if held is None:
            return 0
        try:
            seen_to = _take_up_held(desk, held) + _look(desk, held)
        except MailboxFault as fault:
            _looked(desk, held.box, fault.name)
            return 0
        except FileFault:
            _looked(desk, held.box, "files_away")
            return 0
        except Overtaken:
            return 0
        _looked(desk, held.box, "", is_more=seen_to >= MOST_AT_ONCE)
        return seen_to


def settings_of(desk: Desk, box: KeptMailbox) -> MailboxSettings:
    """What it takes to open the mailbox."""
    secrets = desk.vault.open(box.sealed) if box.sealed else {}
    return MailboxSettings(
        kind=box.kind,
        host=box.host,
        port=box.port,
        security=box.security,
        user=box.user,
        password=str(secrets.get("password", "")),
        folder=box.folder,
    )


@contextmanager
def _held(desk: Desk, shop_id: str) -> Iterator[Held | None]:
    holder = ids.new_token()
    now = desk.clock.now()
    with desk.database.writing() as store:
        is_ours = leases.take(store, _name(shop_id), holder=holder, now=now, until=now + LEASE)
        box, shop = mailboxes.find(store, shop_id), shops.find(store, shop_id)
    if not is_ours:
        yield None
        return
    try:
        yield None if box is None or shop is None else Held(shop, box, holder)
    finally:
        with desk.database.writing() as store:
            leases.give_back(store, _name(shop_id), holder=holder)


def _look(desk: Desk, held: Held) -> int:
    box = held.box
    with opened(settings_of(desk, box)) as source:
        if box.uid_validity == FROM_NOW_ON:
            _begin_at_the_end(desk, box, source)
            return 0
        uids: list[int] = []
        for fetched in source.new(Position(box.uid_validity, box.last_uid), most=MOST_AT_ONCE):
            is_stumbled_on = not uids and box.stumbles >= MOST_STUMBLES
            see_to(desk, held, fetched, is_stumbled_on=is_stumbled_on)
            uids.append(fetched.uid)
        if uids:
            source.mark_seen(uids)
        return len(uids)


def _take_up_held(desk: Desk, held: Held) -> int:
    """What waited comes before what is new."""

    def hold_on(store: Connection) -> None:
        _hold_on(store, held, now=desk.clock.now())

    return held_back.take_up(desk, held.shop, held.box, hold_on=hold_on)


def _begin_at_the_end(desk: Desk, box: KeptMailbox, source: MailSource) -> None:
    """What lies there already was answered elsewhere: nobody wants ten thousand new tickets."""
    end = source.examine(Position()).end
    with desk.database.writing() as store:
        mailboxes.advance(store, box, uid_validity=end.uid_validity, uid=end.last_uid)


def see_to(desk: Desk, held: Held, fetched: Fetched, *, is_stumbled_on: bool) -> None:
    """Prepared outside, then kept in one transaction with its place in the mailbox.

    What nobody foresaw is counted on its way out, so that one mail never holds up all others.
    """
    is_foreseen = False
    try:
        _keep(desk, held, fetched, is_stumbled_on=is_stumbled_on)
        is_foreseen = True
    except (FileFault, Overtaken):
        is_foreseen = True
        raise
    finally:
        if not is_foreseen:
            due_at = next_look(held.box.stumbles + 1, desk.clock.now())
            with desk.database.writing() as store:
                mailboxes.stumble(store, held.box.shop_id, due_at=due_at)


def _keep(desk: Desk, held: Held, fetched: Fetched, *, is_stumbled_on: bool) -> None:
    arrival = prepared(desk, held.shop, held.box, fetched, is_read=not is_stumbled_on)
    for _ in range(keeping.ONCE_MORE):
        try:
            _keep_once(desk, held, fetched, arrival)
        except Overtaken:
            continue
        return
    raise Overtaken


def _keep_once(desk: Desk, held: Held, fetched: Fetched, arrival: Arrival) -> None:
    """All or nothing of a mail, as long as the mailbox is still this worker's."""
    now = desk.clock.now()
    with desk.database.writing() as store:
        _hold_on(store, held, now=now)
        keeping.keep(store, desk, held.shop, held.box, arrival)
        mailboxes.advance(store, held.box, uid_validity=fetched.uid_validity, uid=fetched.uid)


def _hold_on(store: Connection, held: Held, *, now: int) -> None:
    name = _name(held.shop.id)
    if not leases.take(store, name, holder=held.holder, now=now, until=now + LEASE):
        raise Overtaken


def _looked(desk: Desk, box: KeptMailbox, fault: str, *, is_more: bool = False) -> None:
    now = desk.clock.now()
    failures = box.failures + 1 if fault else 0
    due_at = now if is_more else next_look(failures, now)
    with desk.database.writing() as store:
        mailboxes.looked_at(
            store, box.shop_id, fault=fault, failures=failures, due_at=due_at, now=now
        )


def _name(shop_id: str) -> str:
    return f"mailbox:{shop_id}"
