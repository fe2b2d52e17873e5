"""What takes one press on a ticket: it is mine now."""

from __future__ import annotations

from flask import Blueprint, Response

from sidebar.actions.working import people
from sidebar.rules.viewer import Viewer
from sidebar.web.desk import desk
from sidebar.web.session import with_viewer
from sidebar.web.tickets import changed

blueprint = Blueprint("quick", __name__)


@blueprint.post("/tickets/<ticket_id>/mine")
@with_viewer
def mine(viewer: Viewer, ticket_id: str) -> Response:
    """Assigns the ticket to whoever asks."""
    is_new = people.assign(desk(), viewer, ticket_id, viewer.agent_id)
    told = "mine" if is_new else "mine_already"
    answer = changed(viewer, ticket_id, reason=told, tone="done", focus="notice")
    answer.headers["HX-Trigger"] = "worked"
    return answer
