"""Who the customer of a ticket is to the shop, and everything that happened to them."""

from __future__ import annotations

from dataclasses import dataclass

from platforms.contract import NotFound as NoSuchRecord
from platforms.contract import PlatformError
from platforms.people import Profile
from sidebar.actions import showing, weaving
from sidebar.actions.desk import Desk
from sidebar.actions.orders import is_guest, list_of
from sidebar.actions.weaving import Own, Thread, TimelineView
from sidebar.rules.listing import Why
from sidebar.rules.timeline import Mark, Wanted
from sidebar.rules.viewer import Viewer
from sidebar.store import families, readings
from sidebar.store.readings import ReadingKind
from sidebar.store.shops import Shop
from sidebar.store.tickets import Ticket

PROFILE_SECONDS = 10.0
ORDER_THREAD = "order"


@dataclass(frozen=True, slots=True)
class ProfileView:
    """A customer's profile, or why it could not be read, or that there is none."""

    profile: Profile | None
    fault: PlatformError | None = None
    is_guest: bool = False
    """Whoever ordered has no account in the shop."""
    is_gone: bool = False
    """The shop no longer has this account."""


def read_profile(desk: Desk, viewer: Viewer, ticket_id: str) -> tuple[Shop, Ticket, ProfileView]:
    """What the ticket's shop knows of its customer, read now. Raises NotFound (no such ticket)."""
    shop, ticket = showing.locate(desk, viewer, ticket_id)
    return shop, ticket, profile_in(desk, shop, _host_id(ticket), within=PROFILE_SECONDS)


def profile_in(desk: Desk, shop: Shop, host_id: str, *, within: float) -> ProfileView:
    """What a shop knows of one customer of its own, read now; empty text for a guest."""
    platform = desk.platform(shop)
    if not platform.capabilities.has_people:
        return ProfileView(None)
    if not host_id:
        return ProfileView(None, is_guest=True)
    try:
        return ProfileView(platform.read_profile(host_id, within=within))
    except NoSuchRecord:
        return ProfileView(None, is_gone=True)
    except PlatformError as fault:
        return ProfileView(None, fault)


def read_timeline(
    desk: Desk, viewer: Viewer, ticket_id: str, wanted: Wanted, mark: Mark
) -> tuple[Shop, Ticket, TimelineView]:
    """What happened to the ticket's customer, here and in each shop of the house that says so.

    Raises NotFound (no such ticket). A shop that does not answer is named, and shown without.
    """
    shop, ticket = showing.locate(desk, viewer, ticket_id)
    own = dict[str, Own]()
    customer_ids = (ticket.customer.id,) if ticket.customer else ()
    threads = (weaving.ours(desk, shop, customer_ids, own), *_theirs(desk, shop, ticket))
    return shop, ticket, weaving.page(threads, own, wanted, mark)


def _theirs(desk: Desk, shop: Shop, ticket: Ticket) -> tuple[Thread, ...]:
    """Each shop that knows this customer, and what it is asked; of the own shop the order too."""
    host_id, thread = _host_id(ticket), weaving.theirs
    threads = [thread(desk, shop, "", ticket.order_id, ORDER_THREAD)] if ticket.order_id else []
    threads += [thread(desk, shop, host_id, "")] if host_id else []
    with desk.database.reading() as store:
        relatives = {other.id: other for other in families.relatives(store, shop)}
        reading = readings.of_order(store, shop.id, ticket.order_id).get(ReadingKind.RELATED)
    for entry in list_of(reading) if reading else ():
        other = relatives.pop(entry.shop_id, None) if Why.SAME_EMAIL in entry.why else None
        if other is not None:
            # A guest has no record of their own: what happened to their order is all there is.
            customer_id = entry.order.customer_id
            order_id = "" if customer_id else entry.order.id
            threads.append(thread(desk, other, customer_id, order_id))
    return tuple(one for one in threads if one is not None)


def _host_id(ticket: Ticket) -> str:
    """The shop's own id of the customer; empty for a guest."""
    host_id = ticket.customer.host_id if ticket.customer else ""
    return "" if is_guest(host_id) else host_id
