"""Our tickets and a helpdesk's belong together: opened from there, and tied in both directions."""

from __future__ import annotations

from sidebar import ids
from sidebar.actions import opening, recording, starting
from sidebar.actions.desk import Desk
from sidebar.actions.helping.surrounding import shop_of
from sidebar.actions.opening import Opened, Wanted
from sidebar.actions.working.access import check
from sidebar.clock import DAY
from sidebar.rules.around import Said
from sidebar.rules.viewer import Viewer
from sidebar.store import around, helpdesk_tickets, helpdesks, shops, tickets
from sidebar.store.customers_by_mail import introduce_by_email
from sidebar.store.database import Connection
from sidebar.store.events import EventKind
from sidebar.store.fresh_tickets import FreshTicket
from sidebar.store.tickets import Ticket


def open_order(desk: Desk, viewer: Viewer, said: Said, order_id: str) -> Opened:
    """The order's ticket in the viewer's shop, the one it has or a new one, tied to the helpdesk's.

    Raises NotFound, OrderUnknown, or PlatformError where the shop cannot say that there is one.
    """
    shop = shop_of(desk, viewer)
    with desk.database.reading() as store:
        known = tickets.latest_of_order(store, order_id, shop_id=shop.id)
    opened = opening.open_wanted(desk, shop, viewer, Wanted(order_id), known)
    with desk.database.writing() as store:
        _link(store, desk, viewer, said, opened.ticket.id)
    return opened


def open_alone(desk: Desk, viewer: Viewer, said: Said) -> Opened:
    """A ticket of the viewer's shop about no order, for this person; one a helpdesk's ticket.

    Raises Forbidden or NotFound.
    """
    check(viewer)
    shop = shop_of(desk, viewer)
    with desk.database.writing() as store:
        # Two clicks at once find one ticket.
        shops.hold(store, shop.id)
        customer_id = _person(store, desk, viewer, said)
        known = _alone(store, desk, viewer, said, customer_id or "")
        if known is not None:
            return Opened(shop, viewer, known, was_created=False)
        fresh = FreshTicket(shop.id, customer_id, said.subject)
        ticket = starting.start(store, desk, fresh, actor=viewer)
        _link(store, desk, viewer, said, ticket.id)
    return Opened(shop, viewer, ticket, was_created=True)


def _link(store: Connection, desk: Desk, viewer: Viewer, said: Said, ticket_id: str) -> None:
    """Ties the two, and says so in the history; nothing while the helpdesk's has no number."""
    helpdesk = helpdesks.find(store, viewer.helpdesk_id)
    if helpdesk is None or not said.ticket_id:
        return
    now, by = desk.clock.now(), viewer.agent_id
    if helpdesk_tickets.link(store, helpdesk.id, said.ticket_id, ticket_id, by=by, now=now):
        told = {"old": helpdesk.kind, "new": said.ticket_id}
        recording.happened(store, desk, ticket_id, EventKind.LINKED, actor=viewer, **told)


def _alone(
    store: Connection, desk: Desk, viewer: Viewer, said: Said, customer_id: str
) -> Ticket | None:
    """One that has no number yet is known by who began ours, for whom, and not long ago."""
    if not said.ticket_id:
        return around.begun(
            store,
            viewer.shop_id,
            viewer.agent_id,
            customer_id=customer_id,
            subject=said.subject,
            since=desk.clock.now() - DAY,
        )
    linked = around.linked(store, viewer.helpdesk_id, said.ticket_id)
    of_shop = (one for one in linked if one.shop_id == viewer.shop_id)
    return next((one for one in of_shop if not one.order_id and one.closed_at is None), None)


def _person(store: Connection, desk: Desk, viewer: Viewer, said: Said) -> str | None:
    """By their address; a telephone alone names nobody whom a letter could go to."""
    if not said.emails:
        return None
    now = desk.clock.now()
    return introduce_by_email(
        store,
        viewer.shop_id,
        said.emails[0],
        name=said.name,
        fresh_id=ids.new_id("cus", now),
        now=now,
    )
