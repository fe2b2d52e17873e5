"""Merging, splitting and what links tickets: asked in a place of their own, above the ticket."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, request

from sidebar.actions import showing
from sidebar.actions.grouping import linking, merging, splitting
from sidebar.errors import Refused
from sidebar.rules.searched import ticket_number
from sidebar.rules.viewer import Viewer
from sidebar.web.desk import desk
from sidebar.web.forms import record_id
from sidebar.web.fragments import PANEL, Part, parts
from sidebar.web.session import with_viewer
from sidebar.web.ticket_values import page_values

blueprint = Blueprint("regrouping", __name__)

MERGE = Part("life", "life/_merge.html")
PREVIEW = Part("life", "life/_preview.html")
LINKS = Part("life", "life/_links.html")
SPLIT = Part("life", "life/_split.html")


@blueprint.get("/tickets/<ticket_id>/merge")
@with_viewer
def choose(viewer: Viewer, ticket_id: str) -> Response:
    """Which ticket to merge this one into; with a number, what would happen then."""
    if request.args.get("number", "").strip():
        return _previewed(viewer, ticket_id)
    offer = merging.offer(desk(), viewer, ticket_id)
    return parts(MERGE, offer=offer, ticket=offer.ticket)


def _previewed(viewer: Viewer, ticket_id: str) -> Response:
    typed = request.args["number"].strip()
    try:
        preview = merging.preview(desk(), viewer, ticket_id, _number(typed))
    except Refused as refusal:
        offer = merging.offer(desk(), viewer, ticket_id)
        told: dict[str, Any] = {"fault": refusal.reason, "typed": typed}
        return parts(MERGE, status=422, offer=offer, ticket=offer.ticket, **told)
    return parts(PREVIEW, preview=preview, ticket=preview.source)


def _number(typed: str) -> int:
    """The number of a ticket, however it is written. Raises Refused (``merge_unknown``)."""
    number = ticket_number(typed)
    if number is None:
        raise Refused("merge_unknown")
    return number


@blueprint.post("/tickets/<ticket_id>/merge")
@with_viewer
def merge(viewer: Viewer, ticket_id: str) -> Response:
    """Merges it, and shows the ticket that it became part of."""
    target = record_id("into")
    merged = merging.merge(desk(), viewer, ticket_id, target)
    return panel_saying(viewer, merged.id, "merged")


@blueprint.get("/tickets/<ticket_id>/links")
@with_viewer
def links(viewer: Viewer, ticket_id: str) -> Response:
    """What this ticket has to do with others."""
    told = linking.links(desk(), viewer, ticket_id)
    shop, _ = showing.locate(desk(), viewer, ticket_id)
    g.timezone = shop.timezone
    return parts(LINKS, links=told, ticket=told.ticket)


@blueprint.delete("/tickets/<ticket_id>/links/<regrouping_id>")
@with_viewer
def undo(viewer: Viewer, ticket_id: str, regrouping_id: str) -> Response:
    """Takes a merge or a split back, and shows the ticket that messages came back to."""
    back = linking.undo(desk(), viewer, ticket_id, regrouping_id)
    return panel_saying(viewer, back.id, "regrouping_undone")


@blueprint.get("/tickets/<ticket_id>/messages/<message_id>/split")
@with_viewer
def ask_split(viewer: Viewer, ticket_id: str, message_id: str) -> Response:
    """What splitting this message off would do."""
    message = splitting.about(desk(), viewer, ticket_id, message_id)
    _, ticket = showing.locate(desk(), viewer, ticket_id)
    return parts(SPLIT, ticket=ticket, message=message)


@blueprint.post("/tickets/<ticket_id>/messages/<message_id>/split")
@with_viewer
def split(viewer: Viewer, ticket_id: str, message_id: str) -> Response:
    """Splits it off, and shows the new ticket."""
    fresh = splitting.split(desk(), viewer, ticket_id, message_id)
    return panel_saying(viewer, fresh.id, "split_done")


def panel_saying(viewer: Viewer, ticket_id: str, reason: str, tab: str = "") -> Response:
    """The whole panel of a ticket, with a word on what was just done, which has the focus."""
    page = showing.show(desk(), viewer, ticket_id)
    told = {"reason": reason, "tone": "done", "focus": "notice", "tab": tab}
    return parts(PANEL, **{**page_values(page), **told})
