"""The whole ticket on paper: every message, and only what its reader chose beside them."""

from __future__ import annotations

from flask import Blueprint, Response, g, request

from sidebar.actions import printing
from sidebar.rules.viewer import Viewer
from sidebar.web.desk import desk
from sidebar.web.fragments import Part, parts
from sidebar.web.session import with_viewer
from sidebar.web.ticket_values import page_values

blueprint = Blueprint("printing", __name__)

SHEET = Part("panel", "print/_sheet.html")


@blueprint.get("/tickets/<ticket_id>/print")
@with_viewer
def show(viewer: Viewer, ticket_id: str) -> Response:
    """The sheet; notes and events as asked for in the address."""
    sheet = printing.whole(desk(), viewer, ticket_id)
    page = sheet.page
    told = {
        "has_notes": request.args.get("notes", "yes") == "yes",
        "has_events": request.args.get("events", "") == "yes",
        "is_cut": sheet.is_cut,
        "sheet": sheet,
        "printed_by": viewer.name,
    }
    g.timezone = page.shop.timezone
    return parts(SHEET, **{**page_values(page), **told})
