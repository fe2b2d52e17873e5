"""Opens the order's ticket, or creates it: one that is not closed per shop and order, always."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from platforms.contract import NotFound, PlatformError
from platforms.launches import Launch, LaunchRefused
from platforms.shapes import Order
from sidebar import ids
from sidebar.actions import aftermath, orders, starting
from sidebar.actions.desk import Desk
from sidebar.actions.shops import is_at
from sidebar.clock import MINUTE
from sidebar.errors import Forbidden, OrderUnknown, Refused
from sidebar.rules.ticket import Status
from sidebar.rules.viewer import Role, Viewer, language_of, role_of
from sidebar.store import agents, customers, drafts, events, launches, shops, tickets
from sidebar.store.customers import KnownCustomer
from sidebar.store.database import Connection
from sidebar.store.events import Event, EventKind
from sidebar.store.fresh_tickets import FreshTicket
from sidebar.store.shops import Shop
from sidebar.store.tickets import Ticket

FIRST_READING_SECONDS = 2.5
"""A new ticket waits this long for its order; after that the shop's signed word counts."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The ticket of a launch, and whether this launch created it."""

    shop: Shop
    viewer: Viewer
    ticket: Ticket
    was_created: bool


@dataclass(frozen=True, slots=True)
class Entrance:
    """A launch that was accepted, used up by it, and the ticket that its order has already."""

    shop: Shop
    viewer: Viewer
    launch: Launch
    ticket: Ticket | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """The order that someone clicked on, and what is said of it."""

    order_id: str
    reference: str = ""
    customer_id: str = ""
    is_signed: bool = False
    """The host signed all this: it counts even where the shop cannot be asked just now."""


def open_from_launch(desk: Desk, kind: str, token: str) -> Opened:
    """The whole way from a signed click to its ticket. Raises as ``enter`` and ``open_order``."""
    return open_order(desk, enter(desk, kind, token))


def enter(desk: Desk, kind: str, token: str) -> Entrance:
    """Lets an employee in, once. Raises LaunchRefused or Forbidden (no right on orders)."""
    shop, launch = verify(desk, kind, token)
    role = role_of(launch, shop.roles)
    if role is Role.NONE:
        raise Forbidden("no_order_rights")
    with desk.database.writing() as store:
        viewer = _use(store, desk, shop, launch, role)
        order_id = launch.order_id
        ticket = tickets.latest_of_order(store, order_id, shop_id=shop.id) if order_id else None
    return Entrance(shop, viewer, launch, ticket)


def open_order(desk: Desk, entrance: Entrance) -> Opened:
    """The ticket of the launched order. Raises OrderUnknown; then nothing was created."""
    launch = entrance.launch
    wanted = Wanted(launch.order_id, launch.order_reference, launch.customer_id, is_signed=True)
    return open_wanted(desk, entrance.shop, entrance.viewer, wanted, entrance.ticket)


def open_wanted(
    desk: Desk, shop: Shop, viewer: Viewer, wanted: Wanted, ticket: Ticket | None
) -> Opened:
    """The order's ticket: the one it has already, or a new one.

    Raises OrderUnknown, or PlatformError where the shop must say that there is such an order and
    cannot be asked; then nothing was created.
    """
    if not wanted.order_id:
        raise OrderUnknown
    if ticket is not None and _is_same_order(ticket, wanted):
        return Opened(shop, viewer, ticket, was_created=False)
    order = _existing_order(desk, shop, wanted)
    created, was_created = _create(desk, viewer, wanted, order, previous=None)
    return Opened(shop, viewer, created, was_created)


def verify(desk: Desk, kind: str, token: str) -> tuple[Shop, Launch]:
    """Whose launch this is and what it says. Raises LaunchRefused."""
    reader = desk.launch_reader(kind)
    shop_id = reader.claimed_shop(token)
    with desk.database.reading() as store:
        shop = shops.find(store, shop_id)
    if shop is None or shop.kind != kind:
        raise LaunchRefused("unknown_shop")
    secrets = desk.secrets(shop).launch
    now = desk.clock.now()
    launch = reader.read(token, secrets=secrets, audience=desk.public_url, now=now)
    # A copy of the shop has its secret too, but stands at another address.
    if shop.module.is_paired and not is_at(shop, launch.shop_url):
        raise LaunchRefused("unknown_shop")
    return shop, launch


def _use(store: Connection, desk: Desk, shop: Shop, launch: Launch, role: Role) -> Viewer:
    now = desk.clock.now()
    launches.forget_expired(store, before=now - 5 * MINUTE)
    if not launches.use(store, shop.id, launch.token_id, expires_at=launch.expires_at):
        raise LaunchRefused("replayed")
    agent_id = agents.introduce(
        store,
        fresh_id=ids.new_id("agt", now),
        shop_id=shop.id,
        host_id=launch.employee_id,
        name=launch.employee_name,
        email=launch.employee_email,
        language=launch.language,
        profile=launch.profile,
        is_superuser=launch.is_superuser,
        now=now,
    )
    return Viewer(
        agent_id=agent_id,
        shop_id=shop.id,
        name=launch.employee_name,
        role=role,
        language=language_of(launch.language),
        is_read_only_in_host=not (launch.may_edit_orders or launch.is_superuser),
    )


def _is_same_order(ticket: Ticket, wanted: Wanted) -> bool:
    return not wanted.reference or ticket.order_reference == wanted.reference


def _existing_order(desk: Desk, shop: Shop, wanted: Wanted) -> tuple[Order, int] | None:
    """The order as read now; nothing when the shop cannot be asked and its signature must do."""
    asked_at = desk.clock.now()
    try:
        platform = desk.platform(shop)
        order = platform.read_order(wanted.order_id, within=FIRST_READING_SECONDS)
    except NotFound as error:
        raise OrderUnknown from error
    except PlatformError:
        if not wanted.is_signed:
            raise
        return None
    if wanted.reference and order.reference != wanted.reference:
        raise OrderUnknown
    return order, asked_at


def _create(
    desk: Desk,
    viewer: Viewer,
    wanted: Wanted,
    order: tuple[Order, int] | None,
    *,
    previous: Ticket | None,
) -> tuple[Ticket, bool]:
    with desk.database.writing() as store:
        customer_id = _customer(store, desk, viewer, wanted, order)
        return _open(
            store,
            desk,
            viewer,
            order_id=wanted.order_id,
            order_reference=order[0].reference if order else wanted.reference,
            customer_id=customer_id,
            previous=previous,
        )


def _customer(
    store: Connection,
    desk: Desk,
    viewer: Viewer,
    wanted: Wanted,
    order: tuple[Order, int] | None,
) -> str | None:
    shop = shops.find(store, viewer.shop_id)
    if order is not None and shop is not None:
        return orders.keep_order(store, shop, *order)
    if wanted.customer_id in ("", "0"):
        return None
    now = desk.clock.now()
    unknown = KnownCustomer(ids.new_id("cus", now), wanted.customer_id, "", "", "", "")
    return customers.introduce(store, unknown, shop_id=viewer.shop_id, now=now)


def _open(
    store: Connection,
    desk: Desk,
    viewer: Viewer,
    *,
    order_id: str,
    order_reference: str,
    customer_id: str | None,
    previous: Ticket | None,
) -> tuple[Ticket, bool]:
    now = desk.clock.now()
    ticket_id = ids.new_id("tkt", now)
    was_created = tickets.open_once(
        store,
        fresh_id=ticket_id,
        shop_id=viewer.shop_id,
        order_id=order_id,
        order_reference=order_reference,
        customer_id=customer_id,
        channel="back_office",
        previous_id=previous.id if previous else None,
        now=now,
    )
    if was_created:
        _record_opening(store, viewer, ticket_id, now)
        aftermath.opened(store, desk, ticket_id, shop_id=viewer.shop_id)
    ticket = tickets.latest_of_order(store, order_id, shop_id=viewer.shop_id)
    if ticket is None:
        raise OrderUnknown
    return ticket, was_created


def _record_opening(store: Connection, viewer: Viewer, ticket_id: str, now: int) -> None:
    events.record(
        store,
        Event(
            id=ids.new_id("evt", now),
            ticket_id=ticket_id,
            kind=EventKind.OPENED,
            actor_id=viewer.agent_id,
            actor_name=viewer.name,
            old="",
            new=Status.OPEN.value,
            happened_at=now,
        ),
    )


def open_after(desk: Desk, viewer: Viewer, ticket: Ticket) -> tuple[Ticket, bool]:
    """A new ticket on the order of a closed one; the one already open, if there is one."""
    if not viewer.may(Role.REPLY):
        raise Forbidden("reply")
    if ticket.status is not Status.CLOSED:
        raise Refused("still_open")
    with desk.database.writing() as store:
        fresh, was_created = _next(store, desk, viewer, ticket)
        unsent = drafts.find(store, ticket.id, viewer.agent_id)
        if unsent is not None and unsent.body:
            # What could not be said any more on the closed ticket is said on the new one.
            carried = dataclasses.replace(unsent, version=0, ask_id="")
            drafts.save(store, fresh.id, viewer.agent_id, carried, now=desk.clock.now())
        return fresh, was_created


def _next(store: Connection, desk: Desk, viewer: Viewer, ticket: Ticket) -> tuple[Ticket, bool]:
    """One already open on the order, its own or one beside it; else a new one that follows."""
    customer_id = ticket.customer.id if ticket.customer else None
    if not ticket.order_id:
        same = FreshTicket(
            ticket.shop_id,
            customer_id,
            ticket.subject,
            channel=ticket.channel,
            type=ticket.type,
            account=ticket.account,
            previous_id=ticket.id,
        )
        return starting.start(store, desk, same, actor=viewer), True
    known = tickets.latest_of_order(store, ticket.order_id, shop_id=viewer.shop_id)
    if known is not None and known.status is not Status.CLOSED:
        return known, False
    return _open(
        store,
        desk,
        viewer,
        order_id=ticket.order_id,
        order_reference=ticket.order_reference,
        customer_id=customer_id,
        previous=ticket,
    )
