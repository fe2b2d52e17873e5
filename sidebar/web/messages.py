"""Replies and notes as the form sends them, and letters sent again."""

from __future__ import annotations

import re

from flask import Blueprint, Response, request

from sidebar.actions import post, showing, speaking
from sidebar.actions.speaking import Reply
from sidebar.errors import MovedOn, Refused
from sidebar.rules.conversation import MessageKind
from sidebar.rules.viewer import Viewer
from sidebar.web.desk import desk
from sidebar.web.fragments import BAR, COMPOSER, HISTORY, NOTICE, PULSE, parts
from sidebar.web.session import with_viewer
from sidebar.web.tickets import changed, page_values, status_named

blueprint = Blueprint("messages", __name__)

ASK_ID = re.compile(r"[\w.-]{1,64}", re.ASCII)
"""Minted by the page, one a message."""


@blueprint.post("/tickets/<ticket_id>/messages")
@with_viewer
def send(viewer: Viewer, ticket_id: str) -> Response:
    """Keeps a reply or a note and stages its letter."""
    shop, _ = showing.locate(desk(), viewer, ticket_id)
    reply = _reply()
    try:
        speaking.send(desk(), shop, viewer, ticket_id, reply)
    except MovedOn:
        return _asked_once(viewer, ticket_id)
    answer = changed(viewer, ticket_id, COMPOSER, reason=f"sent_{reply.kind}", tone="done")
    answer.headers["HX-Trigger"] = "sent"
    return answer


def _reply() -> Reply:
    form = request.form
    ask_id = form.get("ask_id", "")
    if not ASK_ID.fullmatch(ask_id):
        raise Refused("bad_request")
    kind = MessageKind.NOTE if form.get("kind") == "note" else MessageKind.AGENT
    word = form.get("next_status", "") if kind is MessageKind.AGENT else ""
    return Reply(
        text=form.get("body", ""),
        kind=kind,
        next_status=status_named(word) if word else None,
        ask_id=ask_id,
        seen_version=int(form.get("seen_version", "0")) if _is_count() else 0,
        was_confirmed=form.get("confirmed") == "yes",
    )


def _is_count() -> bool:
    text = request.form.get("seen_version", "")
    return text.isascii() and text.isdigit() and len(text) < 12


def _asked_once(viewer: Viewer, ticket_id: str) -> Response:
    """Shows what arrived meanwhile and asks; what was typed stays typed."""
    page = showing.show(desk(), viewer, ticket_id)
    values = {**page_values(page), "reason": "moved_on", "tone": "question"}
    return parts(HISTORY, BAR, PULSE, NOTICE, status=409, **values)


@blueprint.post("/tickets/<ticket_id>/letters/<letter_id>/attempts")
@with_viewer
def send_again(viewer: Viewer, ticket_id: str, letter_id: str) -> Response:
    """Tries an unsettled letter again because a person says so."""
    post.send_again(desk(), viewer, ticket_id, letter_id)
    answer = changed(viewer, ticket_id)
    answer.headers["HX-Trigger"] = "sent"
    return answer
