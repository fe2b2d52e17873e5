"""A message in the reader's language, put beside the original."""

from __future__ import annotations

from flask import Blueprint, Response, g

from sidebar.actions import showing, translating
from sidebar.errors import Refused
from sidebar.rules.viewer import Viewer
from sidebar.web.desk import desk
from sidebar.web.fragments import Part, parts
from sidebar.web.session import with_viewer

blueprint = Blueprint("translations", __name__)

TEMPLATE = "ticket/_translated.html"


@blueprint.post("/tickets/<ticket_id>/messages/<message_id>/translation")
@with_viewer
def translate(viewer: Viewer, ticket_id: str, message_id: str) -> Response:
    """The translation in its place under the message, or what went wrong there."""
    shop, ticket = showing.locate(desk(), viewer, ticket_id)
    g.timezone = shop.timezone
    place = Part(f"translation-{viewer.language}-{message_id}", TEMPLATE)
    try:
        found = translating.translate(desk(), viewer, ticket.id, message_id)
    except Refused as refusal:
        return parts(place, status=422, fault=refusal.reason, ticket=ticket, message_id=message_id)
    return parts(place, translation=found, ticket=ticket, message_id=message_id)
