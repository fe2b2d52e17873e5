"""A message taken back, as the page asks for it: at once, or to be written again."""

from __future__ import annotations

from flask import Blueprint, Response, request

from sidebar.actions import retracting
from sidebar.clock import SECOND
from sidebar.rules.viewer import Viewer
from sidebar.web.desk import desk
from sidebar.web.fragments import COMPOSER
from sidebar.web.session import with_viewer
from sidebar.web.tickets import changed

blueprint = Blueprint("retracting", __name__)


@blueprint.post("/tickets/<ticket_id>/messages/<message_id>/retraction")
@with_viewer
def take_back(viewer: Viewer, ticket_id: str, message_id: str) -> Response:
    """Takes the message back; with ``edit`` its text and files are in the composer again."""
    is_edit = request.form.get("edit") == "yes"
    retracting.take_back(desk(), viewer, ticket_id, message_id, to_edit=is_edit)
    if is_edit:
        return changed(viewer, ticket_id, COMPOSER, reason="taken_back_to_edit", tone="done")
    return changed(viewer, ticket_id, reason="taken_back", tone="done")


@blueprint.app_template_filter("seconds_left")
def seconds_left(moment: int) -> int:
    """Whole seconds until a moment (UTC ms), begun ones counted; zero once it is past."""
    return max(0, -((desk().clock.now() - moment) // SECOND))
