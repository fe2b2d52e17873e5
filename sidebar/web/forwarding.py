"""The form that hands a message on, and what became of it."""

from __future__ import annotations

from flask import Blueprint, Response, g, render_template, request

from sidebar import ids
from sidebar.actions import forwarding, showing
from sidebar.actions.forwarding import Forward, Forwardable
from sidebar.rules.viewer import Viewer
from sidebar.store.shops import Shop
from sidebar.web.desk import desk
from sidebar.web.forms import ask_id
from sidebar.web.fragments import NOTICE, Part, parts
from sidebar.web.session import with_viewer
from sidebar.web.tickets import changed

blueprint = Blueprint("forwarding", __name__)

FORWARDING = Part("forwarding", "ticket/_forwarding.html")


@blueprint.get("/tickets/<ticket_id>/messages/<message_id>/forward")
@with_viewer
def show(viewer: Viewer, ticket_id: str, message_id: str) -> Response:
    """The form, above the composer."""
    _, found = _found(viewer, ticket_id, message_id)
    fresh = ids.new_id("fwd", desk().clock.now())
    return parts(FORWARDING, NOTICE, forwarded=found, ticket=found.ticket, ask_id=fresh)


@blueprint.post("/tickets/<ticket_id>/messages/<message_id>/forward")
@with_viewer
def send(viewer: Viewer, ticket_id: str, message_id: str) -> Response:
    """Keeps the note and stages its letter."""
    shop, found = _found(viewer, ticket_id, message_id)
    wanted = Forward(
        address=request.form.get("address", ""),
        words=request.form.get("words", ""),
        head=render_template("mail/forwarded.txt", forwarded=found).strip(),
        file_ids=frozenset(request.form.getlist("file")),
        ask_id=ask_id(),
    )
    forwarding.forward(desk(), shop, viewer, ticket_id, message_id=message_id, wanted=wanted)
    answer = changed(viewer, ticket_id, FORWARDING, reason="forwarded", tone="done")
    answer.headers["HX-Trigger"] = "sent"
    return answer


def _found(viewer: Viewer, ticket_id: str, message_id: str) -> tuple[Shop, Forwardable]:
    shop, _ = showing.locate(desk(), viewer, ticket_id)
    g.timezone = shop.timezone
    return shop, forwarding.forwardable(desk(), viewer, ticket_id, message_id)
