"""Which order a ticket is about: orders offered with their reasons, one tied, and untied."""

from __future__ import annotations

from flask import Blueprint, Response, g, request

from sidebar.actions import tying
from sidebar.actions.showing import locate
from sidebar.actions.working.access import check
from sidebar.rules.looking import LONGEST_TYPED
from sidebar.rules.viewer import Viewer
from sidebar.web.desk import desk
from sidebar.web.forms import record_id
from sidebar.web.fragments import Part, parts
from sidebar.web.regrouping import panel_saying
from sidebar.web.session import with_viewer

blueprint = Blueprint("tying", __name__)

CANDIDATES = Part("candidates", "order/_candidates.html")
UNTIE = Part("life", "life/_untie.html")


@blueprint.get("/tickets/<ticket_id>/candidates")
@with_viewer
def candidates(viewer: Viewer, ticket_id: str) -> Response:
    """Orders that the ticket may be about: by what it says, or by what was typed."""
    typed = request.args.get("looked", "")[:LONGEST_TYPED]
    found = tying.suggest(desk(), viewer, ticket_id, typed)
    g.timezone = found.shop.timezone
    return parts(CANDIDATES, shop=found.shop, ticket=found.ticket, found=found)


@blueprint.put("/tickets/<ticket_id>/tied-order")
@with_viewer
def tie(viewer: Viewer, ticket_id: str) -> Response:
    """Ties the order, and shows the ticket with it."""
    tying.tie(desk(), viewer, ticket_id, record_id("order_id"))
    return panel_saying(viewer, ticket_id, "tied", tab="order")


@blueprint.get("/tickets/<ticket_id>/tied-order")
@with_viewer
def ask_untie(viewer: Viewer, ticket_id: str) -> Response:
    """Asks before the order is taken off."""
    check(viewer)
    _, ticket = locate(desk(), viewer, ticket_id)
    return parts(UNTIE, ticket=ticket)


@blueprint.delete("/tickets/<ticket_id>/tied-order")
@with_viewer
def untie(viewer: Viewer, ticket_id: str) -> Response:
    """Takes the order off, and shows the ticket without it."""
    tying.untie(desk(), viewer, ticket_id)
    return panel_saying(viewer, ticket_id, "untied", tab="order")
