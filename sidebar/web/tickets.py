"""The ticket's page and parts: shown, kept alive, moved, followed by a new one."""

from __future__ import annotations

from flask import Blueprint, Response, g, render_template, request

from sidebar.actions import opening, presence, showing, speaking
from sidebar.actions.presence import Typed
from sidebar.actions.showing import TicketPage
from sidebar.errors import Forbidden, Refused
from sidebar.rules.conversation import checked, may_follow
from sidebar.rules.ticket import Status
from sidebar.rules.viewer import LANGUAGES, Role, Viewer
from sidebar.store.messages import Message
from sidebar.web import session
from sidebar.web.desk import desk
from sidebar.web.forms import ask_id, count, reply_ids
from sidebar.web.fragments import (
    AGE,
    BAR,
    BAR_IN_USE,
    COMPOSER,
    HISTORY,
    NOTICE,
    ORDERS,
    PANEL,
    PRESENCE,
    PULSE,
    SEEN,
    UNSETTLED,
    Part,
    parts,
)
from sidebar.web.headers import shown_in
from sidebar.web.host_news import news_parts
from sidebar.web.session import with_viewer
from sidebar.web.ticket_values import has_moved_on, page_values
from sidebar.web.work_values import news, work_values

blueprint = Blueprint("tickets", __name__)

OLDER = Part("older", "ticket/_older.html")


@blueprint.get("/tickets/<ticket_id>")
def show(ticket_id: str) -> Response | str:
    """The panel; without a token, an empty page that brings its own from this tab's memory."""
    if not request.headers.get("Authorization"):
        shop = showing.shop_of_ticket(desk(), ticket_id)
        if shop is not None:
            shown_in(shop)
        return render_template("panel/shell.html", ticket_id=ticket_id)
    return panel(ticket_id)


@with_viewer
def panel(viewer: Viewer, ticket_id: str) -> Response:
    """The whole panel as one part."""
    page = showing.show(desk(), viewer, ticket_id)
    return parts(PANEL, **page_values(page))


@blueprint.get("/tickets/<ticket_id>/history")
@with_viewer
def older(viewer: Viewer, ticket_id: str) -> Response:
    """The stretch of the history before a message."""
    before = request.args.get("before", "")
    conversation = showing.converse(desk(), viewer, ticket_id, before=before)
    shop, ticket = showing.locate(desk(), viewer, ticket_id)
    g.timezone = shop.timezone
    return parts(OLDER, shop=shop, ticket=ticket, conversation=conversation)


@blueprint.post("/tickets/<ticket_id>/pulse")
@with_viewer
def pulse(viewer: Viewer, ticket_id: str) -> Response:
    """Says that the viewer is here; brings what changed since the page was painted."""
    typed = request.form.get("body", "")
    now = presence.stay(desk(), viewer, ticket_id, is_writing=bool(typed.strip()))
    page = showing.show(desk(), viewer, ticket_id)
    if page.ticket.status is Status.CLOSED and typed:
        page = _with_unsent_kept(viewer, page)
    values = page_values(page)
    wanted = [PRESENCE, AGE]
    if request.form.get("mark", "") != values["mark"]:
        wanted += [HISTORY, BAR_IN_USE, PULSE, UNSETTLED, *([] if typed.strip() else [SEEN])]
        wanted += [ORDERS] if has_moved_on(page) else []
        if request.form.get("work") == "yes":
            beside = work_values(viewer, ticket_id)
            values |= {**beside, "keeps_pickers": True}
            wanted += news(beside)
    if "body" in request.form and (
        _goes_on_elsewhere(viewer, page, typed) or not values["choices"]
    ):
        wanted.append(COMPOSER)
    wanted += news_parts(viewer)
    return parts(*wanted, **{**values, "others": now.others})


def _goes_on_elsewhere(viewer: Viewer, page: TicketPage, typed: str) -> bool:
    """Another tab of the same agent wrote on, or sent it, and this one holds nothing unsaved."""
    draft = page.draft
    if draft is None or draft.version <= count("draft_version"):
        return False
    if request.form.get("unsaved", "") == "yes":
        return False
    if may_follow(stored=draft.body, shown=typed):
        return True
    sent = {
        entry.body
        for entry in page.conversation.entries
        if isinstance(entry, Message) and entry.author_id == viewer.agent_id
    }
    return bool(typed) and not draft.body and checked(typed).body in sent


def _with_unsent_kept(viewer: Viewer, page: TicketPage) -> TicketPage:
    """Someone closed the ticket under a writing hand: the text is kept before the box goes."""
    unsent = Typed(
        kind=request.form.get("kind", ""),
        body=request.form.get("body", ""),
        next_status="",
        version=count("draft_version"),
        ask_id=ask_id(),
        reply_ids=reply_ids(),
    )
    presence.save_draft(desk(), viewer, page.ticket.id, unsent, is_forced=True)
    return showing.show(desk(), viewer, page.ticket.id)


@blueprint.delete("/tickets/<ticket_id>/pulse")
@with_viewer
def leave(viewer: Viewer, ticket_id: str) -> Response:
    """The viewer closed the panel."""
    presence.leave(desk(), viewer, ticket_id)
    return Response(status=204)


@blueprint.put("/tickets/<ticket_id>/status")
@with_viewer
def change_status(viewer: Viewer, ticket_id: str) -> Response:
    """Moves the ticket; closing, which is final, is asked for twice."""
    if not viewer.may(Role.REPLY):
        raise Forbidden("reply")
    new = status_named(request.form.get("status", ""))
    if new is Status.CLOSED and request.form.get("confirmed") != "yes":
        page = showing.show(desk(), viewer, ticket_id)
        values = page_values(page)
        return parts(BAR, NOTICE, status=409, **{**values, "reason": "confirm_close"})
    speaking.change_status(desk(), viewer, ticket_id, new)
    return changed(viewer, ticket_id, focus="closed" if new is Status.CLOSED else "")


def changed(viewer: Viewer, ticket_id: str, *more: Part, **values: object) -> Response:
    """The parts that an act of this viewer touches.

    What others did meanwhile is shown, and still counts as unseen by the text being written.
    """
    page = showing.show(desk(), viewer, ticket_id)
    wanted = [BAR, HISTORY, PULSE, NOTICE, *more, *news_parts(viewer)]
    if page.ticket.version - count("seen_version") <= 1:
        wanted.append(SEEN)
    if page.ticket.status is Status.CLOSED and COMPOSER not in more:
        wanted.append(COMPOSER)
    return parts(*wanted, **{**page_values(page), **values})


@blueprint.post("/tickets/<ticket_id>/next")
@with_viewer
def open_next(viewer: Viewer, ticket_id: str) -> Response:
    """A new ticket on the order of a closed one."""
    _, ticket = showing.locate(desk(), viewer, ticket_id)
    fresh, was_created = opening.open_after(desk(), viewer, ticket)
    page = showing.show(desk(), viewer, fresh.id)
    arrival = "created" if was_created else "found"
    return parts(PANEL, **{**page_values(page), "arrival": arrival})


@blueprint.put("/tickets/<ticket_id>/language")
@with_viewer
def change_language(viewer: Viewer, ticket_id: str) -> Response:
    """The same panel in the other language, with a token that remembers it."""
    wanted = request.form.get("language", "")
    if wanted not in LANGUAGES:
        raise Refused("bad_request")
    fresh = viewer.speaking(wanted)
    g.viewer, g.language = fresh, wanted
    return session.spoken_to(fresh, panel_of(fresh, ticket_id))


def panel_of(viewer: Viewer, ticket_id: str) -> Response:
    """The panel for a viewer who is not (only) the token's."""
    return parts(PANEL, **page_values(showing.show(desk(), viewer, ticket_id)))


def status_named(word: str) -> Status:
    """Raises Refused for a word that is no status."""
    try:
        return Status(word)
    except ValueError as error:
        raise Refused("illegal_move") from error
