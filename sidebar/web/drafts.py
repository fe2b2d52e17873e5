"""What is being typed, kept as it is typed."""

from __future__ import annotations

from flask import Blueprint, Response, request

from sidebar.actions import presence
from sidebar.rules.viewer import Viewer
from sidebar.web.desk import desk
from sidebar.web.fragments import DRAFT_VERSION, parts
from sidebar.web.session import with_viewer

blueprint = Blueprint("drafts", __name__)


@blueprint.put("/tickets/<ticket_id>/draft")
@with_viewer
def save(viewer: Viewer, ticket_id: str) -> Response:
    """Keeps the draft and answers its version."""
    version = presence.save_draft(
        desk(),
        viewer,
        ticket_id,
        kind=request.form.get("kind", ""),
        body=request.form.get("body", ""),
        next_status=request.form.get("next_status", ""),
    )
    return parts(DRAFT_VERSION, draft_version=version)
