"""The door: a signed launch comes in, the order's ticket and a panel token go out."""

from __future__ import annotations

from flask import Blueprint, g, render_template, request

from platforms.launches import LaunchRefused
from sidebar.actions import opening, showing
from sidebar.actions.opening import Entrance, Opened
from sidebar.actions.shops import find
from sidebar.errors import NotFound
from sidebar.rules.viewer import language_of
from sidebar.web import session
from sidebar.web.desk import desk
from sidebar.web.headers import framed_by
from sidebar.web.inbox import inbox_values
from sidebar.web.ticket_values import page_values

blueprint = Blueprint("launch", __name__)

LONGEST_LAUNCH = 8192
"""Bytes: a launch says a dozen short things; anything longer is not one."""


@blueprint.get("/launch/<kind>")
@blueprint.get("/launch/<kind>/<shop_id>")
def wait(kind: str, shop_id: str = "") -> str:
    """Takes a launch from the address' fragment, which no server and no log ever sees."""
    _known_kind(kind)
    if shop_id:
        framed_by(find(desk(), shop_id).admin_origins)
    return render_template("panel/launching.html", kind=kind)


@blueprint.post("/launch/<kind>")
@blueprint.post("/launch/<kind>/<shop_id>")
def enter(kind: str, shop_id: str = "") -> str:
    """Verifies the launch and shows its ticket."""
    _known_kind(kind)
    _frame_for_sender(shop_id)
    token = request.form.get("token", "")
    if len(token) > LONGEST_LAUNCH:
        raise LaunchRefused("oversized")
    _speak_as_asked(kind, token)
    entrance = opening.enter(desk(), kind, token)
    _begin_session(entrance)
    if not entrance.launch.order_id:
        return _inbox(entrance)
    return _panel(opening.open_order(desk(), entrance))


def _known_kind(kind: str) -> None:
    if kind not in desk().kinds:
        raise NotFound


def _frame_for_sender(shop_id: str) -> None:
    """Even a refusal must be readable inside the back office that sent the launch."""
    origin = request.headers.get("Origin", "")
    shop = showing.shop_at_origin(desk(), origin)
    if shop is not None:
        framed_by(shop.admin_origins)
    elif shop_id:
        framed_by(find(desk(), shop_id).admin_origins)


def _speak_as_asked(kind: str, token: str) -> None:
    """A refusal too is read by whoever clicked, in the language of their back office."""
    language = desk().launch_reader(kind).claimed_language(token)
    if language:
        g.language = language_of(language)


def _begin_session(entrance: Entrance) -> None:
    framed_by(entrance.shop.admin_origins)
    g.viewer, g.language = entrance.viewer, entrance.viewer.language
    g.token_issued_at = g.launched_at = desk().clock.now()
    session.remember_links(entrance.launch.order_id, entrance.launch.links)


def _inbox(entrance: Entrance) -> str:
    values = inbox_values(entrance.viewer)
    return render_template("inbox/page.html", token=session.issue(entrance.viewer), **values)


def _panel(opened: Opened) -> str:
    page = showing.show(desk(), opened.viewer, opened.ticket.id)
    return render_template(
        "panel/page.html",
        token=session.issue(opened.viewer),
        arrival="created" if opened.was_created else "found",
        **page_values(page),
    )
