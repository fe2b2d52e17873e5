"""Who a helpdesk's requester is to each shop shown: each asked by itself, each with its fault."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Future
from dataclasses import dataclass, replace

from platforms.contract import FoundOrder, Match, OrderSearch, PlatformError
from platforms.shapes import OrderSummary
from sidebar.actions import houses, people
from sidebar.actions.desk import Desk
from sidebar.actions.orders import is_guest
from sidebar.actions.people import ProfileView
from sidebar.clock import Patience
from sidebar.rules.around import Said
from sidebar.rules.listing import Spending, came_to
from sidebar.rules.viewer import Viewer
from sidebar.store import helpdesks, requesters
from sidebar.store.customers import KnownCustomer
from sidebar.store.shops import Shop
from sidebar.store.tickets import Ticket

SECONDS = 5.0
"""For each of the two things that a shop is asked, one after the other."""

MOST_SHOPS = 8
MOST_ORDERS = 50
"""Looked at for what they come to; where there are as many, there may be more."""

MOST_ACCOUNTS = 2
"""Of one person in one shop: more by one address are hardly theirs alone."""

MOST_TOLD_ORDERS = 5
"""Whose own stories are part of the timeline: the newest, each asked for beside the others."""

MOST_TICKETS = 8

MOST_OURS = 12
"""Customers of ours in one shop whose tickets are part of the timeline: guests are one an order."""


@dataclass(frozen=True, slots=True)
class Known:
    """Under which ids a requester was found in one shop."""

    shop_id: str
    accounts: tuple[str, ...] = ()
    orders: tuple[str, ...] = ()
    """The newest ones."""
    ours: tuple[str, ...] = ()
    """Our own ids of the customer."""


@dataclass(frozen=True, slots=True)
class InShop:
    """What one shop says of the requester."""

    shop: Shop
    known: Known
    name: str = ""
    email: str = ""
    phone: str = ""
    spending: Spending | None = None
    is_cut: bool = False
    """There may be more orders than were looked at."""
    is_by_phone: bool = False
    """Nothing but a phone number says that it is the same person."""
    profiles: tuple[ProfileView, ...] = ()
    fault: PlatformError | None = None
    gaps: tuple[str, ...] = ()
    """What its key may not read: more may be there."""
    blind_to_guests: bool = False
    """By phone this shop finds only who has an account, and a phone was looked for."""

    @property
    def is_nobody(self) -> bool:
        """The shop answered, and knows nobody of the kind."""
        known = self.known.accounts or self.known.orders or self.known.ours
        return not known and self.fault is None


@dataclass(frozen=True, slots=True)
class Requester:
    """Who the requester is in every shop shown, and their tickets here, the newest first."""

    in_shops: tuple[InShop, ...] = ()
    tickets: tuple[Ticket, ...] = ()
    known: tuple[Known, ...] = ()
    """What their timeline is read by; of ours only who had a ticket, the newest one's first."""


def find(desk: Desk, viewer: Viewer, said: Said) -> Requester:
    """Looks for whom the page names in every shop that its helpdesk shows."""
    if not said.has_person:
        return Requester()
    with desk.database.reading() as store:
        shown = helpdesks.shops_of(store, viewer.helpdesk_id)[:MOST_SHOPS]
        ours = {shop.id: requesters.with_addresses(store, shop.id, said.emails) for shop in shown}
    if not shown:
        return Requester()
    patience = Patience.of(2 * SECONDS + houses.GRACE)
    with houses.threads(len(shown), "requester") as pool:
        futures = [(one, pool.submit(_in_shop, desk, one, said, ours[one.id])) for one in shown]
        found = tuple(_by(patience, future, shop, ours[shop.id]) for shop, future in futures)
    customer_ids = [customer_id for one in found for customer_id in one.known.ours]
    with desk.database.reading() as store:
        tickets = requesters.tickets_of(store, customer_ids, most=MOST_TICKETS)
        had = requesters.with_tickets(store, customer_ids)
    return Requester(found, tuple(tickets), tuple(_told(one.known, had) for one in found))


def _told(known: Known, had: list[str]) -> Known:
    mine = set(known.ours)
    return replace(known, ours=tuple(one for one in had if one in mine)[:MOST_OURS])


def _by(
    patience: Patience, future: Future[InShop], shop: Shop, ours: list[KnownCustomer]
) -> InShop:
    """What came in time; else what we kept of them, and the fault."""
    try:
        return houses.by(patience, future)
    except PlatformError as fault:
        return replace(_described(InShop(shop, _known(shop, ours, (), ())), ours), fault=fault)


def _in_shop(desk: Desk, shop: Shop, said: Said, by_mail: list[KnownCustomer]) -> InShop:
    """Raises PlatformError where not even the orders could be looked for."""
    search = OrderSearch(emails=said.emails, phones=said.phones, limit=MOST_ORDERS)
    beside = houses.found_in(desk, shop, search, within=SECONDS)
    hits = surest(beside.found)
    orders = sorted((hit.order for hit in hits), key=_newest, reverse=True)
    ours = _ours(desk, shop, by_mail, orders)
    accounts = [order.customer_id for order in orders if order.customer_id]
    accounts += [one.host_id for one in by_mail if not is_guest(one.host_id)]
    known = _known(shop, ours, tuple(dict.fromkeys(accounts))[:MOST_ACCOUNTS], orders)
    is_blind = bool(said.phones) and not desk.platform(shop).capabilities.finds_guests_by_phone
    found = InShop(
        shop,
        known,
        spending=came_to(orders),
        is_cut=len(beside.found) >= MOST_ORDERS,
        is_by_phone=bool(hits) and not any(Match.EMAIL in hit.matches for hit in hits),
        gaps=beside.gaps,
        blind_to_guests=is_blind,
    )
    return _introduced(desk, _described(found, ours), orders)


def surest(found: Iterable[FoundOrder]) -> tuple[FoundOrder, ...]:
    """Those of the e-mail, where any are: a number is given to others, and shared by a household.

    What else the accounts met so bought is theirs as well.
    """
    hits = tuple(found)
    by_mail = [hit for hit in hits if Match.EMAIL in hit.matches]
    accounts = {hit.order.customer_id for hit in by_mail} - {""}
    sure = tuple(hit for hit in hits if hit in by_mail or hit.order.customer_id in accounts)
    return sure or hits


def _ours(
    desk: Desk, shop: Shop, by_mail: list[KnownCustomer], orders: list[OrderSummary]
) -> list[KnownCustomer]:
    host_ids = [order.customer_id or f"order:{order.id}" for order in orders]
    with desk.database.reading() as store:
        met = requesters.with_host_ids(store, shop.id, tuple(dict.fromkeys(host_ids)))
    return list({one.id: one for one in (*by_mail, *met)}.values())


def _known(
    shop: Shop,
    ours: list[KnownCustomer],
    accounts: tuple[str, ...],
    orders: Iterable[OrderSummary],
) -> Known:
    told = tuple(order.id for order in orders)[:MOST_TOLD_ORDERS]
    return Known(shop.id, accounts, told, tuple(one.id for one in ours))


def _described(found: InShop, ours: list[KnownCustomer]) -> InShop:
    """What we kept of them, each the first that is not empty."""
    return replace(
        found,
        name=next((one.name for one in ours if one.name), ""),
        email=next((one.email for one in ours if one.email), ""),
        phone=next((one.phone for one in ours if one.phone), ""),
    )


def _introduced(desk: Desk, found: InShop, orders: list[OrderSummary]) -> InShop:
    """The same with what the shop itself says now: its profiles, else its newest order."""
    platform = desk.platform(found.shop)
    if platform.capabilities.has_people and found.known.accounts:
        profiles = tuple(
            people.profile_in(desk, found.shop, account, within=SECONDS / MOST_ACCOUNTS)
            for account in found.known.accounts
        )
        return replace(found, profiles=profiles)
    if not orders:
        return found
    try:
        order = platform.read_order(orders[0].id, within=SECONDS)
    except PlatformError as fault:
        return replace(found, fault=fault)
    address = order.delivery_address or order.invoice_address
    phones = (*order.customer.phones, *(address.phones if address else ()))
    return replace(
        found,
        name=order.customer.name or found.name,
        email=order.customer.email or found.email,
        phone=next(iter(phones), found.phone),
    )


def _newest(order: OrderSummary) -> tuple[int, str]:
    return order.placed_at or 0, order.id
