"""The customer's profile and timeline beside a ticket, each asked for once its pane is there."""

from __future__ import annotations

from flask import Blueprint, Response, g, url_for

from sidebar.actions import people
from sidebar.rules.viewer import Viewer
from sidebar.web import timelines
from sidebar.web.desk import desk
from sidebar.web.fragments import Part, parts
from sidebar.web.session import with_viewer
from sidebar.web.timelines import Asking

blueprint = Blueprint("people", __name__)

PROFILE = Part("profile", "customer/_profile.html")


@blueprint.get("/tickets/<ticket_id>/customer")
@with_viewer
def profile(viewer: Viewer, ticket_id: str) -> Response:
    """What the shop knows of the customer, read now."""
    shop, ticket, view = people.read_profile(desk(), viewer, ticket_id)
    g.timezone = shop.timezone
    return parts(PROFILE, ticket=ticket, shop=shop, profile_view=view)


@blueprint.get("/tickets/<ticket_id>/timeline")
@with_viewer
def timeline(viewer: Viewer, ticket_id: str) -> Response:
    """What happened to the customer: everything, or what the filter leaves; or its next stretch."""
    wanted, mark = timelines.wanted(), timelines.mark()
    shop, ticket, view = people.read_timeline(desk(), viewer, ticket_id, wanted, mark)
    g.timezone = shop.timezone
    address = url_for("people.timeline", ticket_id=ticket.id)
    return timelines.answer(view, Asking("timeline", "get", address))
