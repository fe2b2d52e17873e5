"""What is being typed, kept as it is typed; two tabs never overwrite one another unasked."""

from __future__ import annotations

from flask import Blueprint, Response, request

from sidebar.actions import presence, showing
from sidebar.actions.presence import Typed
from sidebar.rules.viewer import Viewer
from sidebar.web.desk import desk
from sidebar.web.forms import ask_id, count, reply_ids
from sidebar.web.fragments import COMPOSER, DRAFT_VERSION, NOTICE, parts
from sidebar.web.session import with_viewer
from sidebar.web.ticket_values import page_values

blueprint = Blueprint("drafts", __name__)


@blueprint.put("/tickets/<ticket_id>/draft")
@with_viewer
def save(viewer: Viewer, ticket_id: str) -> Response:
    """Keeps the draft and answers its version, or shows the other text that stands in its way."""
    is_forced = request.form.get("forced") == "yes"
    version, other = presence.save_draft(desk(), viewer, ticket_id, typed(), is_forced=is_forced)
    if other is None:
        wanted = (DRAFT_VERSION, NOTICE) if is_forced else (DRAFT_VERSION,)
        return parts(*wanted, draft_version=version)
    _, ticket = showing.locate(desk(), viewer, ticket_id)
    values = {"reason": "draft_elsewhere", "tone": "question", "ticket": ticket}
    return parts(NOTICE, status=409, other_text=other.body, **values)


@blueprint.get("/tickets/<ticket_id>/draft")
@with_viewer
def take(viewer: Viewer, ticket_id: str) -> Response:
    """The box with the text that was kept."""
    page = showing.show(desk(), viewer, ticket_id)
    return parts(COMPOSER, NOTICE, **page_values(page))


def typed() -> Typed:
    """What the composer's form says."""
    form = request.form
    return Typed(
        kind=form.get("kind", ""),
        body=form.get("body", ""),
        next_status=form.get("next_status", ""),
        version=count("draft_version"),
        ask_id=ask_id(),
        reply_ids=reply_ids(),
    )
