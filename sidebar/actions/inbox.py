"""The shop's tickets on one page: what waits first, then what was last touched."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sidebar.actions.desk import Desk
from sidebar.errors import NotFound
from sidebar.rules.ticket import Status
from sidebar.rules.viewer import Viewer
from sidebar.store import shops, tickets
from sidebar.store.shops import Shop
from sidebar.store.tickets import Place, Ticket

PAGE_OF_TICKETS = 25
_BEGINNING = Place(2**62, "")


class View(StrEnum):
    """Which tickets a list shows."""

    OPEN = "open"
    """Everything that still asks something of the shop or waits for the customer."""
    REPLIED = "client_replied"
    RESOLVED = "resolved"
    CLOSED = "closed"


_STATUSES = {
    View.OPEN: (Status.OPEN, Status.PENDING, Status.CLIENT_REPLIED),
    View.REPLIED: (Status.CLIENT_REPLIED,),
    View.RESOLVED: (Status.RESOLVED,),
    View.CLOSED: (Status.CLOSED,),
}


@dataclass(frozen=True, slots=True)
class Inbox:
    """One page of the list; ``next`` is the place of the last ticket shown where more follow."""

    shop: Shop
    view: View
    tickets: tuple[Ticket, ...]
    next: Place | None


def list_tickets(desk: Desk, viewer: Viewer, view: View, after: Place | None = None) -> Inbox:
    """The viewer's own shop, newest change first. Raises NotFound once it is disconnected."""
    with desk.database.reading() as store:
        shop = shops.find(store, viewer.shop_id)
        if shop is None:
            raise NotFound
        found = tickets.of_shop(
            store,
            shop.id,
            statuses=_STATUSES[view],
            before=after or _BEGINNING,
            most=PAGE_OF_TICKETS + 1,
        )
    shown = tuple(found[:PAGE_OF_TICKETS])
    last = shown[-1] if len(found) > PAGE_OF_TICKETS else None
    return Inbox(shop, view, shown, Place(last.updated_at, last.id) if last else None)
