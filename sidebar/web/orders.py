"""The order card and the accordion beside it: fresh when the shop answers, dated when not."""

from __future__ import annotations

from flask import Blueprint, Response, g

from sidebar.actions import orders, showing
from sidebar.errors import NotFound
from sidebar.rules import listing
from sidebar.rules.ticket import Mover, moves
from sidebar.rules.viewer import Viewer
from sidebar.web.desk import desk
from sidebar.web.fragments import BAR, CUSTOMER, ORDERS, RELATED, TO, Part, parts
from sidebar.web.session import with_viewer

blueprint = Blueprint("orders", __name__)


@blueprint.get("/tickets/<ticket_id>/order")
@with_viewer
def card(viewer: Viewer, ticket_id: str) -> Response:
    """The ticket's own order, read now."""
    shop, ticket = showing.locate(desk(), viewer, ticket_id)
    g.timezone = shop.timezone
    view = orders.read_order(desk(), shop, ticket.order_id)
    if view.order is not None and view.fault is None:
        orders.tie_customer(desk(), ticket, view.order)
    beside = showing.surround(desk(), viewer, ticket_id)
    # A ticket opened while the shop was away learns here whom it is about.
    is_introduced = beside.ticket.customer != ticket.customer
    return parts(
        ORDERS,
        CUSTOMER,
        *((TO, BAR) if is_introduced else ()),
        shop=shop,
        moves=moves(beside.ticket.status, Mover.AGENT),
        ticket=beside.ticket,
        order_view=view,
        related=beside.related,
        earlier=beside.earlier,
        spending=listing.spending(beside.related.orders) if beside.related else None,
        is_stale=False,
        asks_related=view.fault is None,
    )


@blueprint.get("/tickets/<ticket_id>/orders")
@with_viewer
def related(viewer: Viewer, ticket_id: str) -> Response:
    """The other orders of the same person, and what they come to."""
    shop, ticket = showing.locate(desk(), viewer, ticket_id)
    g.timezone = shop.timezone
    found = orders.list_orders(desk(), shop, ticket)
    beside = showing.surround(desk(), viewer, ticket_id)
    return parts(
        RELATED,
        CUSTOMER,
        ticket=beside.ticket,
        related=found,
        earlier=beside.earlier,
        spending=listing.spending(found.orders) if found.orders else None,
    )


@blueprint.get("/tickets/<ticket_id>/orders/<order_id>")
@with_viewer
def details(viewer: Viewer, ticket_id: str, order_id: str) -> Response:
    """Another listed order, opened in the accordion."""
    shop, ticket = showing.locate(desk(), viewer, ticket_id)
    g.timezone = shop.timezone
    if order_id not in orders.listed_ids(desk(), shop, ticket):
        raise NotFound
    view = orders.read_order(desk(), shop, order_id)
    part = Part(f"order-{order_id}", "order/_details.html")
    return parts(part, ticket=ticket, order_view=view, order_id=order_id)
