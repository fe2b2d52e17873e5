"""The order card and the accordion beside it: fresh when the shop answers, dated when not."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, request

from platforms.contract import PlatformError
from platforms.shapes import Line
from sidebar.actions import orders, showing
from sidebar.actions.money import watching
from sidebar.errors import NotFound
from sidebar.rules import listing
from sidebar.rules.ticket import Mover, moves
from sidebar.rules.viewer import Viewer
from sidebar.store.shops import Shop
from sidebar.store.tickets import Ticket
from sidebar.web.desk import desk
from sidebar.web.fragments import BAR, CUSTOMER, ORDERS, PEOPLE, RELATED, TO, Part, parts
from sidebar.web.session import with_viewer

blueprint = Blueprint("orders", __name__)

MORE_LINES = "order/_more_lines.html"
LONGEST_CURSOR = 512


@blueprint.get("/tickets/<ticket_id>/order")
@with_viewer
def card(viewer: Viewer, ticket_id: str) -> Response:
    """The ticket's own order, read now."""
    shop, ticket = showing.locate(desk(), viewer, ticket_id)
    g.timezone = shop.timezone
    if not ticket.order_id:
        return parts(ORDERS, ticket=ticket)
    view = orders.read_order(desk(), shop, ticket.order_id)
    if view.order is not None and view.fault is None:
        orders.tie_customer(desk(), ticket, view.order)
    beside = showing.surround(desk(), viewer, ticket_id)
    # A ticket opened while the shop was away learns here whom it is about.
    is_introduced = beside.ticket.customer != ticket.customer
    return parts(
        ORDERS,
        CUSTOMER,
        *((TO, BAR, PEOPLE) if is_introduced else ()),
        shop=shop,
        moves=moves(beside.ticket.status, Mover.AGENT),
        ticket=beside.ticket,
        order_view=view,
        related=beside.related,
        earlier=beside.earlier,
        spending=listing.spending(beside.related.orders) if beside.related else None,
        is_stale=False,
        failed_slips=watching.lost(desk(), viewer, ticket.order_id),
        asks_related=view.fault is None,
    )


@blueprint.get("/tickets/<ticket_id>/orders")
@with_viewer
def related(viewer: Viewer, ticket_id: str) -> Response:
    """The other orders of the same person, and what they come to."""
    shop, ticket = showing.locate(desk(), viewer, ticket_id)
    g.timezone = shop.timezone
    if not ticket.order_id:
        return parts(ORDERS, ticket=ticket)
    found = orders.list_orders(desk(), shop, ticket)
    beside = showing.surround(desk(), viewer, ticket_id)
    return parts(
        RELATED,
        CUSTOMER,
        ticket=beside.ticket,
        order_view=beside.order,
        related=found,
        earlier=beside.earlier,
        spending=listing.spending(found.orders) if found.orders else None,
    )


@blueprint.get("/tickets/<ticket_id>/orders/<order_id>")
@with_viewer
def details(viewer: Viewer, ticket_id: str, order_id: str) -> Response:
    """Another listed order, opened in the accordion; perhaps one of another shop of the house."""
    shop, ticket, elsewhere = _shop_of(viewer, ticket_id, order_id)
    view = orders.read_order(desk(), shop, order_id)
    part = Part(f"order-{elsewhere.get('lines_shop', '')}{order_id}", "order/_details.html")
    return parts(
        part,
        ticket=ticket,
        order_view=view,
        order_id=order_id,
        order_shop=shop,
        **elsewhere,
    )


@blueprint.get("/tickets/<ticket_id>/orders/<order_id>/lines")
@with_viewer
def lines(viewer: Viewer, ticket_id: str, order_id: str) -> Response:
    """The lines of a long order from a place on, put where the button for them stood."""
    shop, ticket, elsewhere = _shop_of(viewer, ticket_id, order_id)
    page = request.args.get("page", default=1, type=int)
    after, fault = request.args.get("after", "")[:LONGEST_CURSOR], None
    rows: tuple[Line, ...] = ()
    try:
        rows, after = orders.more_lines(desk(), shop, order_id, after)
    except PlatformError as away:
        fault = away
    part = Part(f"lines-{elsewhere.get('lines_shop', '')}{order_id}-{page}", MORE_LINES)
    told: dict[str, Any] = {
        "ticket": ticket,
        "shown_order": order_id,
        "rows": rows,
        "after": after,
        "page": page,
    }
    return parts(part, status=200, shop_fault=fault, **told, **elsewhere)


def _shop_of(viewer: Viewer, ticket_id: str, order_id: str) -> tuple[Shop, Ticket, dict[str, Any]]:
    """The shop that is asked about a listed order, and what its parts are told of it."""
    shop, ticket = showing.locate(desk(), viewer, ticket_id)
    named = request.args.get("shop", "")
    found = orders.listed_shop(desk(), shop, ticket, order_id, shop_id=named)
    if found is None:
        raise NotFound
    g.timezone = found.timezone
    return found, ticket, {"lines_shop": found.id} if named else {}
