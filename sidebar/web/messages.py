"""Replies and notes as the form sends them, and letters sent again."""

from __future__ import annotations

from flask import Blueprint, Response, request

from sidebar.actions import post, showing, speaking
from sidebar.actions.replies import guarding
from sidebar.actions.speaking import Reply
from sidebar.errors import AlreadySent, MovedOn, Questioned, Refused, Unfilled
from sidebar.rules.conversation import MessageKind
from sidebar.rules.ticket import Status
from sidebar.rules.viewer import Viewer
from sidebar.web.desk import desk
from sidebar.web.forms import ask_id, count, reply_ids
from sidebar.web.fragments import ASK, BAR, COMPOSER, HISTORY, NOTICE, PULSE, SEEN, Part, parts
from sidebar.web.session import with_viewer
from sidebar.web.ticket_values import page_values
from sidebar.web.tickets import changed, status_named

blueprint = Blueprint("messages", __name__)

MOST_ANSWERS = 20
"""Of one text: a question of each kind, and those that an earlier wording raised."""


@blueprint.post("/tickets/<ticket_id>/messages")
@with_viewer
def send(viewer: Viewer, ticket_id: str) -> Response:
    """Keeps a reply or a note and stages its letter."""
    shop, _ = showing.locate(desk(), viewer, ticket_id)
    reply = _reply()
    if reply.next_status is Status.CLOSED and request.form.get("closes") != "yes":
        return _asked_once(viewer, ticket_id, "confirm_send_close")
    try:
        speaking.send(desk(), shop, viewer, ticket_id, reply)
    except MovedOn:
        return _asked_once(viewer, ticket_id, "moved_on", SEEN)
    except Questioned as asked:
        told = {"guard_words": asked.words, "guard_token": asked.token}
        return _asked_once(viewer, ticket_id, asked.reason, **told)
    except Unfilled as unfilled:
        return parts(
            NOTICE, status=422, reason=unfilled.reason, tone="error", unfilled=unfilled.names
        )
    except AlreadySent:
        return _asked_once(viewer, ticket_id, "already_sent", SEEN, ASK)
    answer = changed(viewer, ticket_id, COMPOSER, reason=f"sent_{reply.kind}", tone="done")
    answer.headers["HX-Trigger"] = "sent"
    return answer


def _reply() -> Reply:
    form = request.form
    if not ask_id():
        raise Refused("bad_request")
    kind = MessageKind.NOTE if form.get("kind") == "note" else MessageKind.AGENT
    word = form.get("next_status", "") if kind is MessageKind.AGENT else ""
    return Reply(
        text=form.get("body", ""),
        kind=kind,
        next_status=status_named(word) if word else None,
        ask_id=ask_id(),
        seen_version=count("seen_version"),
        was_confirmed="yes" in form.getlist("confirmed"),
        answered=frozenset(_answered()),
        reply_ids=reply_ids(),
    )


def _answered() -> list[str]:
    """The questions about this text that were answered with yes, one after the other."""
    given = request.form.getlist("confirmed")[-MOST_ANSWERS:]
    return [answer for answer in dict.fromkeys(given) if answer.isalnum() and answer != "yes"]


def _asked_once(viewer: Viewer, ticket_id: str, reason: str, *more: Part, **told: str) -> Response:
    """Shows what is new and asks; what was typed stays typed, and is not asked about again.

    What was answered before goes along with the next answer: it holds for the same text only.
    """
    page = showing.show(desk(), viewer, ticket_id)
    carried = {"answered": _answered(), "closes": request.form.get("closes") == "yes"}
    values = {**page_values(page), **carried, **told, "reason": reason, "tone": "question"}
    return parts(HISTORY, BAR, PULSE, NOTICE, *more, status=409, **values)


@blueprint.post("/tickets/<ticket_id>/messages/kept-back")
@with_viewer
def keep_back(viewer: Viewer, ticket_id: str) -> Response:
    """The text is not sent for now, because of what was asked about it."""
    guard = request.form.get("guard", "")
    guarding.cancel(desk(), viewer, ticket_id, guard, request.form.get("body", ""))
    page = showing.show(desk(), viewer, ticket_id)
    return parts(HISTORY, PULSE, NOTICE, **page_values(page))


@blueprint.post("/tickets/<ticket_id>/letters/<letter_id>/attempts")
@with_viewer
def send_again(viewer: Viewer, ticket_id: str, letter_id: str) -> Response:
    """Tries an unsettled letter again because a person says so."""
    post.send_again(desk(), viewer, ticket_id, letter_id)
    answer = changed(viewer, ticket_id)
    answer.headers["HX-Trigger"] = "sent"
    return answer
