"""Who the customer of a ticket is to the shop, and everything that happened to them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from platforms.contract import NotFound as NoSuchRecord
from platforms.contract import PlatformError
from platforms.people import Group, Happening, Profile
from sidebar.actions import houses, showing
from sidebar.actions.desk import Desk
from sidebar.actions.houses import ELSEWHERE_SECONDS, GRACE, ShopFault
from sidebar.actions.orders import is_guest, list_of
from sidebar.clock import Patience
from sidebar.rules.listing import Why
from sidebar.rules.timeline import OURS, Entry, Mark, Source, Stretch, Wanted, key_of, woven
from sidebar.rules.viewer import Viewer
from sidebar.store import events, families, readings
from sidebar.store.events import Event, EventKind
from sidebar.store.readings import ReadingKind
from sidebar.store.shops import Shop
from sidebar.store.tickets import Ticket

PAGE_OF_EVENTS = 25
PROFILE_SECONDS = 10.0
MOST_ROUNDS = 4
"""For a filter that little passes: a page is looked for so far back, then the agent decides."""

END_OF_TIME = (2**62, "")
ORDER_THREAD = "order"
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
class ProfileView:
    """A customer's profile, or why it could not be read, or that there is none."""

    profile: Profile | None
    fault: PlatformError | None = None
    is_guest: bool = False
    """Whoever ordered has no account in the shop."""
    is_gone: bool = False
    """The shop no longer has this account."""


@dataclass(frozen=True, slots=True)
class TimelineView:
    """A stretch of the timeline. ``events`` are our own, by the ids of their entries."""

    entries: tuple[Entry, ...]
    sources: tuple[Source, ...]
    events: Mapping[str, Event]
    wanted: Wanted
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


def read_profile(desk: Desk, viewer: Viewer, ticket_id: str) -> tuple[Shop, Ticket, ProfileView]:
    """What the ticket's shop knows of its customer, read now. Raises NotFound (no such ticket)."""
    shop, ticket = showing.locate(desk, viewer, ticket_id)
    host_id = _host_id(ticket)
    platform = desk.platform(shop)
    if not platform.capabilities.has_people:
        return shop, ticket, ProfileView(None)
    if not host_id:
        return shop, ticket, ProfileView(None, is_guest=True)
    try:
        return shop, ticket, ProfileView(platform.read_profile(host_id, within=PROFILE_SECONDS))
    except NoSuchRecord:
        return shop, ticket, ProfileView(None, is_gone=True)
    except PlatformError as fault:
        return shop, ticket, ProfileView(None, fault)


def read_timeline(
    desk: Desk, viewer: Viewer, ticket_id: str, wanted: Wanted, mark: Mark
) -> tuple[Shop, Ticket, TimelineView]:
    """What happened to the ticket's customer, here and in each shop of the house that says so.

    Raises NotFound (no such ticket). A shop that does not answer is named, and shown without.
    """
    shop, ticket = showing.locate(desk, viewer, ticket_id)
    own = dict[str, Event]()
    threads = (Thread(OURS, _ours(desk, ticket, own)), *_theirs(desk, shop, ticket))
    entries, following, faults = _filled(threads, wanted, mark)
    sources = tuple(dict.fromkeys(thread.source for thread in threads))
    return shop, ticket, TimelineView(entries, sources, own, wanted, following, faults)


def _filled(
    threads: tuple[Thread, ...], wanted: Wanted, mark: Mark
) -> tuple[tuple[Entry, ...], Mark | None, tuple[ShopFault, ...]]:
    """One page: of a filter that lets little through, as many stretches as make one."""
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
    with houses.threads(len(due), "timeline") as pool:
        asked = {one.key: pool.submit(one.ask, mark.cursors.get(one.key, "")) for one in due}
        for one in due:
            try:
                stretches.append(houses.by(patience, asked[one.key]))
            except PlatformError as fault:
                faults[one.key] = ShopFault(one.source.name, fault)
    return tuple(stretches), faults


def _ours(desk: Desk, ticket: Ticket, own: dict[str, Event]) -> Ask:
    """The events of every ticket of this customer; each is put into ``own`` by its id."""

    def ask(cursor: str) -> Stretch:
        place = OUR_CURSOR.fullmatch(cursor)
        before = (int(place[1]), place[2]) if place else END_OF_TIME
        if ticket.customer is None:
            return Stretch(OURS, (), "")
        with desk.database.reading() as store:
            found = events.of_customer(
                store,
                ticket.customer.id,
                shop_id=ticket.shop_id,
                before=before,
                most=PAGE_OF_EVENTS + 1,
            )
        page = found[:PAGE_OF_EVENTS]
        own.update({event.id: event for event in page})
        last = page[-1] if len(found) > PAGE_OF_EVENTS else None
        after = f"{last.happened_at}-{last.id}" if last else ""
        return Stretch(OURS, tuple(map(_happening, page)), after)

    return ask


def _happening(event: Event) -> Happening:
    return Happening(event.id, _group(event), "", event.happened_at, by=event.actor_name)


def _group(event: Event) -> Group:
    if event.kind in _MONEY:
        return Group.REFUND
    return Group.ORDER if event.kind in _ORDER else Group.TICKET


def _theirs(desk: Desk, shop: Shop, ticket: Ticket) -> tuple[Thread, ...]:
    """Each shop that knows this customer, and what it is asked; of the own shop the order too."""
    host_id = _host_id(ticket)
    threads = [_thread(desk, shop, "", ticket.order_id, ORDER_THREAD)] if ticket.order_id else []
    threads += [_thread(desk, shop, host_id, "")] if host_id else []
    with desk.database.reading() as store:
        relatives = {other.id: other for other in families.relatives(store, shop)}
        reading = readings.of_order(store, shop.id, ticket.order_id).get(ReadingKind.RELATED)
    for entry in list_of(reading) if reading else ():
        other = relatives.pop(entry.shop_id, None) if Why.SAME_EMAIL in entry.why else None
        if other is not None:
            # A guest has no record of their own: what happened to their order is all there is.
            customer_id = entry.order.customer_id
            order_id = "" if customer_id else entry.order.id
            threads.append(_thread(desk, other, customer_id, order_id))
    return tuple(one for one in threads if one is not None)


def _thread(
    desk: Desk, shop: Shop, customer_id: str, order_id: str, name: str = ""
) -> Thread | None:
    """What a shop tells of a customer, or of an order; nothing where it tells nothing."""
    if not desk.platform(shop).capabilities.has_people:
        return None
    source = Source(shop.id, shop.name, shop.kind)

    def ask(cursor: str) -> Stretch:
        found = desk.platform(shop).read_happenings(
            customer_id, order_id, cursor, within=ELSEWHERE_SECONDS
        )
        return Stretch(source, found.entries, found.after, name)

    return Thread(source, ask, name)


def _host_id(ticket: Ticket) -> str:
    """The shop's own id of the customer; empty for a guest."""
    host_id = ticket.customer.host_id if ticket.customer else ""
    return "" if is_guest(host_id) else host_id
