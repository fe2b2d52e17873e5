"""A helpdesk's ticket is told of ours by the page that stands beside it, and by no other."""

from __future__ import annotations

import re

from flask import Blueprint, Response, g, request

from sidebar.actions.helping import noting, telling
from sidebar.errors import NotFound
from sidebar.rules.viewer import Viewer
from sidebar.store.helpdesk_tickets import News
from sidebar.store.operations import Operation
from sidebar.store.shops import Shop
from sidebar.store.tickets import Ticket
from sidebar.texts import host_note
from sidebar.web.desk import desk
from sidebar.web.fragments import Part
from sidebar.web.session import with_viewer

blueprint = Blueprint("host_news", __name__)

NEWS = Part("helpdesk-news", "helpdesk/_news.html")

HEADER = "Comptoir-Host-Ticket"
"""In it the page says which of the host's tickets stands around it."""

MOST_TOLD = 100

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def host_ticket() -> str:
    """The host's id of the ticket around the page, as the page says it; empty where it does not."""
    named = request.headers.get(HEADER, "")
    return named if _ID.fullmatch(named) else ""


def news_parts(viewer: Viewer, host_ticket_id: str = "") -> tuple[Part, ...]:
    """What the ticket around the page is still to be told, if anything.

    ``host_ticket_id`` where the page said it otherwise than by its header.
    """
    named = host_ticket_id if _ID.fullmatch(host_ticket_id) else host_ticket()
    if not viewer.helpdesk_id or not named:
        return ()
    g.host_ticket, g.host_news = named, telling.waiting(desk(), viewer, named)
    return (NEWS,) if g.host_news else ()


def host_news() -> tuple[str, list[News]]:
    """The host's ticket, and what it is to be told (for templates)."""
    found: list[News] = g.get("host_news", [])
    return g.get("host_ticket", ""), found


def note_text(operation: Operation, shop: Shop, ticket: Ticket) -> str:
    """The note about an operation that is offered to the host's editor (for templates)."""
    viewer: Viewer | None = g.get("viewer")
    if viewer is None:
        return ""
    beside = host_ticket()
    note = noting.offered(desk(), viewer, (shop, ticket), operation, host_ticket_id=beside)
    return host_note(note) if note is not None else ""


@blueprint.post("/helpdesk-news/told")
@with_viewer
def told(viewer: Viewer) -> Response:
    """The page has put these tags on the host's ticket; it is not asked to again."""
    if not viewer.helpdesk_id:
        raise NotFound
    telling.told(desk(), viewer, request.form.getlist("news")[:MOST_TOLD])
    return Response(status=204)
