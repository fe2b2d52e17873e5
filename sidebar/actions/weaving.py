"""One page of a timeline out of several threads, each asked within its time, none for another."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from platforms.contract import PlatformError
from platforms.people import Group, Happening
from sidebar.actions import houses
from sidebar.actions.desk import Desk
from sidebar.actions.houses import ELSEWHERE_SECONDS, GRACE, ShopFault
from sidebar.clock import Patience
from sidebar.rules.timeline import OURS, Entry, Mark, Source, Stretch, Wanted, key_of, woven
from sidebar.store import events
from sidebar.store.events import Event, EventKind
from sidebar.store.shops import Shop

PAGE_OF_EVENTS = 25
MOST_ROUNDS = 4
"""For a filter that little passes: a page is looked for so far back, then the agent decides."""

MOST_AT_ONCE = 8
"""Questions under way for one page: each may hold one of the database's connections."""

END_OF_TIME = (2**62, "")
OUR_CURSOR = re.compile(r"([0-9]{1,16})-([A-Za-z0-9_]{1,64})")

_MONEY = frozenset(
    {
        EventKind.REFUNDED,
        EventKind.MONEY_REFUSED,
        EventKind.MONEY_UNSURE,
        EventKind.MONEY_MOVED,
        EventKind.MONEY_FAILED,
        EventKind.MONEY_UNCONFIRMED,
        EventKind.SEEN_TO,
        EventKind.RECORDED,
        EventKind.APPROVAL_ASKED,
        EventKind.APPROVED,
        EventKind.APPROVAL_REFUSED,
    }
)
_ORDER = frozenset({EventKind.ORDER_CANCELLED, EventKind.SHOP_CHANGED})


@dataclass(frozen=True, slots=True)
class Own:
    """An event of one of our tickets, and whose shop's ticket that is."""

    event: Event
    shop: Shop


@dataclass(frozen=True, slots=True)
class TimelineView:
    """A stretch of the timeline. ``own`` are our events, by the ids of their entries."""

    entries: tuple[Entry, ...]
    sources: tuple[Source, ...]
    own: Mapping[str, Own]
    wanted: Wanted
    """What is filtered by, as far as these sources can meet it."""
    next: Mark | None
    faults: tuple[ShopFault, ...] = field(default=())


Ask = Callable[[str], Stretch]
"""A cursor of a thread → its next stretch."""


@dataclass(frozen=True, slots=True)
class Thread:
    """What one source is asked, one of the things that it may be asked."""

    source: Source
    ask: Ask
    name: str = ""

    @property
    def key(self) -> str:
        return key_of(self.source, self.name)


def page(
    threads: tuple[Thread, ...], own: Mapping[str, Own], wanted: Wanted, mark: Mark
) -> TimelineView:
    """One page: of a filter that lets little through, as many stretches as make one.

    ``own`` is what the threads of ``ours`` write into. A shop that does not answer is named, and
    shown without.
    """
    sources = tuple(dict.fromkeys(thread.source for thread in threads))
    met = wanted.among(sources)
    entries, following, faults = _filled(threads, met, mark)
    return TimelineView(entries, sources, own, met, following, faults)


def ours(
    desk: Desk, shop: Shop, customer_ids: tuple[str, ...], own: dict[str, Own], name: str = ""
) -> Thread:
    """The events of every ticket of these customers; each is put into ``own`` by its id."""

    def ask(cursor: str) -> Stretch:
        place = OUR_CURSOR.fullmatch(cursor)
        before = (int(place[1]), place[2]) if place else END_OF_TIME
        if not customer_ids:
            return Stretch(OURS, (), "", name)
        with desk.database.reading() as store:
            most = PAGE_OF_EVENTS + 1
            found = events.of_customers(
                store, customer_ids, shop_id=shop.id, before=before, most=most
            )
        shown = found[:PAGE_OF_EVENTS]
        own.update({event.id: Own(event, shop) for event in shown})
        last = shown[-1] if len(found) > PAGE_OF_EVENTS else None
        after = f"{last.happened_at}-{last.id}" if last else ""
        return Stretch(OURS, tuple(map(_happening, shown)), after, name)

    return Thread(OURS, ask, name)


def theirs(
    desk: Desk, shop: Shop, customer_id: str, order_id: str, name: str = ""
) -> Thread | None:
    """What a shop tells of a customer, or of an order; nothing where it tells nothing."""
    if not desk.platform(shop).capabilities.has_people:
        return None
    source = Source(shop.id, shop.name, shop.kind, shop.timezone)

    def ask(cursor: str) -> Stretch:
        found = desk.platform(shop).read_happenings(
            customer_id, order_id, cursor, within=ELSEWHERE_SECONDS
        )
        return Stretch(source, found.entries, found.after, name)

    return Thread(source, ask, name)


def _filled(
    threads: tuple[Thread, ...], wanted: Wanted, mark: Mark
) -> tuple[tuple[Entry, ...], Mark | None, tuple[ShopFault, ...]]:
    entries, following = list[Entry](), mark
    for _ in range(MOST_ROUNDS):
        due = tuple(
            thread
            for thread in threads
            if wanted.tells(thread.source)
            and (following.is_beginning or thread.key in following.cursors)
        )
        stretches, faults = _asked(due, following)
        found, goes_on = woven(stretches, following, wanted, faults)
        entries += found
        told = tuple(dict.fromkeys(faults.values()))
        if goes_on is None or faults or not wanted.group or len(entries) >= PAGE_OF_EVENTS:
            return tuple(entries), goes_on, told
        following = goes_on
    return tuple(entries), following, ()


def _asked(
    due: tuple[Thread, ...], mark: Mark
) -> tuple[tuple[Stretch, ...], Mapping[str, ShopFault]]:
    """What came back, and by key what did not; no thread is waited for longer than its time."""
    if not due:
        return (), {}
    patience = Patience.of(ELSEWHERE_SECONDS + GRACE)
    stretches, faults = list[Stretch](), dict[str, ShopFault]()
    with houses.threads(min(len(due), MOST_AT_ONCE), "timeline") as pool:
        asked = {one.key: pool.submit(one.ask, mark.cursors.get(one.key, "")) for one in due}
        for one in due:
            try:
                stretches.append(houses.by(patience, asked[one.key]))
            except PlatformError as fault:
                faults[one.key] = ShopFault(one.source.name, fault)
    return tuple(stretches), faults


def _happening(event: Event) -> Happening:
    return Happening(event.id, _group(event), "", event.happened_at, by=event.actor_name)


def _group(event: Event) -> Group:
    if event.kind in _MONEY:
        return Group.REFUND
    return Group.ORDER if event.kind in _ORDER else Group.TICKET
